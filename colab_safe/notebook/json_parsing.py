"""A notebook's JSON parsed by orjson if there is much of it, and cell by cell if it is large.

orjson is twice as fast as the standard library and does not need the file's text, but takes 18 ms to
import: docs/decisions/010-orjson-for-much-json.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.notebook.json_scanner import parse_value
from colab_safe.session import Session
from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colab_safe.notebook.cell_slices import CellSlices

MUCH = 4_000_000  # bytes of JSON, without pixels, that a session parses before it imports orjson
LARGE = 16_000_000  # bytes of JSON, without pixels, from which on a file is parsed cell by cell

Loads = Callable[[bytes], Any]


def orjson_tree(data: bytes, session: Session) -> Any:
    """Parse a notebook by orjson, if that is worthwhile.

    Args:
        data: JSON in UTF-8.
        session: Counts the bytes that were parsed so far.

    Returns:
        The tree. In that of a large notebook, `cells` is an iterator that parses the next cell
        each time, and raises ValueError for one that is not JSON. None if the standard library has
        to parse the data: there is too little of it, or it is not strictly JSON.
    """
    session.parsed_bytes += len(data)
    if session.parsed_bytes <= MUCH:
        return None
    from orjson import loads

    try:
        return (_tree_by_cells(data, loads) if len(data) >= LARGE else None) or loads(data)
    except ValueError:
        return None


def cells_let_go(tree: Any) -> Any:
    """Return a notebook's tree with iterators of cells, so that its texts are in memory only once.

    Args:
        tree: A parsed notebook, which loses each cell once the iterator has passed it.
    """
    for sheet in [tree, *_members(tree, "worksheets")]:
        if isinstance(sheet, dict) and isinstance(sheet.get("cells"), list):
            sheet["cells"] = _let_go(sheet["cells"])
    return tree


def _members(tree: Any, key: str) -> list[Any]:
    value = tree.get(key) if isinstance(tree, dict) else None
    return value if isinstance(value, list) else []


def _let_go(cells: list[Any]) -> Iterator[Any]:
    for number, cell in enumerate(cells):
        cells[number] = None
        yield cell


def _tree_by_cells(data: bytes, loads: Loads) -> Any:
    """The tree with an iterator of cells: all of them at once take six times the bytes of the file."""
    from colab_safe.notebook.cell_slices import slice_cells  # few notebooks are large

    slices = slice_cells(data)
    tree = loads(slices.without_cells) if slices else None
    if slices is None or not isinstance(tree, dict) or tree.get("cells") != []:
        return None
    return tree | {"cells": _parsed_cells(slices, loads)}


def _parsed_cells(slices: CellSlices, loads: Loads) -> Iterator[Any]:
    for members in slices.cells():
        yield from _parsed(b"[{%b}]" % members, loads)


def _parsed(data: bytes, loads: Loads) -> Any:
    """By the standard library if it is not strictly JSON, such as plots with NaN in them."""
    try:
        return loads(data)
    except ValueError:
        text = data.decode()
    value, end = parse_value(text)
    if end < len(text):
        raise ValueError(f"more text follows at character {end}")
    return value
