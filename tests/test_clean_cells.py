"""A version whose cells are known gives the same report as one that is scanned as a whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.clean_cells import CleanCells
from colab_safe.detect.engine import load
from colab_safe.model import Report
from colab_safe.scan import scan
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.tokens import github_token

ENGINES = [load("builtin")]
TOKEN = github_token()
Json = dict[str, Any]


def whole(data: bytes, path: str) -> Report:
    return scan(data, path, ENGINES)


def by_cells() -> CleanCells:
    """As a history is scanned: the code is not looked at cell by cell, but in the cells together."""
    return CleanCells(
        whole, scan_cells=lambda data, path: scan(data, path, ENGINES, with_code=False)
    )


TEXTS = st.sampled_from(
    ["", "x = 1\n", "  },\n  {\n", f"t = '{TOKEN}'", 'é\u2028\\u0022"', '"cells": [\n  {\n']
)
SHOWN = "Xq7-" * 3 + "pL2_9vRt"
HANDED_ON = (
    ("k = getpass()", ""), ("k", f"'{SHOWN}'"), ("def f(a): print(a)", f"{SHOWN}\n"), ("f(k)", f"{SHOWN}\n"), ("k = 1", ""),
    ("q = k", ""), ("\tq\nq", f"'{SHOWN}'"), ("os.environ['q'] = getpass()", ""), ("!echo $q", f"{SHOWN}\n"),
    ("n = 'API_KEY'", ""), ("k = os.environ[n]", ""), ("show(k)", f"{SHOWN}\n"), ("def show(a):\n    print(a)", f"{SHOWN}\n"),
    ("show = lambda a: a", ""), ("from m import f as show", ""), ("ké = getpass()", ""), ("\fké", f"'{SHOWN}'"), ("library(keyring)", ""),
    ("k <- key_get('x')\nk\n1", f'[1] "{SHOWN}"'), ("import IPython  # ast_node_interactivity", ""), ("k\n1", f"'{SHOWN}'"),
)  # fmt: skip
PNG = "iVBORw0KGgo" + "A" * 400
CELLS = st.one_of(
    st.builds(lambda text: markdown(text, id="m"), TEXTS),
    st.builds(
        lambda text, shown: code(text, [stream(shown), output(html=shown)], id="c"), TEXTS, TEXTS
    ),
    st.builds(lambda: code("plot", [output({"image/png": PNG})])),
    st.builds(
        lambda one, two: code("", [stream([one, TOKEN[:9]]), stream([TOKEN[9:], two])]),
        TEXTS,
        TEXTS,
    ),
    st.sampled_from(HANDED_ON).map(lambda cell: code(cell[0], [output(plain=cell[1])])),
    st.builds(
        lambda text: code("", metadata={"note": text, "nested": [{"a": text}, {"b": text}]}), TEXTS
    ),
)
NOTEBOOKS = st.builds(
    lambda cells, text, spelling: dump(
        notebook(cells, metadata={"title": text, "list": [{"a": 1}, {"b": 2}]}), **spelling
    ),
    st.lists(CELLS, max_size=5),
    TEXTS,
    st.sampled_from(
        [
            {},
            {"indent": 2},
            {"indent": 2, "ensure_ascii": True},
            {"newline": "\r\n"},
            {"indent": None},
        ]
    ),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(NOTEBOOKS, min_size=1, max_size=6))
def test_every_version_has_the_report_of_a_whole_scan(versions: list[bytes]) -> None:
    once = by_cells()
    for data in [*versions, *versions]:
        assert once.scan(data, "a.ipynb") == whole(data, "a.ipynb")
        assert whole(data, "a.ipynb").is_clean or not once.is_clean(data, "a.ipynb")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("k = getpass()", "k"),
        ("f(getpass())", "def f(a): print(a)"),
        ("f(getpass())", "f = lambda a: print(a)"),
        ("n = 'API_KEY'", "os.environ[n]"),
        ("ké = getpass()", "ké"),
        ("k = getpass()\nimport IPython  # ast_node_interactivity", "k\n1"),
    ],
)
@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_a_cell_that_shows_what_another_gets_is_scanned_with_it(
    first: str, second: str, ensure_ascii: bool
) -> None:
    once = by_cells()
    shown = code(second, [output(plain=SHOWN)])
    for cell in (code("x = 1"), shown):
        alone = dump(notebook([cell]), ensure_ascii=ensure_ascii)
        assert once.scan(alone, "a.ipynb") == whole(alone, "a.ipynb")
    both = dump(notebook([code(first), shown]), ensure_ascii=ensure_ascii)
    assert len(once.scan(both, "a.ipynb").findings) == 1


def test_cells_that_share_no_credential_are_scanned_alone() -> None:
    """Cells that get credentials are scanned together; others are scanned once, whatever changes around them."""
    gets = [code("k = getpass()\nlogin(k)", id="a"), code("t = getpass()\nlogin(t)", id="b")]
    others = [code(f"x{number} = login\n" * 50, id=f"c{number}") for number in range(40)]
    counting = Counting()
    once = CleanCells(counting, lambda path: True)
    assert once.scan(dump(notebook([*gets, *others])), "a.ipynb").findings == ()
    counting.bytes = 0
    others[7] = code("login(y)\n" * 50, id="c7")
    assert once.scan(dump(notebook([*gets, *others])), "a.ipynb").coverage.cells == 42
    assert 0 < counting.bytes < 2000
    counting.bytes = 0
    gets[0] = code("k = getpass()\nlogin(k)\n1 + 1", id="a")
    assert once.scan(dump(notebook([*gets, *others])), "a.ipynb").coverage.cells == 42
    assert 0 < counting.bytes < 2000


class Counting:
    """The scanner, how often it was called, and how many bytes it was given."""

    def __init__(self) -> None:
        self.bytes = self.scans = 0

    def __call__(self, data: bytes, path: str) -> Report:
        self.bytes += len(data)
        self.scans += 1
        return whole(data, path)


def test_only_the_cell_that_changed_is_scanned() -> None:
    cells = [code(f"x = {number}\n" * 50) for number in range(40)]
    counting = Counting()
    once = CleanCells(counting, lambda path: True)
    once.scan(dump(notebook(cells)), "a.ipynb")
    counting.bytes = 0
    cells[7] = code("y = 1\n" * 50)
    report = once.scan(dump(notebook(cells)), "a.ipynb")
    assert report.coverage.cells == 40
    assert counting.bytes < 2000


def test_what_is_broken_is_scanned_as_a_whole() -> None:
    once = by_cells()
    good = dump(notebook([code("x = 1"), code("y = 2")]))
    assert once.scan(good, "a.ipynb").problems == ()
    for broken in (
        good[:-9],
        good.replace(b"},\n  {", b"}\n  {"),
        b"<<<<<<< ours\n" + good,
        good + good,
    ):
        assert once.scan(broken, "a.ipynb") == whole(broken, "a.ipynb")
        assert once.scan(broken, "a.ipynb").problems


def test_a_repeated_key_hides_nothing() -> None:
    tree = json.dumps(notebook([code("x = 1"), code("y = 2")], minor=4), indent=1)
    hidden = tree.replace('"source": "x = 1"', f'"source": "{TOKEN}",\n   "source": "x = 1"')
    assert hidden != tree
    once = by_cells()
    assert once.scan(tree.encode(), "a.ipynb").findings == ()
    assert len(once.scan(hidden.encode(), "a.ipynb").findings) == 1


def test_new_cells_are_scanned_at_once() -> None:
    counting = Counting()
    once = CleanCells(counting, lambda path: True)
    data = dump(notebook([code(f"x = {number}", [stream("1")]) for number in range(40)]))
    assert once.scan(data, "a.ipynb") == whole(data, "a.ipynb")
    assert counting.scans == 3  # nothing at all, what surrounds the cells, and the cells


def test_slices_that_are_cells_only_together_are_not_taken_for_cells() -> None:
    """Objects in a cell that begin as cells do: the parts of that cell are no JSON."""
    split = code("x = 1", metadata={"list": [{"cell_type": 1}, {"cell_type": 2}]})
    data = dump(notebook([code("y = 1"), split, code("y = 2")]))
    counting = Counting()
    once = CleanCells(counting, lambda path: True)
    for _ in range(2):
        counting.bytes = 0
        assert once.scan(data, "a.ipynb") == whole(data, "a.ipynb")
        assert counting.bytes > len(data)
