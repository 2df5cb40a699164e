"""Text inside text: base64 (gzip inside, too), hexadecimal, percent encoding and quoted-printable."""

from __future__ import annotations

import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterator
from itertools import groupby

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple
from colab_safe.views.base64_runs import ASCII_GROUPS, HEXADECIMAL, LETTERS, PACKED, Line
from colab_safe.views.substitution import Decoded, Substitution, built

_SHORTEST_RUN = 16  # letters
_LINE = Regex(r"[A-Za-z0-9+/_-]+")
# At least 16 characters, on one line or wrapped (MIME at 76, PEM at 64, both with a shorter last line).
_RUN = Regex(rf"{_LINE.pattern[:-1]}{{{_SHORTEST_RUN},}}(?:\r?\n[ \t]*{_LINE.pattern})*={{0,2}}")
_ASCII, _IS_ASCII = b"A" * 15, b"A" * 128 + b" " * 128  # what such five stand for
GAP = "\n\x1e\n"  # behind each decoded text, so that two are not read as one
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\r"
_LARGEST = 1 << 24  # bytes of unpacked gzip; a larger one is read so far
_URL_SAFE, _TO_URL_SAFE = str.maketrans("-_", "+/"), str.maketrans("+/", "-_")
_PADDING = Regex(r"={0,2}")
# `%67hp_…` as in URLs; bytes beyond ASCII stay single characters.
PERCENT_DECODED = Substitution(r"%[0-9a-fA-F]{2}", lambda byte: chr(int(byte[1:], 16)))
# As in e-mails: https://www.rfc-editor.org/rfc/rfc2045#section-6.7
QUOTED_PRINTABLE = Substitution(
    r"=(?:[0-9A-F]{2}|(?<=[^\s=]=)\r?\n)",
    lambda byte: "" if byte[-1] == "\n" else chr(int(byte[1:], 16)),
)


def _wrapped_runs(text: str) -> Iterator[re.Match[str]]:
    marked = text.encode("latin-1", "replace").translate(LETTERS)
    start = marked.find(b"A" * _SHORTEST_RUN)
    while start >= 0:
        run = _RUN.match(text, start)
        assert run is not None
        yield run
        start = marked.find(b"A" * _SHORTEST_RUN, run.end())


def hexadecimal_decoded(text: str) -> Decoded | None:
    """Every run of two digits a character, as `bytes.hex()` and databases write them, one a line."""
    builder = TextBuilder()
    for run in HEXADECIMAL.finditer(text):
        builder.scale(bytes.fromhex(run[0]).decode("latin-1"), run.start(), 1, 2)
        builder.put("\n", run.end(), run.end())
    return built(builder)


def base64_decoded(text: str) -> Decoded | None:
    """Every run of base64 that holds text, or gzip of text; standard, URL-safe, unpadded, wrapped.

    Text among other bytes is kept aside.
    """
    readable, binary = TextBuilder(), TextBuilder()
    for run in _wrapped_runs(text):
        if not run[0].startswith(PACKED) and not ASCII_GROUPS.search(run[0].replace("\n", "")):
            continue
        for lines in _blocks(_lines(text, run)):
            _add(readable, binary, text, lines)
            if len(lines) == 2:  # two words of a text, perhaps
                _add(readable, binary, text, lines[:1])
                _add(readable, binary, text, lines[1:])
    decoded, aside = built(readable), built(binary)
    return decoded._replace(aside=aside) if decoded else aside


def is_binary(text: str) -> bool:
    """Whether a quarter of decoded base64 is no ASCII text: then it is searched, but not decoded further."""
    return 4 * len(text.encode("latin-1", "replace").translate(None, _PRINTABLE)) > len(text)


def _lines(text: str, run: re.Match[str]) -> list[Line]:
    return [line.span() for line in _LINE.finditer(text, run.start(), run.end())]


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """What was wrapped together: lines of one width, and a shorter one that ends them."""
    widths = [end - start for start, end in lines] + [0, 0]
    first = 0
    while first < len(lines):
        end = first + 1
        while widths[end] == widths[first]:
            end += 1
        end += 0 < widths[end] < widths[first] and widths[end] != widths[end + 1]
        yield lines[first:end]
        first = end


