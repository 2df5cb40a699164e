"""Which of many words a text has, while words are added: the time of a search does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation

_FEW = 8  # words that are looked for one by one, which takes less time than an automaton up to here
_GROWTH = 8  # how many times larger a group is than the next one


class GrowingSearch:
    """A few words, and groups of words, each with an automaton. A new group takes in those before that are not much larger.

    So there are few groups, and each word is put into an automaton a few times; one automaton of all words would be built anew
    for each word, which takes a time that grows with the square of their number.
    """

    def __init__(self, words: Iterable[bytes] = ()) -> None:
        """Add the first words."""
        self._few: list[bytes] = []
        self._groups: list[tuple[list[bytes], BytesAhoCorasick]] = []
        self.add(words)

    def add(self, words: Iterable[bytes]) -> None:
        """Look for further words, too.

        Args:
            words: Of at least one byte.
        """
        self._few += words
        if len(self._few) <= _FEW:
            return
        group, self._few = self._few, []
        while self._groups and len(self._groups[-1][0]) <= _GROWTH * len(group):
            group = self._groups.pop()[0] + group
        # Built in linear time: a DFA, the default, takes 9 s for 76 KB.
        automaton = BytesAhoCorasick(group, implementation=Implementation.ContiguousNFA)
        self._groups.append((group, automaton))

    def found(self, text: bytes) -> set[bytes]:
        """Return the words that a text has.

        Args:
            text: The text to search.
        """
        found = {word for word in self._few if word in text}
        for group, automaton in self._groups:
            hits = automaton.find_matches_as_indexes(text, overlapping=True)
            found.update([group[number] for number, *_ in hits])
        return found
