"""The tree of a notebook's JSON by orjson, where there is much of it, and cell by cell, where it is large.

orjson is twice as fast as the standard library and needs no text of the file, but takes 18 ms to import:
docs/decisions/010-orjson-for-much-json.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.notebook.cell_slices import Apart, apart
from colab_safe.notebook.json_scanner import parsed
from colab_safe.typed import Any

_MUCH, _LARGE = (
    4_000_000,
    16_000_000,
)  # bytes of JSON, without pixels: read in one process, in one file


class Parser:
    """Parses by orjson from `much` bytes on, one of `large` bytes cell by cell; counts what it is given."""

    def __init__(self, much: int = _MUCH, large: int = _LARGE) -> None:
        self._left = much
        self._large = large
        self._loads: Callable[[bytes], Any] | None = None

    def tree(self, data: bytes) -> Any:
        """The JSON in UTF-8; None where that is left to `scanner`: there is little, or it is not strictly JSON."""
        self._left -= len(data)
        if self._left >= 0:
            return None
        if self._loads is None:
            from orjson import loads

            self._loads = loads
        try:
            return (
                _by_cells(data, self._loads) if len(data) >= self._large else None
            ) or self._loads(data)
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


PARSER = Parser()