def _add(readable: TextBuilder, binary: TextBuilder, text: str, lines: list[Line]) -> None:
    """Decodes these lines as one; a word that stands before the base64 may shift its groups of four."""
    letters = "".join([text[start:end] for start, end in lines])
    (start, first_end), end = lines[0], lines[-1][1]
    unpacked, is_whole = _unpacked(_bytes(letters)) if letters.startswith(PACKED) else ("", False)
    if unpacked:
        builder = binary if is_binary(unpacked) else readable
        builder.put(unpacked, start, end)
        builder.put(GAP, end, end)
    if (
        is_whole or first_end - start < _SHORTEST_RUN
    ):  # what is packed may look like text by chance, or name a file
        return
    decoded = {shift: _bytes(letters[shift:]) for shift in range(4)}
    textual = {
        shift: one.decode("latin-1")
        for shift, one in decoded.items()
        if _ASCII in one.translate(_IS_ASCII)
    }
    clear = [shift for shift, one in textual.items() if not is_binary(one)]
    builder = readable if clear else binary
    for shift in clear or textual:
        _add_groups(builder, textual[shift], [(start + shift, first_end), *lines[1:]])
        builder.put(GAP, end, end)


def _add_groups(builder: TextBuilder, decoded: str, lines: list[Line]) -> None:
    """Three characters from each four letters, also where a group is broken by a line end."""
    at = held = held_from = 0
    for start, end in lines:
        if held:
            if end - start < 4 - held:
                held += end - start
                continue
            start += 4 - held
            builder.put(decoded[at : at + 3], held_from, start)
            at += 3
        groups, held = divmod(end - start, 4)
        builder.scale(decoded[at : at + 3 * groups], start, 3, 4)
        at += 3 * groups
        held_from = end - held
    builder.put(decoded[at:], held_from, lines[-1][1])


def _bytes(letters: str) -> bytes:
    """Without padding, of any length: a single letter too many is dropped."""
    standard = letters.translate(_URL_SAFE)
    standard = standard[:-1] if len(standard) % 4 == 1 else standard
    return a2b_base64(standard + "=" * (-len(standard) % 4))


def _unpacked(packed: bytes) -> tuple[str, bool]:
    """gzip or zlib, as much of it as can be read, and whether its end was met.

    wbits 47 tells the two apart: https://zlib.net/manual.html.
    """
    import zlib  # few notebooks hold such

    unpacking = zlib.decompressobj(47)
    try:
        return unpacking.decompress(packed, _LARGEST).decode("latin-1"), unpacking.eof
    except zlib.error:
        return "", False


class Rewriting(NamedTuple):
    """In the base64 that ends at `end`, from the group of four at `origin` on, the decoded text `old` is to read `new`."""

    end: int
    origin: int
    old: str
    new: str


def base64_rewritten(text: str, wanted: list[Rewriting]) -> Iterator[tuple[int, int, str]]:
    """New texts (start, end, text) for the runs of base64 in `text`; each is encoded anew from its first change on.

    Raises ValueError where the text to be changed does not stand in base64 as it is.
    """
    for end, rewritings in groupby(sorted(wanted), key=lambda one: one.end):
        padding = _PADDING.match(text, end)
        yield _rewritten_run(text, list(rewritings), padding.end() if padding else end)


def _rewritten_run(text: str, rewritings: list[Rewriting], end: int) -> tuple[int, int, str]:
    first = rewritings[0].origin
    run = text[first:end]
    decoded = _bytes("".join(_LINE.findall(run))).decode("latin-1")
    parts, position = [], 0
    for _, origin, old, new in rewritings:
        group = len("".join(_LINE.findall(text, first, origin))) // 4 * 3
        at = decoded.find(old, group, group + len(old) + 3)
        if at < position:
            raise ValueError("it stands in compressed text")
        parts += [decoded[position:at], new.encode().decode("latin-1")]
        position = at + len(old)
    return first, end, _encoded_like(run, "".join([*parts, decoded[position:]]))


def _encoded_like(run: str, decoded: str) -> str:
    """With the alphabet, padding and line width of `run`."""
    letters = b2a_base64(decoded.encode("latin-1"), newline=False).decode()
    if "-" in run or "_" in run:
        letters = letters.translate(_TO_URL_SAFE)
    lines = _LINE.findall(run)
    if sum(map(len, lines)) % 4 and not run.endswith("="):
        letters = letters.rstrip("=")
    if len(lines) < 2:
        return letters
    joint, first, width = (
        run[len(lines[0]) : run.index(lines[1], len(lines[0]))],
        len(lines[0]),
        len(lines[1]),
    )
    rest = [letters[start : start + width] for start in range(first, len(letters), width)]
    return joint.join([letters[:first], *rest])
