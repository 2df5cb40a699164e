"""The tree of a notebook's JSON by orjson, where there is much of it, and cell by cell, where it is large.

orjson is twice as fast as the standard library and needs no text of the file, but takes 18 ms to import:
docs/decisions/010-orjson-for-much-json.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.notebook.cell_slices import Apart, apart
from colab_safe.notebook.json_scanner import parsed
from colab_safe.session import Session
from colab_safe.typed import Any

MUCH = 4_000_000  # bytes of JSON, without pixels, that the standard library parses in one session
LARGE = 16_000_000  # bytes of one file from which on it is parsed cell by cell


def orjson_tree(data: bytes, session: Session) -> Any:
    """The JSON in UTF-8; None where that is left to `scanner`: there is little, or it is not strictly JSON."""
    session.parsed_bytes += len(data)
    if session.parsed_bytes <= MUCH:
        return None
    from orjson import loads

    try:
        return (_by_cells(data, loads) if len(data) >= LARGE else None) or loads(data)
    except ValueError:
        return None


def _by_cells(data: bytes, loads: Callable[[bytes], Any]) -> Any:
    """The tree of a notebook without its cells, which are parsed one by one: all at once take six times its bytes."""
    found = apart(data)
    tree = loads(found.surroundings) if found else None
    if found is None or not isinstance(tree, dict) or tree.get("cells") != []:
        return None
    return tree | {"cells": _Cells(found, loads)}


def _loaded(data: bytes, loads: Callable[[bytes], Any]) -> Any:
    """By the standard library where it is not strictly JSON, as plots with NaN in them."""
    try:
        return loads(data)
    except ValueError:
        text = data.decode()
    value, end = parsed(text)
    if end < len(text):
        raise ValueError(f"more follows at character {end}")
    return value


class _Cells(list[Any]):
    """A list to be gone through once. Raises ValueError on the way for a cell that is no JSON."""

    def __init__(self, found: Apart, loads: Callable[[bytes], Any]) -> None:
        self._found = found
        self._loads = loads

    def __iter__(self) -> Iterator[Any]:
        for members in self._found.cells():
            yield from _loaded(b"[{%b}]" % members, self._loads)

    def __bool__(self) -> bool:
        return True

    def __setitem__(self, number: Any, value: Any) -> None:
        """What was read is not kept anyway."""
