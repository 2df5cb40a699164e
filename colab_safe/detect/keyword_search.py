"""One search for all keywords in all texts, in any case of the letters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation

from colab_safe.detect.rule import compiled
from colab_safe.joined_texts import JoinedTexts

# Bytes of text after which a DFA pays: it takes 3 ms to build and then 2 ms per megabyte, where the
# default automaton takes 6. See docs/decisions/003-ahocorasick-for-keywords.md.
_MUCH = 500_000
_NOWHERE = b"A"  # what is searched is in lower case
_WIDE = b"??"  # two characters that the narrow text does not have, or two question marks


class KeywordSearch:
    """Finds keywords; it switches to a faster automaton once it has read enough text."""

    def __init__(self, keywords: Sequence[str]) -> None:
        """Prepare the search.

        Args:
            keywords: In lower case. An empty one is found nowhere.
        """
        self._wide = [
            (spelling, number)
            for number, word in enumerate(keywords)
            if not word.isascii() and _is_wide(word)
            for spelling in {word, word.capitalize(), word.upper()}
        ]
        self._first = "[" + "".join({word[0] for word, _ in self._wide}) + "]"
        self._keywords = [
            word.encode() or _NOWHERE if word.isascii() else _searched(word) for word in keywords
        ]
        self._search = BytesAhoCorasick(self._keywords)
        self._bytes_until_dfa: int | None = _MUCH

    def hits(self, texts: JoinedTexts) -> list[tuple[int, int, int]]:
        """Return the number of the keyword, the start and the end of each hit, ascending by the end.

        Plain tuples, since a large set has millions of them. Hits may overlap.

        Args:
            texts: Any texts; starts and ends count through all of them, see `JoinedTexts.starts`.
        """
        lower = texts.narrow.lower()
        if self._bytes_until_dfa is not None:
            self._bytes_until_dfa -= len(lower)
            if self._bytes_until_dfa < 0:
                self._search = BytesAhoCorasick(self._keywords, implementation=Implementation.DFA)
                self._bytes_until_dfa = None
        hits = self._search.find_matches_as_indexes(lower, overlapping=True)
        wide = list(self._wide_hits(texts)) if _WIDE in lower and self._wide else []
        return sorted(hits + wide, key=_end) if wide else hits

    def _wide_hits(self, texts: JoinedTexts) -> Iterator[tuple[int, int, int]]:
        """The hits of keywords without any letter that the narrow text has, such as Chinese ones."""
        has_first = compiled(self._first).search
        for text, first in zip(texts, texts.starts, strict=False):
            if not text.isascii() and has_first(text):
                for word, number in self._wide:
                    start = text.find(word)
                    while start >= 0:
                        yield number, first + start, first + start + len(word)
                        start = text.find(word, start + 1)


def _searched(keyword: str) -> bytes:
    """The keyword as the narrow text spells it: `hasło` is `has?o` there."""
    return _NOWHERE if _is_wide(keyword) else keyword.encode("latin-1", "replace")


def _is_wide(keyword: str) -> bool:
    return all(letter > "\xff" for letter in keyword)


def _end(hit: tuple[int, int, int]) -> int:
    return hit[2]
