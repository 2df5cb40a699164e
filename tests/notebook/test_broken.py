"""Broken and odd files: nothing in them is missed, the report says what is wrong, and nothing crashes."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable

import pytest

from colab_safe.limits import STRETCH
from colab_safe.notebook import reading
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.scan import scan
from tests.notebook.planting import ENGINE, TOKEN, found, json_bytes
from tests.notebook.test_pictures import chunk, png
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token

HEAD, TAIL = TOKEN[:9], TOKEN[9:]
OTHER = github_token(2)
# The sample in every form that is found in a broken notebook: plain, split over lines, coloured, in HTML, escaped, and Python's literals.
FULL = notebook(
    [
        markdown(f"see <b>{github_token(10)}</b>"),
        code(["a\n", f"t = '{github_token(11)[:12]}", f"{github_token(11)[12:]}'\n"]),
        code(
            f"t = '{github_token(12)[:12]}' + '{github_token(12)[12:]}'",
            [stream([f"{github_token(13)}\n", "b"])],
        ),
        code("a", [stream(f"t \x1b[1m{github_token(14)[:12]}\x1b[0m{github_token(14)[12:]}\n")]),
        code("b", [output(html=f"<td>{github_token(15)[:12]}<i>{github_token(15)[12:]}</i>")]),
        code("c", [error("E", "d", [f'\x1b[32m"{github_token(16)}"\x1b[0m', "e"])]),
        code("d", [output({"application/json": {"a": f'{{"b": "{github_token(17)}"}}'}})]),
    ],
    metadata={"colab": {"name": github_token(18)}},
)
ALL = [github_token(seed) for seed in range(10, 19)]


def torn(data: bytes) -> bytes:
    return data[: data.rindex(b'"nbformat"')]


def conflict(ours: str, theirs: str, mark: str = "\n") -> bytes:
    """A notebook as git leaves it after two branches have changed the same line."""
    lines = dump(notebook([code(["a\n", "PLACE", "b"])])).decode().split("\n")
    at = next(number for number, line in enumerate(lines) if "PLACE" in line)
    both = [
        "<<<<<<< HEAD",
        f'    "{ours}\\n",',
        "=======",
        f'    "{theirs}\\n",',
        ">>>>>>> feature/x",
    ]
    return mark.join([*lines[:at], *both, *lines[at + 1 :]]).encode()


def secrets(data: bytes) -> list[str]:
    return [finding.secret.reveal() for finding in found(data)]


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "truncated": (torn, "it is not valid JSON"),
    "truncated in a string": (
        lambda data: data[: data.index(b'"colab"') + 60],
        "it is not valid JSON",
    ),
    "text after it": (lambda data: data + b"\nand more", "text follows the notebook's end"),
    "a second notebook after it": (
        lambda data: data + dump(notebook([code(OTHER)])),
        "text follows the notebook's end",
    ),
    "a bracket too many": (lambda data: data.rstrip() + b"}", "text follows the notebook's end"),
    "text before it": (lambda data: b"x" + data, "it is not valid JSON"),
    "a comma too many": (
        lambda data: data.replace(b'"cells": [', b'"cells": [,'),
        "it is not valid JSON",
    ),
    "a comma missing": (
        lambda data: data.replace(b'"metadata": {},', b'"metadata": {}', 1),
        "it is not valid JSON",
    ),
    "conflict markers": (
        lambda data: b'\n<<<<<<< HEAD\n=======\n>>>>>>> x\n"metadata"'.join(
            data.rsplit(b'"metadata"', 1)
        ),
        "it contains conflict markers",
    ),
    "bytes that are not UTF-8": (
        lambda data: data.replace(b'"a"', b'"\xff\xfe\x80"'),
        "it contains bytes that are not UTF-8",
    ),
    "bytes of Latin-1 elsewhere": (
        lambda data: data.replace(b"see <b>", b"caf\xe9 <b>"),
        "it contains bytes that are not UTF-8",
    ),
    "a top-level list": (lambda data: b"[" + data + b"]", "it is JSON, but has no cells"),
    "a top-level string": (
        lambda data: json.dumps(data.decode()).encode(),
        "it is JSON, but has no cells",
    ),
    "no cells": (
        lambda data: data.replace(b'"cells": [', b'"sells": ['),
        "it is JSON, but has no cells",
    ),
    "deep": (
        lambda data: data.replace(b'"metadata": {}', b'"metadata": ' + b'{"a":[' * 60_000, 1),
        "it is nested too deeply",
    ),
}


@pytest.mark.parametrize("indent", [1, None], ids=["indented", "one line"])
@pytest.mark.parametrize(("spoil", "reason"), BROKEN.values(), ids=BROKEN)
def test_nothing_in_a_broken_notebook_is_missed(
    spoil: Callable[[bytes], bytes], reason: str, indent: int | None
) -> None:
    data = spoil(dump(FULL, indent=indent))
    report = scan(data, "a.ipynb", [ENGINE])
    expected = [secret for secret in ALL if secret != ALL[-1] or secret.encode() in data]
    assert {*expected} <= {finding.secret.reveal() for finding in report.findings}
    problem = report.problems[0]
    assert reason in problem.error
    assert problem.path == "a.ipynb"


def test_every_truncation_is_a_problem_and_finds_what_is_there() -> None:
    data = dump(notebook([code(f"a = '{TOKEN}'"), markdown("b")]))
    end = data.index(TOKEN.encode()) + len(TOKEN)
    for length in range(1, len(data) - 2):
        report = scan(data[:length], "a.ipynb", [ENGINE])
        assert len(report.problems) == 1
        assert [finding.secret.reveal() for finding in report.findings] == [TOKEN] * (length >= end)


@pytest.mark.parametrize("line", [40, 10_000], ids=["lines", "one line"])
@pytest.mark.parametrize("shift", range(0, 300, 17))
def test_plain_text_is_read_in_stretches_as_in_one(
    monkeypatch: pytest.MonkeyPatch, line: int, shift: int
) -> None:
    words = [f"é{number} {'x' * 30}" for number in range(40)]
    words[shift % 39] = f"{'y' * shift} {TOKEN}"
    words[-1] = b64encode(f"it is {OTHER} here".encode()).decode()
    text = " ".join(words)
    data = "\n".join([text[start : start + line] for start in range(0, len(text), line)]).encode()
    whole = scan(data, "a.txt", [ENGINE])
    assert len(whole.findings) == 2 or line == 40
    monkeypatch.setattr(reading, "STRETCH", STRETCH._replace(most=700))
    monkeypatch.setattr(reading, "_OVERLAP", 250)
    assert len(read_text(data).segments) > 2
    parted = scan(data, "a.txt", [ENGINE])
    assert [finding.location for finding in parted.findings] == [
        finding.location for finding in whole.findings
    ]
    assert parted.coverage == whole.coverage
    assert whole.coverage.text_bytes == len(data)


@pytest.mark.parametrize("mark", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_both_sides_of_a_conflict_are_scanned(mark: str) -> None:
    data = conflict(f"t = '{TOKEN}'", f"t = '{OTHER}'", mark)
    assert secrets(data) == [TOKEN, OTHER]
    assert "conflict markers" in scan(data, "a.ipynb", [ENGINE]).problems[0].error
    lines = [data.split(b"\n")[finding.location.file_line - 1] for finding in found(data)]
    assert [TOKEN.encode() in lines[0], OTHER.encode() in lines[1]] == [True, True]


@pytest.mark.slow
def test_a_large_broken_notebook_is_read_as_well_as_a_small_one() -> None:
    """The size of all views is limited: a hundred pages of every encoding must not use the limit up."""
    filling = '<p title=\'a\'>&amp; 100%25 =3D \\n "a" "b"</p>\n' * 40
    cells = [
        code([line + "\n" for line in filling.split("\n")], [stream(filling), output(html=filling)])
        for _ in range(50)
    ]
    data = torn(dump(FULL | {"cells": [*cells, *FULL["cells"]]}))
    assert len(data) > 250_000
    assert set(ALL[:-1]) <= set(secrets(data))


REPEATED = {
    "of the notebook": '{"cells": [CELL], "cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}',
    "of a cell": '{"cells": [{"cell_type": "code", "source": "TOKEN", "source": "a"}], "metadata": {}}',
    "of a cell, three times": '{"cells": [{"source": "b", "source": "TOKEN", "source": "a"}], "metadata": {}}',
    "of an output": '{"cells": [{"outputs": [{"output_type": "stream", "text": "TOKEN", "text": "a"}]}], "metadata": {}}',
    "of an output, last": '{"cells": [{"outputs": [{"output_type": "stream", "text": "a", "text": "TOKEN"}]}], "metadata": {}}',
    "of a bundle": '{"cells": [{"outputs": [{"data": {"text/plain": "TOKEN", "text/plain": "a"}}]}], "metadata": {}}',
    "of a tree": '{"cells": [], "metadata": {"a": {"b": ["TOKEN"], "b": 1}}}',
    "of attachments": '{"cells": [{"attachments": {"a": {"text/plain": "TOKEN"}, "a": {}}}], "metadata": {}}',
    "of metadata": '{"cells": [], "metadata": {"a": "TOKEN"}, "metadata": {}}',
    "of metadata, numbers": '{"cells": [], "metadata": {"a": 1, "a": "TOKEN", "a": 2}}',
    "that is the token": '{"cells": [], "metadata": {"TOKEN": 1, "TOKEN": 2}}',
    "written as escapes": '{"cells": [], "metadata": {"\\u0061": "TOKEN", "a": 2}}',
}


@pytest.mark.parametrize("text", REPEATED.values(), ids=REPEATED)
def test_repeated_keys_hide_nothing(text: str) -> None:
    cell = json.dumps(code(f"t = '{TOKEN}'"))
    data = text.replace("CELL", cell).replace("TOKEN", TOKEN).encode()
    assert len(found(data)) == data.count(TOKEN.encode())
    for finding in found(data):
        (span,) = finding.location.spans
        assert data[span.start : span.end] == TOKEN.encode()


READABLE: dict[str, Callable[[Json], bytes]] = {
    "BOM": lambda tree: dump(tree, bom=True),
    "UTF-16 with a mark": lambda tree: dump(tree).decode().encode("utf-16"),
    "UTF-16 LE with a mark": lambda tree: ("\ufeff" + dump(tree).decode()).encode("utf-16-le"),
    "UTF-16 BE with a mark": lambda tree: ("\ufeff" + dump(tree).decode()).encode("utf-16-be"),
    "UTF-16 LE": lambda tree: dump(tree).decode().encode("utf-16-le"),
    "UTF-16 BE": lambda tree: dump(tree).decode().encode("utf-16-be"),
    "UTF-16, CRLF, as PowerShell redirects": lambda tree: (
        dump(tree, newline="\r\n").decode().encode("utf-16")
    ),
    "UTF-32 with a mark": lambda tree: dump(tree).decode().encode("utf-32"),
    "UTF-32 BE with a mark": lambda tree: ("\ufeff" + dump(tree).decode()).encode("utf-32-be"),
    "UTF-32 LE": lambda tree: dump(tree).decode().encode("utf-32-le"),
    "UTF-32 BE": lambda tree: dump(tree).decode().encode("utf-32-be"),
    "CRLF": lambda tree: dump(tree, newline="\r\n"),
    "CR": lambda tree: dump(tree, newline="\r"),
    "minified": lambda tree: json.dumps(tree, separators=(",", ":")).encode(),
    "indent 4": lambda tree: dump(tree, indent=4),
    "tabs": lambda tree: dump(tree, indent="\t"),
    "ASCII": lambda tree: dump(tree, ensure_ascii=True),
    "white space around it": lambda tree: b"\n\n  " + dump(tree) + b"\r\n\t \n",
    "NaN and Infinity": lambda tree: dump(
        tree | {"metadata": {"a": [float("nan"), float("inf"), -float("inf")]}}
    ),
    "large numbers": lambda tree: dump(tree | {"metadata": {"a": [10**400, 1e308, -0.0]}}),
    "control characters in strings": lambda tree: dump(tree).replace(b"PLACE", b"a\x00\x01\t\x1f"),
    "line ends in strings": lambda tree: dump(tree).replace(b"PLACE", b"a\nb\r\n"),
    "quotation marks as escapes": lambda tree: dump(tree).replace(b"PLACE", rb"a \u0022 \u0022b"),
    "slashes escaped": lambda tree: dump(tree).replace(b"PLACE", rb"a\/b \u002f"),
    "lone surrogates as escapes": lambda tree: dump(tree).replace(
        b"PLACE", rb"\ud800 \udc00\ud83d \ud83d\ude00"
    ),
    "surrogate pair over two lines": lambda tree: dump(tree).replace(
        b'"PLACE"', rb'["\ud83d", "\ude00"]'
    ),
    "characters of all planes": lambda tree: dump(tree).replace(
        b"PLACE", "é漢\U0001f600\u2028\ufffd".encode()
    ),
}
SMALL = notebook(
    [
        markdown("PLACE"),
        code(["é漢\U0001f600\n", f"t = '{HEAD}", f"{TAIL}'"], [stream(f"PLACE {OTHER}\n")]),
    ]
)


@pytest.mark.parametrize("write", READABLE.values(), ids=READABLE)
def test_odd_but_readable(write: Callable[[Json], bytes]) -> None:
    data = write(SMALL)
    one = read_notebook(data)
    assert one.problem is None
    first, second = found(data)
    assert (first.location.place[:2], second.location.place[:2]) == (("source", 2), ("output", 2))
    assert (first.location.line, first.location.column) == (2, 6)
    codec = one.source.codec
    for finding, texts in ((first, [HEAD, TAIL]), (second, [OTHER])):
        assert [
            data[span.start : span.end].decode(codec) for span in finding.location.spans
        ] == texts


def test_an_empty_file_is_not_an_error() -> None:
    report = scan(b"", "a.ipynb", [ENGINE])
    assert (report.problems, report.coverage.files) == ((), 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b" \n\t", "it is not valid JSON", id="white space"),
        pytest.param(b"\xef\xbb\xbf", "it is not valid JSON", id="only a mark"),
        pytest.param(b"\xff\xfe", "it is not valid JSON", id="only a mark of UTF-16"),
        pytest.param(b"\0", "it is not valid JSON", id="zero byte"),
        pytest.param(b"{\0", "it is not valid JSON", id="half of UTF-16"),
        pytest.param(b"{\0}", "it is not valid JSON", id="an odd number of bytes of UTF-16"),
        pytest.param(b"\xff\xfe{\0}\0\0", "text follows", id="an odd number of bytes after a mark"),
        pytest.param(b"{", "it is not valid JSON", id="brace"),
        pytest.param(b"{}", "it is JSON, but has no cells", id="empty object"),
        pytest.param(b"[]", "it is JSON, but has no cells", id="empty list"),
        pytest.param(b"null", "it is JSON, but has no cells", id="null"),
        pytest.param(b"NaN", "it is JSON, but has no cells", id="NaN"),
        pytest.param(b'"a"', "it is JSON, but has no cells", id="string"),
        pytest.param(b'{"cells": ' + b"1" * 5000 + b"}", "", id="number of 5,000 digits"),
        pytest.param(b"[" * 100_000, "it is nested too deeply", id="100,000 brackets"),
        pytest.param(b'{"a":' * 100_000, "it is nested too deeply", id="100,000 braces"),
        pytest.param(b"\x80" * 1000, "it is not valid JSON", id="not UTF-8"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0", "it is not valid JSON", id="a picture"),
    ],
)
def test_files_that_are_not_notebooks_have_a_reason(data: bytes, reason: str) -> None:
    (problem,) = scan(data, "a.ipynb", [ENGINE]).problems
    assert reason in problem.error


@pytest.mark.parametrize(
    "cells",
    ["null", "1", '""', "{}", "[]", "[null]", "[1]", "[[]]", '[{"outputs": [null, 1, []]}]'],
)
def test_members_of_the_wrong_kind_do_no_harm(cells: str) -> None:
    data = f'{{"cells": {cells}, "metadata": {{"a": "{TOKEN}"}}}}'.encode()
    assert secrets(data) == [TOKEN]


@pytest.mark.parametrize("depth", [*range(300, 420), *range(900, 1000), *range(1900, 2000, 9)])
def test_nesting_near_every_limit(depth: int) -> None:
    """The parser's limit and Python's differ; looking a place up must not fail in a file that was read."""
    tree = '{"a":[' * (depth // 2) + f'"{TOKEN}"' + "]}" * (depth // 2)
    data = f'{{"cells": [], "metadata": {tree}, "nbformat": 4}}'.encode()
    (finding,) = found(data)
    (span,) = finding.location.spans
    assert data[span.start : span.end] == TOKEN.encode()


def test_plain_text_is_one_segment_with_the_same_views() -> None:
    text = f"first\nt = '{HEAD}' + '{TAIL}'\n"
    (finding,) = found(text.encode(), "a.py")
    assert [text[span.start : span.end] for span in finding.location.spans] == [HEAD, TAIL]
    assert (finding.location.line, finding.location.column, finding.location.file_line) == (2, 6, 2)
    assert scan(text.encode(), "a.py", [ENGINE]).problems == ()


def test_a_picture_in_a_broken_notebook_is_read_too() -> None:
    picture = b64encode(png(chunk(b"tEXt", b"Comment\0" + TOKEN.encode()))).decode()
    data = torn(dump(notebook([code("a", [output({"image/png": picture})])])))
    assert secrets(data) == [TOKEN]


def test_the_samples_are_where_they_are_meant_to_be() -> None:
    """What the tests above look for is found in the unbroken notebook, once each."""
    assert secrets(dump(FULL)) == ALL
    assert json_bytes(TOKEN) not in dump(FULL)
