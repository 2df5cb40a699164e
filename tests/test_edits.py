"""Replacements written back: only the meant bytes change, escaped as their surroundings need, and the result is read again."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from colab_safe.edits import Replacement, apply, edits, rewrite
from colab_safe.errors import EditError
from colab_safe.model import Edit, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.views.decoder import unwritable
from colab_safe.views.views import View, views
from tests.notebook.planting import (
    ENCODERS,
    PACKED,
    TOKEN,
    chain,
    found,
    json_bytes,
    makes_sense,
    marked,
    spans_in_file,
    spans_of,
    text_of,
)
from tests.notebook.test_segments import PLACES, SPELLINGS, At
from tests.notebooks import Json, code, dump, markdown, notebook, output
from tests.tokens import github_token
from tests.views.test_views import ROWS, TEXT_FILES, in_markdown

MARKER = "[REDACTED:sample]"


def replacement(one: Notebook, text: str = MARKER, old: str = TOKEN) -> Replacement:
    """In the view that scan would name: the nearest to what is shown, of those with the shortest way."""
    holders = [view for view in views(one.segments) if old in view.text]
    assert holders
    start = holders[0].text.index(old)
    return Replacement(holders[0], start, start + len(old), text)


def shows(data: bytes, text: str) -> bool:
    return any(text in view.text for view in views(read_notebook(data).segments))


def outside(data: bytes, spans: list[Span]) -> list[bytes]:
    """What stands before, between and behind the spans."""
    edges = [0, *(edge for span in spans for edge in span), len(data)]
    return [data[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


def assert_only_changed(old: bytes, new: bytes, spans: list[Span]) -> None:
    position = 0
    for number, kept in enumerate(outside(old, spans)):
        at = new.find(kept, position)
        assert at == 0 if number == 0 else at >= position
        position = at + len(kept)
    assert new.endswith(kept)


def run_end(parts: list, data: bytes) -> list[Span]:
    """Base64 is encoded anew from the first change on: to the end of the text, which is all base64 here."""
    first = spans_in_file(data, parts)[0].start
    whole = json_bytes(text_of(parts))
    return [Span(first, data.index(whole) + len(whole))]


@pytest.mark.parametrize("name", [name for name in ENCODERS if not name.startswith(PACKED)])
@pytest.mark.parametrize(
    "text", [MARKER, "x", TOKEN[::-1], "a longer text, with spaces, and more of <all> kinds"]
)
def test_each_encoding_is_written_as_it_was(name: str, text: str) -> None:
    before, behind = (
        "some text before ",
        " and behind it, long enough to be wrapped once more by every width there is",
    )
    parts = chain((name,), marked(before, TOKEN, behind))
    data = in_markdown(parts)
    new = rewrite(one := read_notebook(data), [replacement(one, text)])
    spans = run_end(parts, data) if name.startswith("base64") else spans_in_file(data, parts)
    assert_only_changed(data, new, spans)
    assert json.loads(new).keys() == json.loads(data).keys()
    assert shows(new, f"{before}{text}{behind}")
    assert TOKEN not in new.decode()
    assert found(new) == []


@pytest.mark.parametrize(
    "names",
    [(a, b) for a in ENCODERS for b in ENCODERS if makes_sense((a, b))][::3],
    ids=" in ".join,
)
def test_each_encoding_in_another(names: tuple[str, ...]) -> None:
    parts = chain(names, marked("some text before ", TOKEN, " and behind it"))
    data = in_markdown(parts)
    one = read_notebook(data)
    if any(name.startswith(PACKED) for name in names):
        with pytest.raises(EditError, match="compressed"):
            rewrite(one, [replacement(one)])
        return
    new = rewrite(one, [replacement(one)])
    # Where lines of base64 can be told apart only by an escape, each line is decoded by itself.
    assert shows(
        new, f"some text before {MARKER}{'' if names[0] == 'base64, wrapped' else ' and behind it'}"
    )
    assert found(new) == []
    edge = in_markdown(marked("")).index(b'""') + 1  # where the source begins
    assert new[:edge] == data[:edge]
    assert new.endswith(
        data[data.index(json_bytes(text_of(parts))) + len(json_bytes(text_of(parts))) :]
    )


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_each_form_of_each_cell(row: tuple) -> None:
    cell, parts, _ = row
    data = dump(notebook([cell(text_of(parts))]))
    new = rewrite(one := read_notebook(data), [replacement(one)])
    assert_only_changed(data, new, spans_in_file(data, parts))
    assert found(new) == []


@pytest.mark.parametrize("row", TEXT_FILES.values(), ids=TEXT_FILES)
def test_each_form_in_a_text_file(row: tuple) -> None:
    data = text_of(row[0]).encode()
    new = rewrite(one := read_text(data), [replacement(one)])
    assert_only_changed(data, new, spans_of(row[0]))
    assert found(new, "a.txt") == []
    assert MARKER in new.decode()


def test_a_decoder_that_cannot_write_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    one = read_notebook(in_markdown(chain(("percent",), marked("", TOKEN))))
    wanted = replacement(one)
    (decoder,) = wanted.view.decoders
    monkeypatch.setattr(wanted.view, "decoders", (decoder._replace(write=unwritable),))
    with pytest.raises(EditError, match="cannot be rewritten"):
        rewrite(one, [wanted])


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("tree", "at"), PLACES.values(), ids=PLACES)
def test_each_place_in_each_spelling(tree: Json, at: At, spelling: str) -> None:
    data = SPELLINGS[spelling](tree)
    (finding,) = found(data)
    one = read_notebook(data)
    new = rewrite(one, [replacement(one, 'é\n"')])
    assert_only_changed(data, new, list(finding.location.spans))
    assert found(new) == []
    assert new.isascii() == data.isascii()
    assert (
        json.dumps(json.loads(new.decode(one.source.codec).lstrip("\ufeff"))).count("\\u00e9") == 1
    )


def test_several_in_one_text_and_in_one_run_of_base64() -> None:
    tokens = [github_token(seed) for seed in range(5)]
    text = " ".join(tokens)
    cells = [markdown(text), markdown(text_of(chain(("base64, wrapped",), marked(text))))]
    one = read_notebook(dump(notebook(cells)))
    wanted = [
        Replacement(
            view, view.text.index(token), view.text.index(token) + len(token), f"[{number}]"
        )
        for view in views(one.segments)
        for number, token in enumerate(tokens)
        if token in view.text
    ]
    assert len(wanted) == 10
    new = rewrite(one, wanted)
    sources = [cell["source"] for cell in json.loads(new)["cells"]]
    expected = "[0] [1] [2] [3] [4]"
    assert sources == [expected, text_of(chain(("base64",), marked(expected)))]


def test_nothing_to_do_gives_the_same_bytes() -> None:
    data = dump(notebook([code("a")]))
    assert rewrite(read_notebook(data), []) is data
    assert rewrite(read_notebook(b"broken"), []) == b"broken"


def test_the_same_replacement_twice_is_one() -> None:
    one = read_notebook(dump(notebook([code(TOKEN)])))
    assert json.loads(rewrite(one, [replacement(one)] * 2))["cells"][0]["source"] == MARKER


def overlapping(one: Notebook) -> list[Replacement]:
    view = replacement(one).view
    return [Replacement(view, 2, 6, "a"), Replacement(view, 4, 9, "b")]


def other_text(one: Notebook) -> list[Replacement]:
    return [replacement(one, "a"), replacement(one, "b")]


def two_views(one: Notebook) -> list[Replacement]:
    root, decoded = [view for view in views(one.segments) if TOKEN[9:] in view.text][:2]
    return [Replacement(root, 3, 9, "a"), Replacement(decoded, 2, 20, "b")]


@pytest.mark.parametrize("wanted", [overlapping, other_text, two_views])
def test_overlapping_replacements_are_an_error(
    wanted: Callable[[Notebook], list[Replacement]],
) -> None:
    one = read_notebook(dump(notebook([markdown(f"a {TOKEN[:9]}\u200b{TOKEN[9:]}")])))
    with pytest.raises(EditError, match="overlap"):
        rewrite(one, wanted(one))


def test_overlapping_edits_are_an_error() -> None:
    with pytest.raises(EditError, match="overlap at byte 2"):
        apply(b"0123456789", [Edit(Span(0, 3), b"a"), Edit(Span(2, 5), b"b")])


def test_edits_are_applied_in_any_order() -> None:
    wanted = [
        Edit(Span(7, 8), b""),
        Edit(Span(0, 1), b"aa"),
        Edit(Span(3, 3), b"+"),
        Edit(Span(3, 5), b"-"),
    ]
    assert apply(b"0123456789", wanted) == b"aa12+-5689"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b'{"cells": [', id="truncated"),
        pytest.param(dump(notebook([code("a")])) + b"}", id="text behind"),
        pytest.param(dump(notebook([code("a")])).replace(b'"a"', b'"\xff"'), id="no UTF-8"),
        pytest.param(b"<<<<<<< HEAD\n{}", id="conflict"),
    ],
)
def test_a_broken_notebook_is_refused(data: bytes) -> None:
    one = read_notebook(data)
    view = next(iter(views(one.segments)))
    with pytest.raises(EditError, match="cannot be read is not rewritten"):
        rewrite(one, [Replacement(view, 0, 1, "b")])


def test_text_in_a_picture_is_refused() -> None:
    from base64 import b64encode

    from tests.notebook.test_pictures import chunk, png

    picture = b64encode(png(chunk(b"tEXt", b"A\0" + TOKEN.encode()))).decode()
    one = read_notebook(dump(notebook([code("a", [output({"image/png": picture})])])))
    with pytest.raises(EditError, match="metadata of a picture"):
        rewrite(one, [replacement(one)])


def test_what_would_show_something_else_is_refused() -> None:
    """The match runs over the end of one value into the next: no text between the quotation marks can say that."""
    one = read_notebook(dump(notebook(metadata={"a": "bcd", "e": "fgh"})))
    view = next(view for view in views(one.segments) if "bcd" in view.text)
    start = view.text.index("cd")
    with pytest.raises(EditError, match="something else than was meant"):
        rewrite(one, [Replacement(view, start, view.text.index("gh"), "x")])


def test_a_file_of_plain_text_is_rewritten_too() -> None:
    data = f"a\r\nt = '{TOKEN}'\r\né".encode()
    one = read_text(data)
    assert rewrite(one, [replacement(one)]) == f"a\r\nt = '{MARKER}'\r\né".encode()


def test_edits_name_the_bytes() -> None:
    data = dump(notebook([code([f"t = '{TOKEN[:9]}", f"{TOKEN[9:]}'"])]))
    one = read_notebook(data)
    first, second = edits(one, [replacement(one)])
    assert [data[edit.span.start : edit.span.end].decode() for edit in (first, second)] == [
        TOKEN[:9],
        TOKEN[9:],
    ]
    assert (first.replacement, second.replacement) == (MARKER.encode(), b"")


def test_a_view_knows_its_parent() -> None:
    one = read_notebook(in_markdown(chain(("percent",), marked("", TOKEN))))
    view = replacement(one).view
    assert isinstance(view, View)
    assert view.names == ("percent",)
