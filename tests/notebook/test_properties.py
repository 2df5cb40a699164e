"""Properties of any notebook in any spelling, checked against `json` and nbformat, which share no code with the reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nbformat import v4

from colab_safe.edits import Replacement, rewrite
from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook.segments import Segment
from colab_safe.scan import scan
from colab_safe.views.overwrites import overwritten
from colab_safe.views.views import views
from tests.notebook.planting import (
    ENCODERS,
    ENGINE,
    PACKED,
    TOKEN,
    Marked,
    chain,
    found,
    makes_sense,
    marked,
    text_of,
)
from tests.notebook.strategies import NOTEBOOKS, TEXTS, VERSION_4, Spelling, spellings
from tests.notebook.test_segments import PLACES
from tests.notebooks import code, dump, markdown, notebook, output, stream

# nbformat's own words, which are not the author's.
FORMAT_KEYS = frozenset(
    "cells worksheets metadata nbformat nbformat_minor cell_type source input outputs attachments id execution_count "
    "output_type name stream text data ename evalue traceback language html svg png jpeg latex json javascript pdf".split()
)
FORMAT_VALUES = frozenset(
    (
        "code",
        "markdown",
        "raw",
        "stream",
        "display_data",
        "execute_result",
        "pyout",
        "stdout",
        "stderr",
    )
)
MIME = re.compile(r"(text|image|application)/[a-z0-9.+-]+")
# What a segment of a tree, or of a traceback, has between its strings.
STRUCTURE = frozenset('":\n ')
MARKER = "[REDACTED:a-rule-with-a-name]"


def every_string(text: str) -> list[str]:
    """All keys and values, also of repeated keys."""
    strings: list[str] = []

    def keep(pairs: list[tuple[str, Any]]) -> None:
        for key, value in pairs:
            strings.append(key)
            strings.extend(leaves(value))

    def leaves(value: Any) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        for member in value if isinstance(value, list) else ():
            yield from leaves(member)

    json.loads(text, object_pairs_hook=keep)
    return strings


def text_as_json_sees_it(data: bytes) -> str:
    return data.decode(json.detect_encoding(data), "surrogatepass")


def same(text: str) -> bytes:
    """The text in UTF-16, in which the two halves of a surrogate pair are the same as the pair."""
    return text.encode("utf-16-le", "surrogatepass")


@given(NOTEBOOKS, spellings(repeats=0.2))
def test_every_string_that_json_sees_is_in_a_segment(tree: Any, spelling: Spelling) -> None:
    data = spelling.write(tree)
    one = read_notebook(data)
    assert one.problem is None
    texts = [segment.text for segment in one.segments]
    for string in every_string(text_as_json_sees_it(data)):
        if string in FORMAT_KEYS | FORMAT_VALUES or MIME.fullmatch(string) or len(string) < 16:
            continue
        assert any(string in text for text in texts)


@given(NOTEBOOKS, spellings(repeats=0.2), st.data())
def test_a_long_string_anywhere_is_in_a_segment(
    tree: Any, spelling: Spelling, data: st.DataObject
) -> None:
    """A short string may be in a segment by chance; this one cannot."""
    unlikely = 'an unlikely text: \u6f22 " \\ \n end of it'
    paths = list(string_paths(tree))
    assume(paths)
    path = data.draw(st.sampled_from(paths))
    assume(path[-1] not in ("cell_type", "output_type", "stream", "name"))
    planted = replaced(tree, path, unlikely)
    texts = [segment.text for segment in read_notebook(spelling.write(planted)).segments]
    assert any(unlikely in text for text in texts)


def string_paths(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    members = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    if isinstance(tree, str):
        yield path
    for key, value in members:
        yield from string_paths(value, (*path, key))


def replaced(tree: Any, path: tuple[Any, ...], text: str) -> Any:
    if not path:
        return text
    members = tree.items() if isinstance(tree, dict) else enumerate(tree)
    new = [
        (key, replaced(value, path[1:], text) if key == path[0] else value)
        for key, value in members
    ]
    return dict(new) if isinstance(tree, dict) else [value for _, value in new]


@given(VERSION_4, spellings())
def test_sources_and_outputs_are_those_that_nbformat_sees(tree: Any, spelling: Spelling) -> None:
    data = spelling.write(tree)
    seen = v4.reads(text_as_json_sees_it(data).lstrip("\ufeff"))
    segments = read_notebook(data).segments
    for number, cell in enumerate(seen.cells, start=1):
        here = [segment for segment in segments if segment.place.cell == number]
        sources = [segment.text for segment in here if segment.place.part == "source"]
        assert "".join(sources) == cell.source
        for at, made in enumerate(cell.get("outputs", ()), start=1):
            shown = {
                segment.place.mime: segment.text for segment in here if segment.place.output == at
            }
            for mime, value in made.get("data", {}).items():
                if isinstance(value, str) and value and not mime.endswith("json"):
                    assert shown[mime] == value
            if made.output_type == "stream" and made.text:
                name = f"application/vnd.jupyter.{made.name}"
                streams = [segment.text for segment in here if segment.place.mime == name]
                assert any(made.text in text for text in streams)


@given(NOTEBOOKS, spellings(repeats=0.1), st.data())
def test_every_slice_maps_to_bytes_that_decode_to_it(
    tree: Any, spelling: Spelling, data: st.DataObject
) -> None:
    stored = spelling.write(tree)
    one = read_notebook(stored)
    for segment in one.segments:
        characters = [written(one, segment, at, at + 1) for at in range(len(segment.text))]
        for character, shown in zip(characters, segment.text, strict=True):
            assert character == shown or (character == "" and shown in STRUCTURE)
        start = data.draw(st.integers(0, len(segment.text)))
        end = data.draw(st.integers(start, len(segment.text)))
        assert same(written(one, segment, start, end)) == same("".join(characters[start:end]))


def written(one: Notebook, segment: Segment, start: int, end: int) -> str:
    """Return what `json` reads in the bytes that these characters were read from."""
    spans = one.byte_spans(segment, [Span(start, end)])
    assert spans == sorted(spans)
    codec = one.source.codec
    pieces = [
        one.source.data[span.start : span.end].decode(codec, "surrogatepass") for span in spans
    ]
    if segment.route is None:
        return "".join(pieces)
    return "".join(json.loads(f'"{piece}"', strict=False) for piece in pieces)


# Where each encoder's decoder applies: the rest apply everywhere.
_MARKUP = frozenset(name for name in ENCODERS if name.startswith(("tag", "comment")))
_LITERALS = frozenset(name for name in ENCODERS if "literals" in name or name == "joined list")
_WHOLE = {name: tree for name, (tree, _) in PLACES.items() if TOKEN in json.dumps(tree)}
_IN_MARKUP = {
    "markdown": _WHOLE["markdown"],
    "html": _WHOLE["text/html"],
    "svg": _WHOLE["image/svg+xml"],
}
_IN_CODE = {"code": _WHOLE["code"], "javascript": _WHOLE["application/javascript"]}


def place_for(names: tuple[str, ...]) -> dict[str, Any]:
    used = frozenset(names)
    if used & _LITERALS:
        return {"markdown": _WHOLE["markdown"]} if used & _MARKUP else _IN_CODE
    return _IN_MARKUP if used & _MARKUP else _WHOLE


# Compressed text cannot be rewritten: test_edits says what happens then.
_WRITABLE = [name for name in ENCODERS if not name.startswith(PACKED)]


@st.composite
def plantings(draw: st.DrawFn, encoders: list[str]) -> tuple[Marked, Any]:
    """An encoded sample, and a notebook with it somewhere."""
    names = draw(st.lists(st.sampled_from(encoders), max_size=3).map(tuple).filter(makes_sense))
    parts = chain(names, marked("some text ", TOKEN, " and more of it"))
    tree = draw(st.sampled_from(list(place_for(names).values())))
    return parts, everywhere(tree, text_of(parts))


def everywhere(tree: Any, text: str) -> Any:
    """Return the notebook with a text in place of the sample, in keys too."""
    if isinstance(tree, str):
        return tree.replace(TOKEN, text)
    if isinstance(tree, dict):
        return {everywhere(key, text): everywhere(value, text) for key, value in tree.items()}
    return [everywhere(value, text) for value in tree] if isinstance(tree, list) else tree


def meant(parts: Marked) -> list[str]:
    """Return the texts that encode the sample, adjacent ones joined."""
    texts: list[str] = []
    touching = False
    for part in parts:
        if part.meant and touching:
            texts[-1] += part.text
        elif part.meant:
            texts.append(part.text)
        touching = part.meant
    return texts


@given(plantings(list(ENCODERS)), spellings())
def test_a_sample_is_found_at_any_place_in_any_spelling_and_view(
    planting: tuple[Marked, Any], spelling: Spelling
) -> None:
    parts, tree = planting
    data = spelling.write(tree)
    (finding,) = found(data)
    codec = read_notebook(data).source.codec
    spans = [data[span.start : span.end].decode(codec) for span in finding.location.spans]
    assert [json.loads(f'"{span}"', strict=False) for span in spans] == meant(parts)
    assert finding.secret.reveal() == TOKEN


@given(plantings(_WRITABLE), spellings())
def test_a_redaction_changes_what_was_meant_and_nothing_else(
    planting: tuple[Marked, Any], spelling: Spelling
) -> None:
    _, tree = planting
    data = spelling.write(tree)
    one = read_notebook(data)
    (finding,) = found(data)
    view = next(
        each
        for each in views(one.segments)
        if TOKEN in each.text and ("json", *each.names) == finding.location.views
    )
    start = view.text.index(TOKEN)
    new = rewrite(one, [Replacement(view, start, start + len(TOKEN), MARKER)])
    first, last = finding.location.spans[0], finding.location.spans[-1]
    assert new[: first.start] == data[: first.start]
    if view.is_by_character:
        assert new[len(new) - (len(data) - last.end) :] == data[last.end :]
    assert found(new) == []
    assert any(MARKER in view.text for view in views(read_notebook(new).segments))
    before, after = json.loads(data), json.loads(new)
    changed = differences(before, after)
    assert len(changed) == 1
    assert rewrite(read_notebook(new), []) is new


def differences(one: Any, other: Any) -> list[tuple[Any, Any]]:
    """Return the pairs of values in which two trees differ; trees of different shapes differ as a whole."""
    if isinstance(one, dict) and isinstance(other, dict) and len(one) == len(other):
        pairs = [*zip(one, other, strict=True), *zip(one.values(), other.values(), strict=True)]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = list(zip(one, other, strict=True))
    else:
        return [] if one == other else [(one, other)]
    return [difference for pair in pairs for difference in differences(*pair)]


@given(st.binary(max_size=300))
@example(b"")
@example(b'{"cells": [{"source": "\xff"}]}')
@example(b'\xff\xfe"\x00')
def test_arbitrary_bytes_do_no_harm(data: bytes) -> None:
    for path in ("a.ipynb", "a.txt"):
        report = scan(data, path, [ENGINE])
        assert report.findings == ()
    assert bool(scan(data, "a.ipynb", [ENGINE]).problems) == bool(data)  # an empty file is no error


JSON_LIKE = st.lists(
    st.sampled_from(
        [
            '"',
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\\",
            "\\u",
            "d83d",
            '"cells"',
            '"source"',
            '"outputs"',
            '"text"',
            "1",
            "null",
            "\x00",
            "\x1b[",
            "\r",
            "é",
        ]
    ),
    max_size=30,
).map(lambda parts: "".join(parts).encode())


@given(JSON_LIKE)
def test_what_looks_like_json_does_no_harm(data: bytes) -> None:
    scan(data, "a.ipynb", [ENGINE])
    scan(b'{"cells": [' + data + b"]}", "a.ipynb", [ENGINE])


WHOLE = dump(
    notebook(
        [markdown("a"), code(f"t = '{TOKEN}'\n", [stream(["b\n", "c"]), output(html="<p>d</p>")])],
        metadata={"e": {"f": 1}},
    )
)


@given(st.data())
def test_damage_elsewhere_hides_nothing(data: st.DataObject) -> None:
    """Bytes are removed, added or changed anywhere but at the sample: it is still found, in its bytes."""
    at = WHOLE.index(TOKEN.encode())
    start = data.draw(st.integers(0, at - 2) | st.integers(at + len(TOKEN) + 1, len(WHOLE)))
    limit = at - 1 if start < at else len(WHOLE)
    end = data.draw(st.integers(start, min(limit, start + 40)))
    damaged = WHOLE[:start] + data.draw(st.binary(max_size=8)) + WHOLE[end:]
    assume(
        not damaged.startswith((b"\xff\xfe", b"\xfe\xff")) and b"\0" not in damaged[:4]
    )  # another encoding
    spans = [finding.location.spans for finding in found(damaged)]
    begin = damaged.index(TOKEN.encode())
    assert spans == [(Span(begin, begin + len(TOKEN)),)]


def shown_by_a_terminal(text: str) -> str:
    """Return the text as a terminal without a right margin shows it."""
    lines = []
    for line in text.replace("\r\n", "\n\r").split("\n"):
        ended = line.startswith("\r") and lines
        cells: list[str] = []
        column = 0
        for character in line[1:] if ended else line:
            if character == "\r":
                column = 0
            elif character == "\b":
                column = max(0, column - 1)
            else:
                cells[column : column + 1] = [character]
                column += 1
        if ended:
            lines[-1] += "\r"
        lines.append("".join(cells))
    return "\n".join(lines)


@given(st.text("ab\r\b\n", max_size=20))
@example("ab\rc\r\nd")
@example("\b\r\n\b")
def test_carriage_returns_and_backspaces_are_those_of_a_terminal(text: str) -> None:
    decoded = overwritten(text)
    assert (decoded.text if decoded else text.replace("\b", "").replace("\r", "")).replace(
        "\r", ""
    ) == shown_by_a_terminal(text).replace("\r", "")


@given(TEXTS)
def test_views_of_any_text_lead_back_into_it(text: str) -> None:
    one = read_notebook(dump(notebook([markdown(text)])))
    for view in views(one.segments):
        size = len(view.segment.text)
        for at in range(len(view.text)):
            for span in view.spans(at, at + 1):
                assert 0 <= span.start < span.end <= size


@pytest.mark.parametrize("name", ["ansi colour", "percent"])
def test_the_witness_itself(name: str) -> None:
    """The properties above can fail: without a sample nothing is found."""
    assert (
        found(dump(notebook([markdown(text_of(chain((name,), marked("no sample here"))))]))) == []
    )
