"""A notebook's cells as bytes of their own, so that a cell is known again in another version of it."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import lru_cache
from hashlib import sha256

from colab_safe.notebook.cell_slices import slice_cells
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_END = b' "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'
_SHELL = b'{\n "cells": [\n  {\n%b\n  }\n ],\n' + _END
_FORMAT = Regex(rb'"nbformat"\s*:\s*4\b')

NO_CELLS = b'{\n "cells": [],\n' + _END


class CellParts(NamedTuple):
    """A notebook without its cells, and the members of each; see `CellSlices` for what a slice may also be."""

    without_cells: bytes
    cells: list[bytes]
    digests: list[bytes]  # of the cells

    def by_digest(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the digest and the members of each cell."""
        return zip(self.digests, self.cells, strict=True)

    def new(self, known: Container[bytes]) -> dict[bytes, bytes]:
        """Return the cells that are not known, by their digests.

        Args:
            known: The digests of cells.
        """
        return {digest: cell for digest, cell in self.by_digest() if digest not in known}


@lru_cache(maxsize=1)  # secrets and paths are looked for in a version one after the other
def cell_parts(data: bytes) -> CellParts | None:
    """Return the parts of a notebook; None where it cannot be split.

    Args:
        data: All its bytes.
    """
    found = slice_cells(data) if _FORMAT.search(data) else None
    if found is None:
        return None
    cells = [*found.cells()]
    return CellParts(found.without_cells, cells, [*map(digest_of, cells)])


def joined(cells: list[bytes]) -> bytes:
    """Return a notebook of some cells.

    Args:
        cells: Their members, without the braces around them.
    """
    return _SHELL % b"\n  },\n  {\n".join(cells)


def digest_of(part: bytes) -> bytes:
    """Return what a part is known by.

    Args:
        part: A cell, or the rest of a notebook.
    """
    return sha256(
        part
    ).digest()  # twice as fast as BLAKE2 where the processor has instructions for it
