"""What is said of a version from the cells of those before is what a search of all of it finds."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from colab_safe.paths.hide import hide
from colab_safe.paths.pathless_cells import PathlessCells
from colab_safe.paths.rules import DEFAULT, Rules
from colab_safe.paths.visible import visible_paths
from colab_safe.placeholders.store import PathStore

from .notebooks import code, jupyter, markdown, notebook, shown, stream
from .test_reach import ACROSS, FILLER, MOUNT, _cells
from .ways import HIDDEN, STAY, WAYS

NAME = "a.ipynb"
PATH = "/content/drive/MyDrive/keys/gh.json"
TEXTS = {
    "literal": code(f"open('{PATH}')"),
    "in an output": code("f()", stream(f"{PATH}\n")),
    "in a table": code("f()", shown(html=f"<td>{PATH}</td>")),
    "in a text cell": markdown(f"see {PATH}"),
    "escaped": code("f()", stream("\\x2fcontent\\x2fdrive\\x2fMyDrive\\x2fkeys\\x2fgh.json")),
    "in metadata": code("f()") | {"metadata": {"note": PATH}},
}


def _whole(data: bytes, store: PathStore | None = None, rules: Rules = DEFAULT) -> bool:
    found = visible_paths(data, NAME, store or PathStore(), rules)
    return not (found.matches or found.problem or found.unread)


def _versions() -> Iterator[list[dict]]:
    """The ways to write a path, and look-alikes, each by statements in cells of their own."""
    chance = random.Random(5)
    for way in [*WAYS.values(), *HIDDEN.values(), *STAY]:
        cells = [code(cell, stream("done\n")) for cell in [MOUNT, FILLER, *_cells(way)]]
        yield cells[:-1]
        yield cells
        chance.shuffle(cells)
        yield [*cells, code(FILLER + "\nx = 1")]


def test_it_is_said_of_no_version_that_shows_one():
    cells, known = PathlessCells(PathStore(), DEFAULT), 0
    for version in _versions():
        data = jupyter(notebook(*version))
        says_none = cells.shows_none(data, NAME)
        assert _whole(data) or not says_none
        known += says_none
    assert known > 100


@pytest.mark.parametrize("cell", TEXTS.values(), ids=TEXTS)
def test_a_text_that_shows_one_is_found_beside_known_cells(cell):
    cells = PathlessCells(PathStore(), DEFAULT)
    plain = [code(MOUNT), code(FILLER, stream("done\n"))]
    for version in ([*plain, cell], plain, [*plain, cell], [cell, *plain]):
        data = jupyter(notebook(*version))
        assert cells.shows_none(data, NAME) == _whole(data) == (version == plain)


@pytest.mark.parametrize("sources", ACROSS.values(), ids=ACROSS)
def test_code_of_known_cells_is_followed_together(sources):
    cells = PathlessCells(PathStore(), DEFAULT)
    for source in sources:
        cells.shows_none(jupyter(notebook(code(FILLER), code(source))), NAME)
    assert not cells.shows_none(jupyter(notebook(*map(code, sources))), NAME)


def test_outputs_of_a_cell_that_lists_a_folder_are_searched():
    data = jupyter(notebook(code("!ls /content/drive/MyDrive/keys", stream("gh_token.json\n"))))
    assert not _whole(data)
    assert not PathlessCells(PathStore(), DEFAULT).shows_none(data, NAME)


def test_what_the_clone_knows_is_found():
    store, data = PathStore(), jupyter(notebook(code(f"open('{PATH}')")))
    hide(data, NAME, store)
    mentioned = jupyter(notebook(code(FILLER), markdown("it is in keys/gh.json")))
    assert not _whole(mentioned, store)
    assert not PathlessCells(store, DEFAULT).shows_none(mentioned, NAME)
    assert PathlessCells(PathStore(), DEFAULT).shows_none(mentioned, NAME)


def test_what_the_project_keeps_is_not_found():
    data = jupyter(notebook(code(f"open('{PATH}')")))
    rules = DEFAULT._replace(keep=("keys/gh.json",))
    assert _whole(data, rules=rules)
    assert PathlessCells(PathStore(), rules).shows_none(data, NAME)
    assert not PathlessCells(PathStore(), DEFAULT).shows_none(data, NAME)


@pytest.mark.parametrize("data", [b"", b"{", f"open('{PATH}')".encode(), b'{"cells": [{}]}'])
def test_nothing_is_said_of_what_has_no_cells(data):
    assert not PathlessCells(PathStore(), DEFAULT).shows_none(data, NAME)
    assert not PathlessCells(PathStore(), DEFAULT).shows_none(
        jupyter(notebook(code(FILLER))), "a.py"
    )
