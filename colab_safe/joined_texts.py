"""Many texts searched as one, since a search over the whole is ten times faster than one search a text; and lines counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

_APART = "\0"  # between two texts


class JoinedTexts(list[str]):
    """The texts by their numbers, and all of them joined; offsets in `joined` and in `narrow` are the same."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> JoinedTexts:
        """The same texts, joined only once if they are that already."""
        return texts if isinstance(texts, cls) else cls(texts)

    @cached_property
    def joined(self) -> str:
        return _APART.join(self)

    @cached_property
    def narrow(self) -> bytes:
        """One byte a character: what is beyond Latin-1 becomes "?"."""
        return self.joined.encode("latin-1", "replace")

    def and_more(self, texts: Sequence[str]) -> JoinedTexts:
        """These texts and others; what was joined already is not joined again."""
        if not texts:
            return self
        more = JoinedTexts(texts)
        both = JoinedTexts([*self, *more])
        both.__dict__["narrow"] = (
            self.narrow + _APART.encode() + more.narrow if self else more.narrow
        )
        return both

    @cached_property
    def starts(self) -> list[int]:
        """Where each text begins, and where one behind the last would."""
        return [0, *accumulate(map((1).__add__, map(len, self)))]

    def number_at(self, offset: int) -> int:
        """The number of the text that this character of the whole stands in."""
        return bisect_right(self.starts, offset) - 1
