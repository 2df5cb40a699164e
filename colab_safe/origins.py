"""Where each character of a decoded text comes from in the text it was decoded from."""

from __future__ import annotations

from bisect import bisect_right

from colab_safe.model import Span
from colab_safe.typed import NamedTuple


class Piece(NamedTuple):
    """Characters `start` to `end` of a text, and the place in the parent text they were decoded from.

    Each `unit` characters come from `origin_unit` characters of the parent. Text that is copied is
    1 from 1, the escape `\\u0041` is 1 from 6, base64 is 3 from 4, and a joint between two lines,
    which is written nowhere, is 1 from 0.
    """

    start: int
    end: int
    origin: int  # where the piece begins in the parent
    unit: int = 1
    origin_unit: int = 1


class Origins:
    """The way back from a decoded text to its parent.

    Args:
        pieces: The fields of each `Piece`, in the order of the decoded text. Plain tuples, since
            only the few pieces that hold a finding are ever looked at.
    """

    __slots__ = ("_pieces", "_starts")

    def __init__(self, pieces: list[tuple[int, int, int, int, int]]) -> None:
        self._pieces = pieces
        self._starts = [piece[0] for piece in pieces]

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the parts of the parent text that some characters were decoded from.

        Args:
            start: The first of the characters.
            end: The character after the last.

        Returns:
            Spans of characters, ascending; those that touch are joined. Empty where the characters
            are written nowhere.
        """
        spans: list[Span] = []
        for index in range(max(0, bisect_right(self._starts, start) - 1), len(self._pieces)):
            piece = Piece(*self._pieces[index])
            if piece.start >= end:
                break
            spans.append(_origin(piece, max(start, piece.start), min(end, piece.end)))
        return merged(spans)


class TextBuilder:
    """Collects a decoded text piece by piece, together with the origin of each piece."""

    __slots__ = ("_length", "_parts", "_pieces")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._pieces: list[tuple[int, int, int, int, int]] = []
        self._length = 0

    def keep(self, parent: str, start: int, end: int) -> None:
        """Append a part of the parent text unchanged.

        Args:
            parent: The text that is being decoded.
            start: The first character of the part.
            end: The character after the last.
        """
        if start < end:
            self._add(parent[start:end], start, 1, 1)

    def put(self, text: str, start: int, end: int) -> None:
        """Append a text that replaces a part of the parent as a whole.

        Args:
            text: What is appended. Each character of it leads back to the whole part.
            start: The first character of the part.
            end: The character after the last; `start` for a text that is written nowhere.
        """
        if text:
            self._add(text, start, len(text), end - start)

    def scale(self, text: str, start: int, unit: int, origin_unit: int) -> None:
        """Append a text that was decoded in groups of a fixed length.

        Args:
            text: What is appended.
            start: Where its first group begins in the parent.
            unit: Characters of `text` per group.
            origin_unit: Characters of the parent per group.
        """
        if text:
            self._add(text, start, unit, origin_unit)

    def _add(self, text: str, origin: int, unit: int, origin_unit: int) -> None:
        end = self._length + len(text)
        self._parts.append(text)
        self._pieces.append((self._length, end, origin, unit, origin_unit))
        self._length = end

    @property
    def size(self) -> int:
        """How many characters were collected so far."""
        return self._length

    @property
    def text(self) -> str:
        """The text collected so far."""
        return "".join(self._parts)

    @property
    def origins(self) -> Origins:
        """Where that text comes from."""
        return Origins(self._pieces)


def _origin(piece: Piece, start: int, end: int) -> Span:
    first = (start - piece.start) // piece.unit
    last = -((piece.start - end) // piece.unit)
    return Span(piece.origin + first * piece.origin_unit, piece.origin + last * piece.origin_unit)


def merged(spans: list[Span]) -> list[Span]:
    """Return spans in ascending order, without empty ones, and with those that touch or overlap joined.

    Args:
        spans: In any order: what a carriage return left on the line was written before the text
            that now precedes it.
    """
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        elif span.start < span.end:
            result.append(span)
    return result
