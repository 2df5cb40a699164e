"""The cells of a notebook taken apart without parsing it, where it is written as Jupyter and Colab write it: indented.

A line end is never inside a JSON string, so marks of indentation stand between values only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_CELLS = Regex(rb'^( +)"cells": \[\n( +)\{\n', re.MULTILINE)


class Apart(NamedTuple):
    """A notebook's bytes, where its cells begin and end, what stands between two, and all the rest with no cells in it."""

    data: bytes
    start: int
    end: int
    joint: bytes
    surroundings: bytes

    def cells(self) -> Iterator[bytes]:
        """The members of each cell, without its braces."""
        position = self.start
        while position <= self.end:
            joint = self.data.find(self.joint, position, self.end)
            end = self.end if joint < 0 else joint
            yield self.data[position:end]
            position = end + len(self.joint)


def apart(data: bytes) -> Apart | None:
    """None for one that is written otherwise, or has no cells."""
    start = _CELLS.search(data)
    if start is None:
        return None
    outer, inner = start.groups()
    last = b"\n%b}\n%b]" % (inner, outer)
    end = data.rfind(last)
    if end < start.end():
        return None
    surroundings = data[: start.start()] + outer + b'"cells": []' + data[end + len(last) :]
    return Apart(data, start.end(), end, b"\n%b},\n%b{\n" % (inner, inner), surroundings)
