"""Whichever parser reads a notebook, the same is seen in it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given

from colab_safe.notebook import reading
from colab_safe.notebook.parser import Parser
from tests.notebook.strategies import NOTEBOOKS, Spelling, spellings
from tests.notebook.test_broken import BROKEN, FULL
from tests.notebook.test_properties import JSON_LIKE
from tests.notebooks import dump

NEVER, ALWAYS = 1 << 60, 0


def seen(data: bytes, much: int) -> tuple[Any, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PARSER", Parser(much))
        one = reading.read_notebook(data)
    return one.problem, one.cells, one.outputs, list(map(repr, one.segments)), one.text_bytes


def assert_same(data: bytes) -> None:
    assert seen(data, ALWAYS) == seen(data, NEVER)


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


def test_orjson_comes_in_after_much_json() -> None:
    parser = Parser(much=10)
    assert [parser.tree(b"[123]") for _ in range(3)] == [None, None, [123]]
    assert parser.tree(b"[NaN]") is None
