"""Many texts searched as one, since a search over the whole is ten times faster than one search a text; and lines counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from colab_safe.typed import Any

_APART = "\0"  # between two texts


class Texts(list[str]):
    """The texts by their numbers, and all of them joined; offsets in `joined` and in `narrow` are the same."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> Texts:
        """The same texts, joined only once if they are that already."""
        return texts if isinstance(texts, cls) else cls(texts)

    @cached_property
    def joined(self) -> str:
        return _APART.join(self)

    @cached_property
    def narrow(self) -> bytes:
        """One byte a character: what is beyond Latin-1 becomes "?"."""
        return self.joined.encode("latin-1", "replace")

    def and_more(self, texts: Sequence[str]) -> Texts:
        """These texts and others; what was joined already is not joined again."""
        if not texts:
            return self
        more = Texts(texts)
        both = Texts([*self, *more])
        both.__dict__["narrow"] = self.narrow + _APART.encode() + more.narrow if self else more.narrow
        return both

    @cached_property
    def starts(self) -> list[int]:
        """Where each text begins, and where one behind the last would."""
        return [0, *accumulate(map((1).__add__, map(len, self)))]

    def number_at(self, offset: int) -> int:
        """The number of the text that this character of the whole stands in."""
        return bisect_right(self.starts, offset) - 1


class LineCount:
    """In which line of a text an offset is, from 1; counted on from the offset asked for last, so ascending ones are one pass."""

    def __init__(self, text: str | bytes) -> None:
        self._text = text
        self._end: Any = "\n" if isinstance(text, str) else b"\n"
        self._offset, self._lines = 0, 0

    def line(self, offset: int) -> int:
        if offset < self._offset:
            self._offset, self._lines = 0, 0
        self._lines += self._text.count(self._end, self._offset, offset)
        self._offset = offset
        return self._lines + 1
