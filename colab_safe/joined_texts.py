"""Many texts joined, so that one search covers all of them: ten times faster than one search per text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate

_BETWEEN = b"\0"  # separates two texts
NARROW = ("latin-1", "replace")  # how `narrow` encodes each text


class JoinedTexts(list[str]):
    """Texts by their numbers, and all of them as one."""

    @classmethod
    def of(cls, texts: Sequence[str]) -> JoinedTexts:
        """Return texts as `JoinedTexts`.

        Args:
            texts: Returned as they are if they are `JoinedTexts`, so that they are joined only once.
        """
        return texts if isinstance(texts, cls) else cls(texts)

    @cached_property
    def narrow(self) -> bytes:
        """All texts, with a null byte between two of them: one byte per character, "?" for those beyond Latin-1."""
        return _BETWEEN.join([text.encode(*NARROW) for text in self])

    def beyond_ascii(self) -> Iterator[tuple[int, str]]:
        """Yield each text that has other characters than ASCII's, with its number.

        `narrow` does not tell: "?" is ASCII, too.
        """
        return ((number, text) for number, text in enumerate(self) if not text.isascii())

    def and_more(self, texts: Sequence[str]) -> JoinedTexts:
        """Return these texts followed by others, without encoding these again.

        Args:
            texts: Those to append.
        """
        if not texts:
            return self
        more = JoinedTexts(texts)
        both = JoinedTexts([*self, *more])
        both.__dict__["narrow"] = self.narrow + _BETWEEN + more.narrow if self else more.narrow
        return both

    @cached_property
    def starts(self) -> list[int]:
        """The offset at which each text begins, and the one at which another text would."""
        return [0, *accumulate(map((1).__add__, map(len, self)))]

    def number_at(self, offset: int) -> int:
        """Return the number of the text that holds a character.

        Args:
            offset: The character's offset in `narrow`.
        """
        return bisect_right(self.starts, offset) - 1

    def numbers_with(self, part: bytes) -> Iterator[int]:
        """Yield the number of each text that has some characters, ascending.

        Args:
            part: As `narrow` has them, without a null byte.
        """
        place = self.narrow.find(part)
        while place >= 0:
            number = self.number_at(place)
            yield number
            place = self.narrow.find(part, self.starts[number + 1])
