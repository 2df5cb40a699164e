"""Texts in which nothing was found: where there are many notebooks, every third segment is a copy of another."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.notebook.segments import Segments

_MOST = 500_000  # texts that are remembered, in about 40 MB


class Known:
    """What engines found nothing in, which look at each text by itself; the texts themselves are not kept.

    A text is decoded by where it stands, so that counts too. Two different ones are taken for the same once in
    10^18 pairs, by Python's hash, which nobody can foresee: it is keyed anew for each process.
    """

    def __init__(self) -> None:
        self._hashes: set[int] = set()

    def unknown(self, segments: Segments, numbers: Iterable[int]) -> list[int]:
        """Those of the segments that were not seen before."""
        return [number for number in numbers if _hash(segments, number) not in self._hashes]

    def add(self, segments: Segments, numbers: Iterable[int]) -> None:
        """Nothing was found in these."""
        if len(self._hashes) < _MOST:
            self._hashes.update([_hash(segments, number) for number in numbers])


def _hash(segments: Segments, number: int) -> int:
    part, _, _, cell_type, _, mime = segments.place(number)
    return hash((segments.texts[number], part, cell_type, mime))
