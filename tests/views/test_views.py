"""Every decoder, alone and on the results of others: what is found, and from exactly which bytes of the file."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pkgutil import iter_modules

import pytest

import colab_safe.views
from colab_safe.limits import VIEW_DEPTH, VIEW_GROWTH, VIEW_SHARE
from colab_safe.model import Place
from colab_safe.notebook.segments import Segments
from colab_safe.views.decoder import Decoder
from colab_safe.views.decoders import DECODERS
from colab_safe.views.overwrites import overwritten
from colab_safe.views.sign_search import SearchedTexts
from colab_safe.views.views import views
from tests.notebook.planting import (
    ENCODERS,
    TOKEN,
    Marked,
    chain,
    found,
    makes_sense,
    marked,
    spans_found,
    spans_in_file,
    spans_of,
    text_of,
)
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream

PLANTED = marked("x = ", TOKEN, " end of it")
HEAD, TAIL = TOKEN[:11], TOKEN[11:]
BY_NAME = {decoder.name: decoder for decoder in DECODERS}
# They decode nothing, but give a value its name: tests/views/test_named_values.py.
NAMING = {"siblings", "table"}
# It reads lines of 16 bytes: tests/views/test_dumps.py.
IN_LINES = {"dump"}


def in_markdown(parts: Marked) -> bytes:
    return dump(notebook([markdown(text_of(parts))]))


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_alone(name: str) -> None:
    parts = chain((name,), PLANTED)
    data = in_markdown(parts)
    assert spans_found(data) == [spans_in_file(data, parts)]


@pytest.mark.parametrize(
    "names", list(filter(makes_sense, product(ENCODERS, repeat=2))), ids=" in ".join
)
def test_each_encoding_in_each_other(names: tuple[str, ...]) -> None:
    parts = chain(names, PLANTED)
    data = in_markdown(parts)
    assert spans_found(data) == [spans_in_file(data, parts)]


def test_the_end_of_a_control_sequence_is_no_escape() -> None:
    """Read as an escape, the backslash that ends a hyperlink would make a control sequence of the "%6" behind it."""
    parts = chain(("ansi colour", "percent", "ansi hyperlink"), PLANTED)
    data = in_markdown(parts)
    assert spans_found(data) == [spans_in_file(data, parts)]


def source(text: str) -> Json:
    return code(text)


def cell_with(made: Json) -> Json:
    return code("run()", [made])


def shown_as(mime: str) -> type[Json]:
    return lambda text: cell_with(output({mime: text}))  # type: ignore[return-value]


html, svg, xml = shown_as("text/html"), shown_as("image/svg+xml"), shown_as("text/xml")
latex, javascript, plain = (
    shown_as("text/latex"),
    shown_as("application/javascript"),
    shown_as("text/plain"),
)


def stdout(text: str) -> Json:
    return cell_with(stream(text))


def traceback(text: str) -> Json:
    return cell_with(error("ValueError", "bad", [text]))


def od(data: bytes) -> Iterator[str]:
    """What `od -t x1` prints: columns are every second part."""
    for at, byte in enumerate(data):
        yield " " if at % 16 else f"\n{at:07o} "
        yield f"{byte:02x}"
    yield f"\n{len(data):07o}\n"


PERCENT_TAIL = "".join(f"%{ord(c):02x}" for c in TAIL)
# id: the cell that shows it, the text with every second part meant, the last decoders that were needed.
ROWS = {
    "encoded word": (
        stdout,
        marked(
            "Subject: ",
            f"=?utf-8?Q?{TOKEN[:20].replace('_', '=5F')}?=\n =?utf-8?q?{TOKEN[20:]}?=",
            "\n",
        ),
        "encoded-word",
    ),
    "dump": (stdout, marked(*od(TOKEN.encode())), "dump"),
    "html, bold letters": (html, marked("<p>", HEAD, "<b>", TAIL, "</b></p>"), "html"),
    "html, nested tags": (html, marked("<p>", HEAD, "<b><i class='x'>", TAIL, "</i></b>"), "html"),
    "html, upper case": (html, marked("<P>", HEAD, "<B>", TAIL, "</B>"), "html"),
    "html, coloured by a highlighter": (
        html,
        marked(
            '<pre><span class="n">t</span><span class="s1">&#39;',
            HEAD,
            '</span><span class="s1">',
            TAIL,
            "&#39;</span>",
        ),
        "html",
    ),
    "html, break opportunity": (html, marked("<td>", HEAD, "<wbr>", TAIL, "</td>"), "html"),
    "html, comment in a word": (html, marked("<p>", HEAD, "<!-- a -->", TAIL, "</p>"), "html"),
    "html, in a comment": (html, marked("<p>a</p><!-- ", TOKEN, " -->"), None),
    "html, comment never closed": (html, marked("<p>a</p><!-- ", TOKEN, ""), None),
    "html, attribute": (html, marked('<a href="https://x/?t=', TOKEN, '">a</a>'), None),
    "html, attribute with entities": (
        html,
        marked("<a title='", "".join(f"&#{ord(c)};" for c in TOKEN), "'>"),
        "entities",
    ),
    "html, named entity before": (html, marked("<p>t&equals;", TOKEN, "</p>"), None),
    "html, entity without semicolon": (html, marked("<p>", f"&#103{TOKEN[1:]}", "</p>"), "html"),
    "html, script": (html, marked("<script>var t = '", TOKEN, "';</script>"), None),
    "html, script with escapes": (
        html,
        marked('<script>t = "', f"\\x67{TOKEN[1:]}", '"</script>'),
        "escapes",
    ),
    "html, style": (html, marked("<style>.a::after { content: '", TOKEN, "' }</style>"), None),
    "html, pandas table": (
        html,
        marked(
            '<table border="1" class="dataframe">\n<tr><th>0</th><td>',
            TOKEN,
            "</td><td>7</td></tr>\n</table>",
        ),
        None,
    ),
    "html, cells that touch": (
        html,
        marked("<table><tr><td>a</td><td>", HEAD, "<b>", TAIL, "</b></td><td>b"),
        "html",
    ),
    "html, tag never closed": (html, marked("<p ", TOKEN, ""), None),
    "html, less-than that is no tag": (
        html,
        marked("a < b, ", f"{HEAD}", "<b>", TAIL, "</b> c > d"),
        "html",
    ),
    "svg, text split in spans": (
        svg,
        marked("<svg><text>", HEAD, "</tspan><tspan>", TAIL, "</tspan></text></svg>"),
        "html",
    ),
    "svg, CDATA": (svg, marked("<svg><style><![CDATA[ ", TOKEN, " ]]></style></svg>"), None),
    "svg, description": (
        svg,
        marked("<svg><desc>", f"{TOKEN[:-1]}&#x{ord(TOKEN[-1]):x};", "</desc></svg>"),
        "html",
    ),
    "xml, element": (xml, marked("<a><?pi x?><b>", f"&#103;{TOKEN[1:]}", "</b></a>"), "html"),
    "latex, escaped underscore": (latex, marked("$", f"{TOKEN[:3]}\\{TOKEN[3:]}", "$"), "escapes"),
    "latex, underscore as a command": (
        latex,
        marked("\\texttt{", f"{TOKEN[:3]}\\textunderscore {TOKEN[4:]}", "}"),
        "latex",
    ),
    "latex, command ended by braces": (
        latex,
        marked("", f"{TOKEN[:3]}\\textunderscore{{}}{TOKEN[4:]}", ""),
        "latex",
    ),
    "latex, of Pygments": (latex, marked("", f"{TOKEN[:3]}\\PYZus{{}}{TOKEN[4:]}", ""), "latex"),
    "latex, number": (latex, marked("", f"{TOKEN[:3]}\\char95 {TOKEN[4:]}", ""), "latex"),
    "latex, hexadecimal number": (
        latex,
        marked("", f'{TOKEN[:3]}\\char"5F{{}}{TOKEN[4:]}', ""),
        "latex",
    ),
    "latex, symbol": (latex, marked("", f"{TOKEN[:3]}\\symbol{{95}}{TOKEN[4:]}", ""), "latex"),
    "latex, in braces": (latex, marked("", f"{TOKEN[:3]}{{\\_}}{TOKEN[4:]}", ""), "latex"),
    "javascript, escapes": (javascript, marked('t = "', f"\\u0067{TOKEN[1:]}", '"'), "escapes"),
    "javascript, escapes with braces": (
        javascript,
        marked('t = "', f"\\u{{67}}{TOKEN[1:]}", '"'),
        "escapes",
    ),
    "javascript, added": (javascript, marked('t = "', HEAD, '" +\n  "', TAIL, '"'), "literals"),
    "javascript, html in a string": (
        javascript,
        marked("e.innerHTML = '<p>", HEAD, "<b>", TAIL, "</b>'"),
        "html",
    ),
    "markdown, underscore escaped": (
        markdown,
        marked("see ", f"{TOKEN[:3]}\\{TOKEN[3:]}", " here"),
        "escapes",
    ),
    "markdown, html in it": (markdown, marked("see <b>", HEAD, "</b>", TAIL, " here"), "html"),
    "source, adjacent literals": (
        source,
        marked("t = ('", HEAD, "'\n     '", TAIL, "')"),
        "literals",
    ),
    "source, prefixes": (source, marked("t = f'", HEAD, "' rb\"", TAIL, '"'), "literals"),
    "source, continued line": (source, marked("t = '", HEAD, "' \\\n  '", TAIL, "'"), "literals"),
    "source, added": (source, marked("t = '", HEAD, "'+'", TAIL, "'"), "literals"),
    "source, comment between": (
        source,
        marked('t = (\n  "', HEAD, '"  # the first half\n  "', TAIL, '"\n)'),
        "literals",
    ),
    "javascript, comment between": (
        javascript,
        marked('t = "', HEAD, '" + // the first half\n  "', TAIL, '"'),
        "literals",
    ),
    "source, as a shell joins": (source, marked("T='", HEAD, "'\"", TAIL, '"'), "literals"),
    "source, as SQL joins": (source, marked("SELECT '", HEAD, "' || '", TAIL, "'"), "literals"),
    "source, as Julia joins": (source, marked('t = "', HEAD, '" * "', TAIL, '"'), "literals"),
    "source, as Visual Basic joins": (
        source,
        marked('t = "', HEAD, '" & "', TAIL, '"'),
        "literals",
    ),
    "source, list": (source, marked('t = "".join(["', HEAD, '", "', TAIL, '"])'), "joined"),
    "source, list with comments": (
        source,
        marked('"".join([  # two\n "', HEAD, '",  # one\n "', TAIL, '",\n])'),
        "joined",
    ),
    "source, list with a separator": (
        source,
        marked('t = "_".join(("', TOKEN[:3], '", "', TOKEN[4:], '"))'),
        "joined",
    ),
    "source, R": (source, marked("t <- paste0('", HEAD, "',\n  '", TAIL, "')"), "joined"),
    "source, R with a separator": (
        source,
        marked('paste("', HEAD, '", "', TAIL, '", sep = "")'),
        "joined",
    ),
    "source, JavaScript's list": (
        source,
        marked('["', HEAD, '", "', TAIL, '"].join("")'),
        "joined",
    ),
    "source, name of a character": (
        source,
        marked("t = '", f"{TOKEN[:3]}\\N{{LOW LINE}}{TOKEN[4:]}", "'"),
        "escapes",
    ),
    "source, line continued and indented, as in YAML": (
        source,
        marked('t: "', HEAD, "\\\n   ", TAIL, '"'),
        "escapes",
    ),
    "source, line continued inside the string": (
        source,
        marked("t = '", HEAD, "\\\n", TAIL, "'"),
        "escapes",
    ),
    "source, escapes": (source, marked("t = '", f"\\x67h\\160_{TOKEN[4:]}", "'"), "escapes"),
    "source, long escape": (source, marked("t = '", f"\\U00000067{TOKEN[1:]}", "'"), "escapes"),
    "plain, hexadecimal of a database": (
        plain,
        marked("\\x", TOKEN.encode().hex(), ""),
        "hexadecimal",
    ),
    "plain, list of bytes": (
        plain,
        marked("[", ", ".join(map(str, TOKEN.encode())), "]"),
        "byte-list",
    ),
    "source, bytes in hexadecimal": (
        source,
        marked("t = bytes([32, ", ", ".join(map(hex, TOKEN.encode())), "])"),
        "byte-list",
    ),
    "stream, list of bytes, wrapped": (
        stdout,
        marked(
            "array([",
            str([*TOKEN.encode()])[1:-1].replace(", 95, ", ", 95,\n       "),
            "], dtype=uint8)",
        ),
        "byte-list",
    ),
    "plain, hexadecimal in upper case": (
        plain,
        marked("0x", TOKEN.encode().hex().upper(), "00"),
        "hexadecimal",
    ),
    "plain, repr of bytes": (plain, marked("b'\\x00", f"\\x67{TOKEN[1:]}", "\\xff'"), "escapes"),
    "plain, JSON in a string": (
        plain,
        marked('\'{\\"t\\": \\"', f"\\u0067{TOKEN[1:]}", "\\\"}'"),
        "escapes",
    ),
    "stdout, colour in a word": (stdout, marked("t ", HEAD, "\x1b[1;32m", TAIL, "\x1b[0m"), "ansi"),
    "stdout, unfinished colours": (
        stdout,
        marked("t ", HEAD, "\x1b[\x1b[3\x1b\x1b[0m", TAIL, ""),
        "ansi",
    ),
    "stdout, colour behind": (stdout, marked("\x1b[32m", TOKEN, "\x1b[0m"), None),
    "stdout, 256 colours": (stdout, marked("t ", HEAD, "\x1b[38;5;9m", TAIL, "\x1b[39m"), "ansi"),
    "stdout, true colours with colons": (
        stdout,
        marked("t ", HEAD, "\x1b[38:2::9:9:9m", TAIL, ""),
        "ansi",
    ),
    "stdout, erased to the end of the line": (
        stdout,
        marked("t ", HEAD, "\x1b[K", TAIL, ""),
        "ansi",
    ),
    "stdout, character set": (stdout, marked("t ", HEAD, "\x1b(B", TAIL, ""), "ansi"),
    "stdout, hyperlink": (
        stdout,
        marked("\x1b]8;;https://a?t=", TOKEN, "\x1b\\text\x1b]8;;\x1b\\"),
        None,
    ),
    "stdout, eight-bit control": (stdout, marked("\x1b[0m ", HEAD, "\x9b1m", TAIL, ""), "ansi"),
    "stdout, progress": (stdout, marked("10 %\r100 % ", TOKEN, "\n"), None),
    "stdout, written over": (
        stdout,
        marked(f"{'-' * 40}\r", HEAD, "\x1b[0m", TAIL, "\n"),
        "terminal",
    ),
    "stdout, beginning written over": (
        stdout,
        marked("x" * 11, TAIL, "\r", HEAD, "\n"),
        "terminal",
    ),
    "stdout, gone from the screen": (stdout, marked("", TOKEN, "\rdone" + " " * 40 + "\n"), None),
    "stdout, corrected": (stdout, marked("t ", HEAD, "xx\b\b", TAIL, ""), "terminal"),
    "stdout, typed twice in bold": (
        stdout,
        marked("t ", HEAD[:-1], f"{HEAD[-1]}\b", HEAD[-1] + TAIL, ""),
        "terminal",
    ),
    "stdout, XML": (
        stdout,
        marked("<t>", f"{TOKEN[:3]}&#95;{TOKEN[4:]}", "</t>"),
        "entities",
    ),
    "plain, named entity": (
        plain,
        marked("'", f"{TOKEN[:3]}&lowbar;{TOKEN[4:]}", "'"),
        "entities",
    ),
    "stdout, latex": (
        stdout,
        marked("", f"{TOKEN[:3]}\\textunderscore{{}}{TOKEN[4:]}", ""),
        "latex",
    ),
    "stdout, utf-16": (stdout, marked("t\0 \0", "\0".join([*TOKEN, ""]), " \0"), "utf-16"),
    "stdout, utf-16, big-endian": (
        stdout,
        marked("\0t\0 ", "\0".join(["", *TOKEN]), "\0 "),
        "utf-16",
    ),
    "stdout, percent": (stdout, marked("https://x/?t=", HEAD + PERCENT_TAIL, "&u=1"), "percent"),
    "stdout, zero-width space": (stdout, marked("t ", HEAD, "\u200b", TAIL, ""), "unseen"),
    "stdout, base64": (
        stdout,
        marked("t ", b64encode(f"x {TOKEN}".encode()).decode(), " "),
        "base64",
    ),
    "stdout, quoted-printable, soft line end": (
        stdout,
        marked("T: ", HEAD, "=\n", TAIL, "\n"),
        "quoted-printable",
    ),
    "traceback, frame": (
        traceback,
        marked('\x1b[1;32m      3\x1b[0m t = "', HEAD, "\x1b[39m\x1b[33m", TAIL, '"'),
        "ansi",
    ),
    "traceback, adjacent literals": (
        traceback,
        marked('---> 3 t = "', HEAD, '" "', TAIL, '"'),
        "literals",
    ),
}


# id: a text file, with every second part meant, and the last decoder that was needed.
TEXT_FILES = {
    "a broken notebook, strings of a list": (
        marked('"source": ["t = ', HEAD, '", "', TAIL, '"],\n'),
        "strings",
    ),
    "a broken notebook, escape": (
        marked('"source": ["t = ', f"\\u0067{TOKEN[1:]}", '"],\n'),
        "strings",
    ),
}


@pytest.mark.parametrize("decoder", sorted(BY_NAME.keys() - NAMING))
def test_every_decoder_has_a_row(decoder: str) -> None:
    """tests/test_edits.py writes a replacement into each of these rows, so it covers every `write` too."""
    tested = [row[-1] for row in (*ROWS.values(), *TEXT_FILES.values())]
    assert decoder in tested, (
        f"decoder {decoder!r} has no row in tests/views/test_views.py: add one to ROWS, with a text that"
        " shows the sample only once it is decoded"
    )


def test_every_decoder_has_an_encoder() -> None:
    """Each is tested inside of every other one; HTML reads entities too, broken JSON is no text in a cell."""
    planted = [found(in_markdown(chain((name,), PLANTED))) for name in ENCODERS]
    used = {finding.location.views[-1] for findings in planted for finding in findings}
    missing = BY_NAME.keys() - used - NAMING - IN_LINES - {"entities", "strings"}
    assert not missing, (
        f"no spelling in ENCODERS in tests/notebook/planting.py is read by the decoder {', '.join(missing)}:"
        " add one, so that it is tested inside of the other encodings"
    )


@pytest.mark.parametrize(
    "module", [module.name for module in iter_modules(colab_safe.views.__path__)]
)
def test_every_decoder_is_in_the_table(module: str) -> None:
    row = getattr(import_module(f"colab_safe.views.{module}"), "DECODER", None)
    assert row is None or row in DECODERS, (
        f"the decoder in colab_safe/views/{module}.py is not in the table: add it to DECODERS in"
        " colab_safe/views/decoders.py"
    )


@pytest.mark.parametrize(("cell", "parts", "decoder"), ROWS.values(), ids=ROWS)
def test_each_form(cell: type[Json], parts: Marked, decoder: str | None) -> None:
    data = dump(notebook([cell(text_of(parts))]))
    (finding,) = found(data)
    assert list(finding.location.spans) == spans_in_file(data, parts)
    assert finding.secret.reveal() == TOKEN
    if decoder:
        assert finding.location.views[-1] == decoder


@pytest.mark.parametrize(("parts", "decoder"), TEXT_FILES.values(), ids=TEXT_FILES)
def test_each_form_in_a_text_file(parts: Marked, decoder: str) -> None:
    (finding,) = found(text_of(parts).encode(), "a.txt")
    assert list(finding.location.spans) == spans_of(parts)
    assert finding.secret.reveal() == TOKEN
    assert finding.location.views[-1] == decoder


# id: a decoder, a text, and what the decoder makes of it.
SHOWN = {
    "html, cells are apart": ("html", "<td>a</td><td>b</td>", "\na\n\nb\n"),
    "html, entities": (
        "html",
        "a&lt;b&gt; &amp;amp; &unknown; &#x41;",
        "a<b> &amp; &unknown; A",
    ),
    "html, numbers without a semicolon": ("html", "&#65 &#1034 &#34;", 'A Њ "'),
    "html, an attribute holds a tag's end": ("html", '<a title="1 > 0">b</a>', "b"),
    "html, a comparison in a script": ("html", "<p>i<e.n&&j>0</p>", "\ni<e.n&&j>0\n"),
    "html, names with signs": ("html", "a<my-tag.x:y>b</my-tag.x:y >c<br/>d", "a\nb\nc\nd"),
    "html, declarations": ("html", "<?xml version='1.0'?><!DOCTYPE html>a", "\n\na"),
    "entities only": ("entities", "<b>&lt;</b>", "<b><</b>"),
    "escapes": ("escapes", r"\x41\101\u0041\U00000041\n\t\"\'\/\\", "AAAA\n\t\"'/\\"),
    "escapes, beyond Unicode": ("escapes", r"\U00110000\U0010ffff", "\\U00110000\U0010ffff"),
    "escapes, surrogate pair": ("escapes", r"\ud83d\ude00", "\U0001f600"),
    "escapes, lone surrogate": ("escapes", r"\ud83dx", "\ud83dx"),
    "ansi, all kinds": (
        "ansi",
        "\x1b[1ma\x1b]0;t\x07b\x1bPx\x1b\\c\x1b7d\x1b=e\x1b[?25lf",
        "abcdef",
    ),
}


@pytest.mark.parametrize(("name", "text", "expected"), SHOWN.values(), ids=SHOWN)
def test_what_a_decoder_shows(name: str, text: str, expected: str) -> None:
    decoded = BY_NAME[name].decode(text)
    assert decoded is not None
    assert decoded.text == expected


OVERWRITTEN = {
    "whole line": ("abc\rdef", "def"),
    "shorter": ("abcdef\rxy", "xycdef"),
    "several": ("aaaa\rbbb\rcc\rd", "dcba"),
    "empty": ("abc\r", "abc"),
    "only that": ("\r", None),
    "first": ("\rabc", "abc"),
    "line ends of Windows": ("ab\r\ncd\rx\r\ne", "ab\r\nxd\r\ne"),
    "two returns before a line end": ("ab\r\r\ncd", "ab\r\ncd"),
    "other lines stay": ("1\nab\rc\n2", "1\ncb\n2"),
    "backspace": ("abc\b\bX", "aXc"),
    "backspace at the beginning": ("\b\bab", "ab"),
    "backspace and return": ("abc\rX\bY", "Ybc"),
    "bold of man pages": ("N\bNA\bA", "NA"),
}


@pytest.mark.parametrize(("text", "expected"), OVERWRITTEN.values(), ids=OVERWRITTEN)
def test_what_a_terminal_shows(text: str, expected: str | None) -> None:
    decoded = overwritten(text)
    assert (decoded and decoded.text) == expected


@pytest.mark.parametrize("decoder", DECODERS, ids=BY_NAME)
@pytest.mark.parametrize("text", ["", "a plain line\nand another\n", "naïve — 漢字 \U0001f600"])
def test_nothing_to_decode_makes_no_view(decoder: Decoder, text: str) -> None:
    assert decoder.decode(text) is None


# id: a decoder, a text, and whether the decoder is tried on it.
SIGNS = {
    "escapes, line ends of code": ("escapes", r"print('\n')", False),
    "escapes, line ends of prose": ("escapes", r"It ends here.\n\n And goes on.\n", False),
    "escapes, LaTeX": (
        "escapes",
        r"$\theta_0 = \frac{\alpha}{2} \\ \nabla f \times \{a, b\} \, \left[ x \right]$",
        False,
    ),
    "escapes, line end of a shell": ("escapes", "!pip install a \\\n  b", False),
    "escapes, line end of LaTeX": ("escapes", "a & b \\\\\nc", False),
    "escapes, before a word": ("escapes", r"a.\nghp", True),
    "escapes, before base64": ("escapes", r"QUJD\n/+", True),
    "escapes, before a certificate": ("escapes", r"\n-----BEGIN", True),
    "escapes, a word that begins like LaTeX": ("escapes", r"\token", True),
    "escapes, between a name and its value": ("escapes", r"key\t=\t1", True),
    "escapes, behind a name": ("escapes", r"key:\n 1", True),
    "escapes, backspace": ("escapes", r"ab\b c", True),
    "escapes, between two strings": ("escapes", r"'a' +\n 'b'", True),
    "escapes, quotation mark": ("escapes", r"{\"a\": 1}", True),
    "escapes, escaped twice": ("escapes", r"{\\u0061}", True),
    "escapes, letter": ("escapes", r"\x61", True),
    "escapes, octal": ("escapes", r"\141", True),
    "escapes, Markdown": ("escapes", r"a\_b", True),
    "escapes, shell": ("escapes", r"pa\$\$word", True),
    "escapes, goes on in the next line": ("escapes", "ab\\\nc", True),
    "encoded word, a query": ("encoded-word", "https://a.example/?q?=1", False),
    "encoded word": ("encoded-word", "=?utf-8?Q?ab?=", True),
    "quoted-printable, a number in code": ("quoted-printable", "batch_size=20, n=200", False),
    "quoted-printable, slashes": ("quoted-printable", "=2Fa=2Fb.txt", True),
    "quoted-printable, another number in code": ("quoted-printable", "x=2F, n=200", False),
    "quoted-printable, a space": ("quoted-printable", "key=20ghp", True),
    "quoted-printable, an equals sign": ("quoted-printable", "key=3D1", True),
    "quoted-printable, code that is continued": ("quoted-printable", "a =\n    1", False),
    "quoted-printable, soft line end": ("quoted-printable", "ab=\ncd", True),
    "quoted-printable, soft line end of Windows": ("quoted-printable", "ab=\r\ncd", True),
    "unseen, placeholder of a widget": ("unseen", '"placeholder": "\u200b"', False),
    "unseen, in a word": ("unseen", "a\u200b\u200bb", True),
    "unseen, at the end of a string": ("unseen", '"a\xad"', True),
    "unseen, at its beginning": ("unseen", '"\u200ba"', True),
    "strings, a source": ("strings", '"source": ["a"]', True),
    "strings, metadata shown as text": ("strings", '"source":\n"a"\n', False),
    "base64, of text": ("base64", b64encode(b"some text that is long enough").decode(), True),
    "base64, compressed": ("base64", b64encode(zlib.compress(bytes(range(99)))).decode(), True),
    "base64, a path": ("base64", "usr/local/lib/python/dist-packages/keras", False),
    "base64, too short": ("base64", b64encode(b"short text").decode(), False),
    "hexadecimal, of text": ("hexadecimal", b"a text".hex() * 2, True),
    "hexadecimal, a path with blanks": ("hexadecimal", b"/a/path.txt".hex(" "), True),
    "hexadecimal, a path with colons": ("hexadecimal", b"/a/path.txt".hex(":").upper(), True),
    "byte list, a token": ("byte-list", str([*TOKEN.encode()]), True),
    "byte list, in hexadecimal": ("byte-list", ", ".join(map(hex, TOKEN.encode())), True),
    "byte list, without blanks": ("byte-list", ",".join(map(str, TOKEN.encode())), True),
    "byte list, numbers": ("byte-list", "[101, 102, 103, 1040, 105]", False),
    "byte list, floats": ("byte-list", "[1.0, 102, 103, 104.5, 105, 106]", False),
    "hexadecimal, a row of numbers": ("hexadecimal", " 27 34 45 55 61 72 70 33 22 41 20 ", False),
    "hexadecimal, an address": ("hexadecimal", "3c:22:fb:2f:61:7a", False),
    "hexadecimal, a digest": ("hexadecimal", "d41d8cd98f00b204e9800998ecf8427e", False),
    "joined, SQL": ("joined", "SELECT CONCAT('a', 'b')", True),
    "joined, Spark": ("joined", "concat('a', 'b')", True),
    "joined, a method of lists": ("joined", "list.concat('a')", False),
    "joined, JavaScript": ("joined", "['a', 'b'].join('')", True),
    "joined, a list of names": ("joined", "[a, b].join('')", False),
    "literals, two": ("literals", "'a'\n'b'", True),
    "literals, metadata": ("literals", '"a": "b"\n"c": "d"\n', False),
}


@pytest.mark.parametrize(("name", "text", "is_tried"), SIGNS.values(), ids=SIGNS)
def test_a_decoder_is_tried_where_something_may_be_hidden(
    name: str, text: str, is_tried: bool
) -> None:
    assert BY_NAME[name].sign(SearchedTexts(["another text", text])) == ({1} if is_tried else set())


def test_the_same_run_of_letters_is_a_sign_in_every_text() -> None:
    run = b64encode(b"some text that is long enough").decode()
    texts = SearchedTexts([run, "usr/local/lib/python/dist-packages", f"{run}\n", f"a {run} {run}"])
    assert BY_NAME["base64"].sign(texts) == {0, 2, 3}


def test_views_are_as_deep_as_the_depth_and_no_deeper() -> None:
    parts = chain(("base64",) * VIEW_DEPTH.most, PLANTED)
    assert len(found(in_markdown(parts))) == 1
    parts = chain(("base64",), parts)
    assert found(in_markdown(parts)) == []


def test_what_prepares_a_text_is_no_level_of_its_own() -> None:
    parts = chain((*("base64",) * VIEW_DEPTH.most, "zero-width space"), PLANTED)
    assert len(found(in_markdown(parts))) == 1
    assert len(found(in_markdown(parts)[:-10])) == 1


def test_a_broken_notebook_is_decoded_also_where_its_strings_hold_no_escape() -> None:
    assert len(found(in_markdown(chain(("base64",), PLANTED))[:-10])) == 1


def test_a_notebook_without_its_beginning_is_known_by_its_sources() -> None:
    lines = text_of(chain(("literals added",), PLANTED)).splitlines(keepends=True)
    data = dump(notebook([code(lines)]))
    assert len(found(data[data.index(b'"metadata"') :])) == 1


@pytest.mark.slow
def test_views_together_are_bounded() -> None:
    """A text made to be decoded in every way: views of a limited size."""
    text = "<b>&#38;%2541 \\x5cx41 =3D3D 'a' + 'b'\r\x1b[1m\u200b\b</b>\n" * 1000
    segments = Segments()
    segments.add(text, Place("source"))
    sizes = [len(view.text) for view in views(segments)]
    assert len(sizes) > 1
    assert sum(sizes[1:]) <= VIEW_GROWTH.most * len(text) + VIEW_SHARE.most


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<a '" * 50_000, id="tags never closed"),
        pytest.param('<a ="' * 50_000, id="attributes never closed"),
        pytest.param("<!--" * 50_000, id="comments never closed"),
        pytest.param("\x1b]" * 100_000, id="strings of a terminal never closed"),
        pytest.param("\x1b[" + "0;" * 100_000, id="parameters of a terminal"),
        pytest.param("'" + " " * 200_000, id="a quotation mark and spaces"),
        pytest.param("' " * 100_000, id="quotation marks and spaces"),
        pytest.param("ab\r" * 70_000, id="returns"),
        pytest.param("ab\b" * 70_000, id="backspaces"),
        pytest.param("\\" * 200_000, id="backslashes"),
        pytest.param("&" * 200_000, id="ampersands"),
        pytest.param("QUJD\n" * 40_000, id="short lines of base64"),
        pytest.param("QUJDREVGR0hJSktMTU5P" * 10_000, id="one line of base64"),
        pytest.param("A" * 200_000, id="one letter"),
        pytest.param("=\n" * 100_000, id="soft line ends"),
    ],
)
def test_no_text_takes_more_than_linear_time(text: str) -> None:
    """Quadratic steps would take minutes here."""
    assert (
        found(dump(notebook([markdown(text), code(text, [stream(text), output(html=text)])]))) == []
    )
    assert found(text.encode()) == []


WRAPPINGS = {
    "a shorter line before": lambda lines: ["certificate", *lines],
    "a longer line before": lambda lines: [
        "averyveryverylongheadinginonewordwithoutanyspaces",
        *lines,
    ],
    "a word behind": lambda lines: [*lines, "done"],
    "a long word behind": lambda lines: [
        *lines,
        "averyveryverylongheadinginonewordwithoutanyspaces",
    ],
    "indented": lambda lines: [lines[0], *(f"    {line}" for line in lines[1:])],
    "Windows": lambda lines: ["\r\n".join(lines)],
}


@pytest.mark.parametrize("arrange", WRAPPINGS.values(), ids=WRAPPINGS)
@pytest.mark.parametrize("width", [32, 40])
def test_wrapped_base64_among_other_lines(arrange: object, width: int) -> None:
    (letters,) = [text_of(chain(("base64",), marked("some text before ", TOKEN, " and behind it")))]
    lines = [letters[start : start + width] for start in range(0, len(letters), width)]
    text = "\n".join(arrange(lines))  # type: ignore[operator]
    decoded = BY_NAME["base64"].decode(text)
    assert decoded is not None
    assert f"before {TOKEN} and" in decoded.text


@pytest.mark.parametrize(
    "blob",
    [b"\xff" * 500 + b"a text among other bytes", zlib.compress(bytes(range(256)))],
    ids=["as it is", "packed"],
)
def test_what_holds_other_bytes_does_not_hide_what_stands_next_to_it(blob: bytes) -> None:
    parts = [*marked(f"{b64encode(blob).decode()} and "), *chain(("percent", "base64"), PLANTED)]
    data = in_markdown(parts)
    assert spans_found(data) == [spans_in_file(data, parts)]


@pytest.mark.parametrize("word", ["x", "ab/", "path/to/", "a_b", "home/user/data_"])
def test_a_word_before_base64_shifts_its_groups(word: str) -> None:
    parts = [
        *marked(word),
        *chain(("base64",), marked("some text before ", TOKEN, " and behind it")),
    ]
    data = in_markdown(parts)
    assert spans_found(data) == [spans_in_file(data, parts)]
