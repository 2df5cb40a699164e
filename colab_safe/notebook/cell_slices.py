"""The bytes of each cell of a notebook, found without parsing it.

Between two cells there is `}, {` and the key that the first cell begins with. In a string that key's
quotation marks would be escaped, but objects inside a cell may look the same. The slices are then
invalid JSON, and the caller parses the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.notebook.json_scanner import parse_value
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_CELLS = Regex(rb'"cells"\s*:\s*\[\s*\{(?=\s*("[^"\\]{1,40}"))')
_CLOSING = Regex(rb"\s*\]")
_LARGEST = 16_000_000  # bytes from the last cell on, which are parsed to find the cell's end


class CellSlices(NamedTuple):
    """Where the members of each cell are in a notebook's bytes.

    A cell that begins with another key than the first one is in one slice with the cell before it.
    """

    data: bytes
    bounds: list[tuple[int, int]]  # of each cell's members in `data`, without the braces
    without_cells: bytes  # the notebook with an empty list of cells

    def cells(self) -> Iterator[bytes]:
        """Yield the members of each cell, without the braces around them."""
        for start, end in self.bounds:
            yield self.data[start:end]


def slice_cells(data: bytes) -> CellSlices | None:
    """Find the cells in the bytes of a notebook.

    Args:
        data: JSON in UTF-8.

    Returns:
        The slices, which the caller must parse to know whether they are cells. None for data
        without cells, or whose last cell does not end as JSON does.
    """
    opening = _CELLS.search(data)
    if opening is None:
        return None
    separator = re.compile(rb"\}\s*,\s*\{(?=\s*%b)" % re.escape(opening[1]))
    starts, ends = [opening.end()], []
    for between in separator.finditer(data, opening.end()):
        ends.append(between.start())
        starts.append(between.end())
    last = _object_end(data, starts[-1] - 1)
    closing = _CLOSING.match(data, last) if last else None
    if closing is None:
        return None
    without_cells = data[: opening.start()] + b'"cells": []' + data[closing.end() :]
    bounds = list(zip(starts, [*ends, last - 1], strict=True))
    return CellSlices(data, bounds, without_cells)


def _object_end(data: bytes, start: int) -> int:
    """Where the object at `start` ends; 0 if it is not JSON or too large to tell."""
    if len(data) - start > _LARGEST:
        return 0
    try:
        return start + parse_value(data[start:].decode("latin-1"))[1]
    except (ValueError, RecursionError):
        return 0
