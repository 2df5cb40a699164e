"""Values that a file has once named as secret, wherever else they are in it: printed, shown, listed without their name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.detect.beginnings import Beginning, Beginnings
from colab_safe.detect.rule import Match
from colab_safe.joined_texts import JoinedTexts

SHORTEST = 8  # characters: a shorter value may be part of anything


class RepeatedValues:
    """An engine for the exact values that another engine has found."""

    def __init__(self, name: str, values: Mapping[str, Match]) -> None:
        """Prepare the search.

        Args:
            name: Of the engine that found the values.
            values: The secrets, each with its first match; short ones are left out.
        """
        self.name = name
        long = {value: first for value, first in values.items() if len(value) >= SHORTEST}
        self._values = list(long.items())
        narrow = [JoinedTexts([value]).narrow for value in long]
        self._search = BytesAhoCorasick(narrow, matchkind=MatchKind.LeftmostLongest)

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Yield every place where one of the values is, and no longer word.

        Args:
            texts: The texts to search.
        """
        if not self._values:
            return
        texts = JoinedTexts.of(texts)
        for number, start, end in self._search.find_matches_as_indexes(texts.narrow):
            index = texts.number_at(start)
            text, start, end = texts[index], start - texts.starts[index], end - texts.starts[index]
            value, first = self._values[number]
            # In the narrow text all characters beyond Latin-1 are the same.
            if text[start:end] == value and is_whole(text, start, end):
                yield Match(index, first.rule, start, end, again=True, judged=first.judged)

    def beginnings(self, texts: Sequence[str]) -> Iterator[Beginning]:
        """Yield where a value begins that may go on in the next line.

        Args:
            texts: The texts to search.
        """
        return self._beginnings.find(texts)

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings(value for value, _ in self._values)


def is_whole(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text is a word, or words, and not a piece of a longer one.

    Args:
        text: The text.
        start: Where the part begins, in characters.
        end: Where it ends; the part is not empty.
    """
    is_longer = text[start - 1 : start].isalnum() and text[start].isalnum()
    return not is_longer and not (text[end : end + 1].isalnum() and text[end - 1].isalnum())
