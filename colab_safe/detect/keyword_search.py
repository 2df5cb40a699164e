"""One search for all keywords in all texts, in any case of the letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count, repeat
from operator import not_

from ahocorasick_rs import BytesAhoCorasick, Implementation

from colab_safe.detect.rule import compiled
from colab_safe.joined_texts import NARROW, JoinedTexts
from colab_safe.regex import Regex

# Bytes of text after which a DFA pays: it takes 3 ms to build and then 2 ms per megabyte, where the
# default automaton takes 6. See docs/decisions/003-ahocorasick-for-keywords.md.
_MUCH = 500_000
_NOWHERE = b"A"  # what is searched is in lower case
# Bytes that are searched at once: their hits are in memory together, up to one per character and keyword.
_BLOCK = 1 << 16
_WIDE = b"??"  # two characters that the narrow text does not have, or two question marks
_RUN = Regex(rb"\?+")

Hit = tuple[int, int, int]  # the number of the keyword, where it begins, where it ends


class KeywordSearch:
    """Finds keywords; it switches to a faster automaton once it has read enough text."""

    def __init__(
        self, keywords: Sequence[str], also: Iterable[str] = (), is_fast: bool = False
    ) -> None:
        """Prepare the search.

        Args:
            keywords: In lower case. An empty one is found nowhere.
            also: Further texts to find, in any case of the letters; they are numbered after the keywords.
            is_fast: Whether to build the faster automaton at once.
        """
        # By functions in C: one step of Python for each of 1,400 keywords takes a hundredth of a commit's check.
        # `hasło` is `has?o` in narrow texts.
        spelled = map(str.encode, keywords, *map(repeat, NARROW))
        self._keywords = [word or _NOWHERE for word in spelled]
        self._wide: list[tuple[str, int]] = []
        for number in compress(count(), map(not_, map(str.isascii, keywords))):
            word = keywords[number]
            if _is_wide(word):
                self._keywords[number] = _NOWHERE
                spellings = {word, word.capitalize(), word.upper()}
                self._wide += [(spelling, number) for spelling in spellings]
        self._first = "[" + "".join({word[0] for word, _ in self._wide}) + "]"
        # Not `str.lower`: it knows letters, such as É, that the lower case of the searched bytes does not.
        self._keywords += [text.encode(*NARROW).lower() for text in also]
        self._longest = max(map(len, self._keywords), default=0)
        self._search = BytesAhoCorasick(self._keywords)
        self._bytes_until_dfa: int | None = _MUCH
        if is_fast:
            self._build_dfa()

    def _build_dfa(self) -> None:
        self._search = BytesAhoCorasick(self._keywords, implementation=Implementation.DFA)
        self._bytes_until_dfa = None

    def finds_nothing(self, text: str) -> bool:
        """Return whether there is no hit in a short text; quicker than `hits`.

        Args:
            text: Any text.
        """
        lower = text.encode(*NARROW).lower()
        return not (self._search.find_matches_as_indexes(lower) or (self._wide and _WIDE in lower))

    def hits(self, texts: JoinedTexts) -> Iterable[Hit]:
        """Return the number of the keyword, the start and the end of each hit, ascending by the end.

        Plain tuples, since a large set has millions of them. Hits may overlap.

        Args:
            texts: Any texts; starts and ends count through all of them, see `JoinedTexts.starts`.
        """
        lower = texts.narrow.lower()
        if self._bytes_until_dfa is not None:
            self._bytes_until_dfa -= len(lower)
            if self._bytes_until_dfa < 0:
                self._build_dfa()
        hits = self._narrow_hits(lower)
        wide = sorted(self._wide_hits(texts), key=_end) if _WIDE in lower and self._wide else []
        if not wide:
            return hits
        from heapq import merge

        return merge(hits, wide, key=_end)

    def _narrow_hits(self, lower: bytes) -> Iterable[Hit]:
        if len(lower) <= _BLOCK:
            return self._search.find_matches_as_indexes(lower, overlapping=True)
        return self._hits_in_blocks(lower)

    def _hits_in_blocks(self, lower: bytes) -> Iterator[Hit]:
        """Each block begins early enough for keywords that end in it; those that end before it are known."""
        for at in range(0, len(lower), _BLOCK):
            first = max(0, at - self._longest)
            block = lower[first : at + _BLOCK]
            for number, start, end in self._search.find_matches_as_indexes(block, overlapping=True):
                if end > at - first:
                    yield number, first + start, first + end

    def _wide_hits(self, texts: JoinedTexts) -> Iterator[Hit]:
        """The hits of keywords without any letter that the narrow text has, such as Chinese ones."""
        has_first = compiled(self._first).search
        for first, run in _wide_runs(texts):
            if has_first(run):
                for word, number in self._wide:
                    start = run.find(word)
                    while start >= 0:
                        yield number, first + start, first + start + len(word)
                        start = run.find(word, start + 1)


def _wide_runs(texts: JoinedTexts) -> Iterator[tuple[int, str]]:
    """The parts of two and more characters that the narrow text does not have, each with its offset."""
    narrow = texts.narrow
    start = narrow.find(_WIDE)
    while start >= 0 and (run := _RUN.match(narrow, start)):
        number = texts.number_at(start)
        first = texts.starts[number]
        yield start, texts[number][start - first : run.end() - first]
        start = narrow.find(_WIDE, run.end())


def _is_wide(keyword: str) -> bool:
    return all(letter > "\xff" for letter in keyword)


def _end(hit: Hit) -> int:
    return hit[2]
