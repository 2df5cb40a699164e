"""One search for all keywords in all texts, in any case of the letters."""

from __future__ import annotations

from collections.abc import Sequence

from ahocorasick_rs import BytesAhoCorasick, Implementation

from colab_safe.joined_texts import JoinedTexts

# Bytes of text after which a DFA pays: it takes 3 ms to build and then 2 ms per megabyte, where the
# default automaton takes 6. See docs/decisions/003-ahocorasick-for-keywords.md.
_MUCH = 500_000
_NOWHERE = b"\0\0"  # between two texts there is one NUL


class KeywordSearch:
    """Finds keywords; it switches to a faster automaton once it has read enough text."""

    def __init__(self, keywords: Sequence[str]) -> None:
        """Prepare the search.

        Args:
            keywords: ASCII, in lower case. An empty one is found nowhere.
        """
        self._keywords = [keyword.encode() or _NOWHERE for keyword in keywords]
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
        return self._search.find_matches_as_indexes(lower, overlapping=True)
