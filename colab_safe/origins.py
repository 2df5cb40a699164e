"""The way back from a decoded text to the text it was decoded from, piece by piece."""

from __future__ import annotations

from bisect import bisect_right

from colab_safe.model import Span
from colab_safe.typed import NamedTuple


class Piece(NamedTuple):
    """Characters `start`–`end` came from the parent at `origin`: each `unit` of them from `origin_unit` of the parent's.

    Verbatim text is 1 from 1, the escape `\\u0041` 1 from 6, base64 3 from 4, a joint that nobody wrote 1 from 0.
    """

    start: int
    end: int
    origin: int
    unit: int = 1
    origin_unit: int = 1


class Pieces:
    """All pieces of one decoded text, ascending."""

    __slots__ = ("_pieces", "_starts")

    def __init__(self, pieces: list[tuple[int, int, int, int, int]]) -> None:
        """Of the fields of each `Piece`."""
        self._pieces = pieces
        self._starts = [piece[0] for piece in pieces]

    def spans(self, start: int, end: int) -> list[Span]:
        """The parts of the parent that characters `start`–`end` came from, ascending; touching ones are one."""
        spans: list[Span] = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._pieces)):
            piece = Piece(*self._pieces[index])
            if piece.start >= end:
                break
            spans.append(_origin(piece, max(start, piece.start), min(end, piece.end)))
        return merged(spans)


class Builder:
    """Collects a decoded text together with its pieces."""

    __slots__ = ("_parts", "_pieces", "_length", "_kept")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int, int, int, int]] = []
        self._length = 0

    def keep(self, parent: str, start: int, end: int) -> None:
        """The parent's characters as they stand."""
        if start < end:
            self._add(parent[start:end], start, 1, 1)

    def put(self, text: str, start: int, end: int) -> None:
        """`text` stands for the whole of the parent's `start`–`end`; nothing smaller can be told apart."""
        if text:
            self._add(text, start, len(text), end - start)

    def scale(self, text: str, start: int, unit: int, origin_unit: int) -> None:
        """Each `unit` characters of `text` come from `origin_unit` of the parent's, from `start` on."""
        if text:
            self._add(text, start, unit, origin_unit)

    def _add(self, text: str, origin: int, unit: int, origin_unit: int) -> None:
        end = self._length + len(text)
        self._parts.append(text)
        self._pieces.append((self._length, end, origin, unit, origin_unit))
        self._length = end

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def pieces(self) -> Pieces:
        return Pieces(self._pieces)


def _origin(piece: Piece, start: int, end: int) -> Span:
    first = (start - piece.start) // piece.unit
    last = -((piece.start - end) // piece.unit)
    return Span(piece.origin + first * piece.origin_unit, piece.origin + last * piece.origin_unit)


def merged(spans: list[Span]) -> list[Span]:
    """In ascending order, the empty ones left out, those that touch or overlap made one."""
    result: list[Span] = []
    for span in sorted(
        spans
    ):  # what a carriage return left standing comes from before what it brought
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.start < span.end:
            result.append(span)
    return result
