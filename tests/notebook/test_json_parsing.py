"""Every parser of a notebook gives the same segments."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given

from colab_safe.notebook import json_parsing
from colab_safe.notebook.json_parsing import MUCH, orjson_tree
from colab_safe.notebook.reading import read_notebook
from colab_safe.session import Session
from tests.notebook.strategies import NOTEBOOKS, Spelling, spellings
from tests.notebook.test_broken import BROKEN, FULL
from tests.notebook.test_properties import JSON_LIKE
from tests.notebooks import code, dump, markdown, notebook, output, stream

NEVER, ALWAYS = 1 << 60, 0


def parsed_before(count: int) -> Session:
    session = Session()
    session.parsed_bytes = count
    return session


def seen(data: bytes, parsed: int, large: int = NEVER) -> tuple[Any, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_parsing, "LARGE", large)
        one = read_notebook(data, parsed_before(parsed))
    return one.problem, one.cells, one.outputs, list(map(repr, one.segments)), one.text_bytes


def assert_same(data: bytes) -> None:
    by_json = seen(data, 0)
    assert seen(data, MUCH) == by_json
    assert seen(data, MUCH, ALWAYS) == by_json


@pytest.mark.slow
@given(NOTEBOOKS, spellings(repeats=0.2))
def test_any_notebook(tree: Any, spelling: Spelling) -> None:
    assert_same(spelling.write(tree))


@given(JSON_LIKE)
@example(b"NaN")
@example(b'"\\ud83d"')
def test_what_looks_like_json(data: bytes) -> None:
    assert_same(data)
    assert_same(b'{"cells": [' + data + b"]}")


@pytest.mark.parametrize("damage", [damage for damage, _ in BROKEN.values()], ids=BROKEN)
def test_broken_notebooks(damage: Any) -> None:
    assert_same(damage(dump(FULL)))


LAYOUTS: dict[str, Callable[[Any], bytes]] = {
    "indented": dump,
    "by two": partial(dump, indent=2),
    "on one line": partial(dump, indent=None),
    "without spaces": lambda tree: json.dumps(tree, separators=(",", ":")).encode(),
    "Windows": lambda tree: dump(tree).replace(b"\n", b"\r\n"),
    "sorted": lambda tree: json.dumps(tree, sort_keys=True).encode(),
    "cells last": lambda tree: dump(dict(sorted(tree.items(), reverse=True))),
    "metadata first in cells": lambda tree: dump(
        tree | {"cells": [dict(sorted(cell.items(), reverse=True)) for cell in tree["cells"]]}
    ),
}


@pytest.mark.parametrize("write", LAYOUTS.values(), ids=LAYOUTS)
def test_a_large_notebook_is_parsed_cell_by_cell(
    write: Callable[[Any], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = [
        markdown("a"),
        markdown("b", attachments={"c": {}}),
        code("  },\n  {\n", [stream("b")]),
        code('"cells": [\n  {\n "cell_type": }, {"cell_type": }]', id="x"),
    ]
    data = write(notebook(cells, metadata={"a": [{"b": 1}]}))
    monkeypatch.setattr(json_parsing, "LARGE", ALWAYS)
    parts = orjson_tree(data, parsed_before(MUCH))["cells"]
    assert type(parts) is not list
    assert list(parts) == json.loads(data)["cells"]
    assert_same(data)


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(notebook([markdown("a")]), id="one cell"),
        pytest.param(notebook([]), id="no cells"),
        pytest.param(
            notebook([markdown("a")] * 2, metadata={"cells": [{"cell_type": 1}, {"cell_type": 2}]}),
            id="other cells after",
        ),
        pytest.param(
            {"metadata": {"cells": [{"a": 1}, {"a": 2}]}, **notebook([markdown("a")] * 2)},
            id="other cells before",
        ),
        pytest.param(
            notebook(
                [code("a", [output({"application/json": notebook([markdown("b")] * 3)})])] * 2
            ),
            id="a notebook in an output",
        ),
        pytest.param(
            notebook(
                [markdown("a"), markdown("b", metadata={"a": [{"cell_type": 1}, {"cell_type": 2}]})]
            ),
            id="like cells",
        ),
    ],
)
def test_what_looks_like_cells_is_read_as_well(tree: Any) -> None:
    assert_same(dump(tree))
    assert_same(dump(tree, indent=None))


@pytest.mark.parametrize(
    "old, new", [(b'"a"', b'"a'), (b'"b"', b"b"), (b"1", b"01"), (b'"m": []', b'"m": []]')]
)
def test_damage_in_a_cell_is_seen_as_in_the_whole(old: bytes, new: bytes) -> None:
    data = dump(notebook([markdown("a"), code("c", [stream("b")], metadata={"m": [], "n": 1})]))
    assert old in data
    assert_same(data.replace(old, new))


@pytest.mark.parametrize("odd", [b"NaN", b"-Infinity", b'"\\ud83d"', b'"\x01"'])
def test_a_cell_that_is_not_strictly_json_is_parsed_by_itself(
    odd: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = dump(
        notebook(
            [markdown("a"), code("c", [output({"application/json": {"b": 17}})]), markdown("d")]
        )
    )
    data = data.replace(b"17", odd)
    monkeypatch.setattr(json_parsing, "LARGE", ALWAYS)
    parts = orjson_tree(data, parsed_before(MUCH))["cells"]
    assert list(map(repr, parts)) == list(map(repr, json.loads(data, strict=False)["cells"]))
    assert_same(data)


def test_orjson_parses_only_after_much_json() -> None:
    session = parsed_before(MUCH - 10)
    assert [orjson_tree(b"[123]", session) for _ in range(3)] == [None, None, [123]]
    assert orjson_tree(b"[NaN]", session) is None


def test_each_session_counts_for_itself() -> None:
    assert orjson_tree(b"[123]", parsed_before(MUCH)) == [123]
    assert orjson_tree(b"[123]", Session()) is None
