"""Versions of a notebook share most cells: a cell that was clean once is not scanned again.

A cell's findings depend on the cell alone, so a version is clean when all its cells are, and what
surrounds them. Only the bytes of new cells are scanned, each in a notebook of its own. A version
that is not clean, that cannot be split into cells, or in which one cell uses what another gets from
a store of credentials, is scanned as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hashlib import blake2b

from colab_safe.model import Coverage, Report
from colab_safe.notebook.cell_slices import slice_cells
from colab_safe.notebook.reading import read_notebook
from colab_safe.regex import Regex
from colab_safe.session import Session
from colab_safe.shown.search import carried_by, names_source

Scanner = Callable[[bytes, str], Report]

_END = b' "metadata": {},\n "nbformat": 4,\n "nbformat_minor": 5\n}\n'
_SHELL = b'{\n "cells": [\n  {\n%b\n  }\n ],\n' + _END
_NO_CELLS = b'{\n "cells": [],\n' + _END
_FORMAT = Regex(rb'"nbformat"\s*:\s*4\b')
_MOST = 500_000  # cells that are remembered, in about 150 MB


class CleanCells:
    """Scans versions one after the other, with the same reports as the scanner that it wraps."""

    def __init__(self, scan: Scanner, is_clean_name: Callable[[str], bool]) -> None:
        """Make a scanner without a memory yet.

        Args:
            scan: Scans one file, given its bytes and its path, with engines that look at each cell
                by itself.
            is_clean_name: Tells whether there is no secret in the name of a file.
        """
        self._is_clean_name = cache(is_clean_name)
        self._scan = scan
        self._clean: dict[bytes, Coverage] = {}
        self._carried: dict[bytes, frozenset[str]] = {}  # the names of its credentials, by cell
        self._nothing = scan(_NO_CELLS, "a.ipynb").coverage

    def scan(self, data: bytes, path: str) -> Report:
        """Return the report on one version.

        Args:
            data: All bytes of the notebook.
            path: Its name in the report.
        """
        parts = _parts(data) if self._is_clean_name(path) else []
        covered = self._covered(parts, path) if parts else None
        return self._scan(data, path) if covered is None else Report(coverage=covered)

    def _covered(self, parts: list[bytes], path: str) -> Coverage | None:
        """The coverage of a version; None where a part is not clean."""
        surroundings, *cells = parts
        total = self._part(surroundings, _digest(surroundings), surroundings, path)
        digests = [_digest(cell) for cell in cells]
        for cell, digest in zip(cells, digests, strict=True):
            if total is None:
                return None
            covered = self._part(cell, digest, _SHELL % cell, path)
            total = None if covered is None else total.plus(_less(covered, self._nothing))
        return None if self._hand_on(cells, digests) else total

    def _part(self, part: bytes, digest: bytes, alone: bytes, path: str) -> Coverage | None:
        if digest not in self._clean:
            report = self._scan(alone, path)
            if not report.is_clean or len(self._clean) >= _MOST:
                return None
            self._clean[digest] = report.coverage
            if names_source(part):
                self._carried[digest] = carried_by(read_notebook(alone, Session()))
        return self._clean[digest]

    def _hand_on(self, cells: list[bytes], digests: list[bytes]) -> bool:
        """Whether a cell uses a name for which another one has a credential."""
        if not self._carried:
            return False
        names = set().union(*(self._carried.get(digest, ()) for digest in digests))
        return bool(names) and ("" in names or _is_in_several(names, cells))


def _digest(part: bytes) -> bytes:
    return blake2b(part, digest_size=16).digest()


def _is_in_several(names: set[str], cells: list[bytes]) -> bool:
    words = b"|".join(re.escape(name.encode()) for name in sorted(names))
    found = re.compile(
        rb"(?:(?<![A-Za-z0-9_])|(?<=\\[nrt]))(?:%b)(?![A-Za-z0-9_])"
        % words  # in JSON after "\n", too
    )
    return sum(found.search(cell) is not None for cell in cells) > 1


def _parts(data: bytes) -> list[bytes]:
    """The notebook without its cells, then each cell's members; empty where it cannot be split."""
    found = slice_cells(data) if _FORMAT.search(data) else None
    return [found.without_cells, *found.cells()] if found else []


def _less(coverage: Coverage, other: Coverage) -> Coverage:
    return Coverage(*(mine - theirs for mine, theirs in zip(coverage, other, strict=True)))
