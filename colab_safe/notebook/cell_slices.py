"""The cells of a notebook taken apart without parsing it.

Between two cells stand `}, {` and the key that the first cell begins with. In a string the key's quotation marks would
be escaped; but objects inside a cell may look so too: then the parts are no JSON, as who parses them will notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.notebook.json_scanner import parsed
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_CELLS = Regex(rb'"cells"\s*:\s*\[\s*\{(?=\s*("[^"\\]{1,40}"))')
_CLOSING = Regex(rb"\s*\]")
_LARGEST = (
    16_000_000  # bytes of the last cell and what stands behind it, which is parsed to find its end
)


class Apart(NamedTuple):
    """A notebook's bytes, where the members of each cell begin and end, and all the rest with no cells in it.

    A cell that begins with another key than the first one is together with the one before it.
    """

    data: bytes
    bounds: list[tuple[int, int]]
    surroundings: bytes

    def cells(self) -> Iterator[bytes]:
        """The members of each cell, without its braces."""
        for start, end in self.bounds:
            yield self.data[start:end]


def apart(data: bytes) -> Apart | None:
    """None for one that has no cells, or may be no JSON."""
    opening = _CELLS.search(data)
    if opening is None:
        return None
    joint = re.compile(rb"\}\s*,\s*\{(?=\s*%b)" % re.escape(opening[1]))
    starts, ends = [opening.end()], []
    for between in joint.finditer(data, opening.end()):
        ends.append(between.start())
        starts.append(between.end())
    last = _object_end(data, starts[-1] - 1)
    closing = _CLOSING.match(data, last)
    if not last or closing is None:
        return None
    surroundings = data[: opening.start()] + b'"cells": []' + data[closing.end() :]
    return Apart(data, list(zip(starts, [*ends, last - 1], strict=True)), surroundings)


def _object_end(data: bytes, start: int) -> int:
    """Where the object ends that begins there; 0 where that is not known."""
    try:
        return (
            start + parsed(data[start:].decode("latin-1"))[1]
            if len(data) - start <= _LARGEST
            else 0
        )
    except (ValueError, RecursionError):
        return 0
