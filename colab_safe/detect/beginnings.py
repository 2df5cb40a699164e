"""Where exact values begin and do not end: the rest may be in the next line, or in the next line of a table's cell."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.joined_texts import JoinedTexts
from colab_safe.typed import NamedTuple

_SHORTEST, _LONGEST = 4, 400  # characters of a value that its first line has
# In the order of all values, those that begin as a text does are beside it. With more, thousands of tokens that begin
# alike would take quadratic time.
_NEAR = 4


class Beginning(NamedTuple):
    """Characters `start` to `end` of a text, which a value begins with."""

    text: int  # its number
    start: int
    end: int
    rest: str  # of the value


class Beginnings:
    """Finds the beginnings of some values."""

    def __init__(self, values: Iterable[str]) -> None:
        """Prepare the search.

        Args:
            values: In clear text; those of several lines are left out.
        """
        self._values: dict[str, list[str]] = {}  # by their first characters, sorted
        for value in sorted({value for value in values if "\n" not in value}):
            if len(value) > _SHORTEST:
                self._values.setdefault(value[:_SHORTEST], []).append(value)
        narrow = [JoinedTexts([first]).narrow for first in self._values]
        self._search = BytesAhoCorasick(narrow, matchkind=MatchKind.Standard)

    def find(self, texts: Sequence[str]) -> Iterator[Beginning]:
        """Yield every beginning, as long as it is, that is no whole value.

        Args:
            texts: The texts to search.
        """
        if not self._values:
            return
        texts, sorted_values = JoinedTexts.of(texts), list(self._values.values())
        found = self._search.find_matches_as_indexes(texts.narrow, overlapping=True)
        for number, start, _ in found:
            index, values = texts.number_at(start), sorted_values[number]
            start -= texts.starts[index]
            for size, rest in _begun(values, texts[index][start : start + _LONGEST]):
                yield Beginning(index, start, start + size, rest)


def _begun(values: Sequence[str], text: str) -> Iterator[tuple[int, str]]:
    """How many characters of which values a text begins with, and the rest of each; none if one is whole."""
    place = bisect_left(values, text)
    near = values[max(0, place - _NEAR) : place + _NEAR]
    sizes = [_common(value, text) for value in near]
    most = max(sizes)
    if most < _SHORTEST or any(map(text.startswith, near)):
        return
    yield from (
        (most, value[most:]) for value, size in zip(near, sizes, strict=True) if size == most
    )


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
