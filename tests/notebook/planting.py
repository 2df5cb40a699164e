"""A sample planted in a notebook: its characters in an encoded text, and its bytes in the file.

The encoders are written from each format's own description, with the standard library, and share no
code with the decoders that they test.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.pattern_rule import rule
from colab_safe.model import Finding, Span
from colab_safe.scan import scan
from tests.notebooks import Json, code, notebook
from tests.tokens import github_token

TOKEN = github_token()
# These tests are about reading, not about rules: one simple rule.
RULE = rule(
    "sample",
    "a sample",
    r"(?<![A-Za-z0-9_])(?P<secret>gh[p]_[A-Za-z0-9]{36})(?![A-Za-z0-9_])",
    ("gh" + "p_",),
    "",
    "",
)
ENGINE = BuiltinEngine([RULE])


class Part(NamedTuple):
    """A text; `meant` says whether it encodes a part of the sample."""

    text: str
    meant: bool = False


Marked = list[Part]
Encoder = Callable[[Marked], Marked]


def marked(*texts: str) -> Marked:
    """Return texts of which every second one is meant."""
    return [Part(text, number % 2 == 1) for number, text in enumerate(texts) if text]


def text_of(parts: Marked) -> str:
    return "".join(part.text for part in parts)


def spans_of(
    parts: Marked, encoded: Callable[[str], bytes] = str.encode, start: int = 0
) -> list[Span]:
    """Return the spans of the meant parts once each part is written by `encoded`; adjacent ones are joined."""
    spans: list[Span] = []
    for part in parts:
        end = start + len(encoded(part.text))
        if part.meant and spans and spans[-1].end == start:
            spans[-1] = Span(spans[-1].start, end)
        elif part.meant and start < end:
            spans.append(Span(start, end))
        start = end
    return spans


def json_bytes(text: str) -> bytes:
    """Return the inside of a JSON literal as Jupyter writes it."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass")


def spans_in_file(data: bytes, parts: Marked) -> list[Span]:
    """Return the spans of the meant parts in a file that has the text once, as one JSON literal."""
    whole = json_bytes(text_of(parts))
    assert data.count(whole) == 1
    return spans_of(parts, json_bytes, data.index(whole))


def found(data: bytes, path: str = "a.ipynb") -> list[Finding]:
    return list(scan(data, path, [ENGINE]).findings)


def spans_found(data: bytes, path: str = "a.ipynb") -> list[list[Span]]:
    return [list(finding.location.spans) for finding in found(data, path)]


def in_source(parts: Marked) -> Json:
    """Return a notebook with the text as the source of its only cell."""
    return notebook([code(text_of(parts))])


def each(write: Callable[[str], str]) -> Encoder:
    """Encode every part by itself."""
    return lambda parts: [Part(write(part.text), part.meant) for part in parts]


def each_character(write: Callable[[str], str]) -> Encoder:
    return each(lambda text: "".join(map(write, text)))


def surrounded(before: str, encode: Encoder, after: str) -> Encoder:
    return lambda parts: [Part(before), *encode(parts), Part(after)]


def split(separator: str) -> Encoder:
    """Put a separator in the middle of every meant part, but not after a backslash, which would escape it."""

    def encode(parts: Marked) -> Marked:
        result: Marked = []
        for text, meant in parts:
            middle = len(text) // 2
            halves = [Part(text[:middle], True), Part(separator), Part(text[middle:], True)]
            cut = meant and len(text) > 1 and text[middle - 1] != "\\"
            result += halves if cut else [Part(text, meant)]
        return result

    return encode


def in_groups(write: Callable[[bytes], str], unit: int, written: int) -> Encoder:
    """Encode all parts together, `written` letters per `unit` bytes; a group with a meant byte is meant, padding is not."""

    def encode(parts: Marked) -> Marked:
        data = text_of(parts).encode()
        flags = [part.meant for part in parts for _ in part.text.encode()]
        letters = write(data)
        groups = range(0, len(letters.rstrip("=")), written)
        return [
            *(
                Part(
                    letters[at : at + written].rstrip("="),
                    any(flags[at // written * unit :][:unit]),
                )
                for at in groups
            ),
            Part("=" * letters.count("=")),
        ]

    return encode


def encoded_words(parts: Marked) -> Marked:
    """Write each part that is meant as an encoded word of an e-mail: https://www.rfc-editor.org/rfc/rfc2047."""
    words = (f"=?utf-8?B?{b64encode(part.text.encode()).decode()}?=" for part in parts)
    return [
        Part(word, True) if part.meant else part for part, word in zip(parts, words, strict=True)
    ]


def bytes_listed(separator: str) -> Encoder:
    """Write each byte as a decimal number with what separates it from the next."""

    def encode(parts: Marked) -> Marked:
        numbers = [
            [Part(str(byte), meant), Part(separator, meant)]
            for text, meant in parts
            for byte in text.encode()
        ]
        return [each for number in numbers for each in number][:-1]

    return encode


def packed(pack: Callable[[bytes], bytes]) -> Encoder:
    """Compress all parts together, then base64: all of it is meant."""

    def encode(parts: Marked) -> Marked:
        letters = b64encode(pack(text_of(parts).encode())).decode()
        return [Part(letters.rstrip("="), True), Part("=" * letters.count("="))]

    return encode


def gzip_of_file(data: bytes) -> bytes:
    """Return what the program `gzip` writes, with the name of the file: https://www.rfc-editor.org/rfc/rfc1952#section-2.3."""
    buffer = io.BytesIO()
    with gzip.GzipFile("a_notebook_with_a_name.ipynb", "wb", fileobj=buffer, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()


def zip_of_file(data: bytes) -> bytes:
    """Return a zip archive of two files, the second with the data."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.txt"), "another file\n" * 9, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo("b.txt"), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def wrapped(encode: Encoder, width: int = 76, line_end: str = "\n") -> Encoder:
    """Wrap lines at `width` letters; a line end is meant if it breaks a group of four letters that is meant."""

    def encode_wrapped(parts: Marked) -> Marked:
        letters = [Part(letter, part.meant) for part in encode(parts) for letter in part.text]
        result: Marked = []
        for number, letter in enumerate(letters):
            if number and number % width == 0:
                broken = number % 4 != 0
                result.append(Part(line_end, broken and letter.meant and letters[number - 1].meant))
            result.append(letter)
        return result

    return encode_wrapped


def _python(text: str) -> str:
    return repr(text)[1:-1]


_LATEX = {
    "_": "underscore", "\\": "backslash", "~": "asciitilde", "^": "asciicircum", "<": "less", ">": "greater",
    "{": "braceleft", "}": "braceright", '"': "quotedbl", "'": "quotesingle", "$": "dollar", "|": "bar",
}  # fmt: skip


# Encoders for each decoder in `views.decoders.DECODERS`, one per spelling that the decoder has to read.
ENCODERS: dict[str, Encoder] = {
    "ansi colour": split("\x1b[0;31m"),
    "ansi hyperlink": split("\x1b]8;;https://example.org\x1b\\"),
    "ansi title ended by BEL": split("\x1b]0;a title\x07"),
    "carriage return": surrounded("working\r", each(str), "\n"),
    "backspace": split("x\b"),
    "zero-width space": split("\u200b"),
    "soft hyphen": split("\xad"),
    "tag in a word": split("<b>"),
    "tag with attributes": split("<span class=\"a > b\" title=''>"),
    "comment in a word": split("<!-- a <b> -->"),
    "entity, decimal": each_character(lambda c: f"&#{ord(c)};" if c >= " " else c),
    "entity, hexadecimal": each_character(lambda c: f"&#x{ord(c):X};" if c >= " " else c),
    "escape \\x": each_character(lambda c: f"\\x{ord(c):02x}" if c < "\xff" else c),
    "escape \\u": each_character(lambda c: f"\\u{ord(c):04x}"),
    "escape, octal": each_character(lambda c: f"\\{ord(c):03o}" if c < "\xff" else c),
    "escape \\N": each_character(lambda c: "\\N{LOW LINE}" if c == "_" else c),
    "latex": each_character(lambda c: f"\\text{_LATEX[c]}{{}}" if c in _LATEX else c),
    "utf-16": each_character(lambda c: f"{c}\0"),
    "utf-32": each_character(lambda c: f"{c}\0\0\0"),
    "json in a string": surrounded('"', each(lambda text: json.dumps(text)[1:-1]), '"'),
    "python repr": surrounded("'", each(_python), "'"),
    "adjacent literals": surrounded('"', split('" "'), '"'),
    "literals added": surrounded("'", split("' +\n    '"), "'"),
    "literals with a comment": surrounded('"', split('"  # a part\n  "'), '"'),
    "joined list": surrounded('"".join(["', split('", "'), '"])'),
    "hexadecimal": each(lambda text: text.encode().hex()),
    "list of bytes": bytes_listed(", "),
    "percent": each_character(lambda c: f"%{ord(c):02X}"),
    "quoted-printable": surrounded("=3D", each_character(lambda c: f"={ord(c):02X}"), ""),
    "encoded word": encoded_words,
    "base64": in_groups(lambda data: b64encode(data).decode(), 3, 4),
    "base64, unpadded": in_groups(lambda data: b64encode(data).decode().rstrip("="), 3, 4),
    "base64, URL-safe": in_groups(lambda data: urlsafe_b64encode(data).decode(), 3, 4),
    "base64, wrapped": wrapped(in_groups(lambda data: b64encode(data).decode(), 3, 4)),
    "base64, wrapped at 30": wrapped(in_groups(lambda data: b64encode(data).decode(), 3, 4), 30),
    "gzip": packed(partial(gzip.compress, mtime=0)),
    "gzip of a named file": packed(gzip_of_file),
    "zlib": packed(zlib.compress),
    "zlib, level 3": packed(partial(zlib.compress, level=3)),
    "zip": packed(zip_of_file),
    "bzip2": packed(bz2.compress),
    "xz": packed(lzma.compress),
}


def chain(names: tuple[str, ...], parts: Marked) -> Marked:
    """Apply the encoders of these names, the innermost first."""
    for name in names:
        parts = ENCODERS[name](parts)
    return parts


_IN_BYTES = (
    "hexadecimal",
    "list of bytes",
    "base64",
    "gzip",
    "zlib",
    "zip",
    "bzip2",
    "xz",
    "percent",
    "quoted-printable",
    "utf-",
)
_WITH_QUOTES = (
    "json",
    "python",
    "adjacent",
    "literals",
    "joined",
    "tag with",
    "carriage",
    "base64, wrapped",
)
_BEYOND_ASCII = ("zero-width space", "soft hyphen")
_WITHOUT_LETTERS = ("hexadecimal", "list of", "percent", "quoted", "escape", "entity", "utf-")
PACKED = ("gzip", "zlib", "zip", "bzip2", "xz")
_CONTROLS = ("ansi", "backspace", "carriage return")
_TAGS = ("tag in a word", "tag with attributes", "comment in a word")


def makes_sense(names: tuple[str, ...]) -> bool:
    """Whether a reader of the outermost text could get back to the innermost.

    Bytes are decoded one by one, so nothing beyond ASCII comes back from them. An entity cannot
    contain a tag or a control character, a literal in a list no quotation mark or line end. A list of base64 is
    read as a whole, with what is between its strings. A repr has no line end for a comment. A carriage return in
    UTF-16 hides half of a character. A list of bytes is known by two letters beside each other.
    """
    return not any(
        (inner in _BEYOND_ASCII and outer.startswith(_IN_BYTES))
        or (inner.startswith("entity") and outer in _TAGS)
        or (inner.startswith((*_CONTROLS, "utf-")) and outer.startswith("entity"))
        or (inner.startswith((*_WITH_QUOTES, *PACKED)) and outer == "joined list")
        or (inner.startswith(("utf-", "carriage")) and outer.startswith("utf-"))
        or (inner.startswith(_WITHOUT_LETTERS) and outer == "list of bytes")
        or (inner == "literals with a comment" and outer == "python repr")
        for number, inner in enumerate(names)
        for outer in names[number + 1 :]
    )
