"""Which of many words a text has, while words are added: the time of a search does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import BytesAhoCorasick, Implementation


class GrowingSearch:
    """Words in groups, each with an automaton. A new group takes in those before that are no larger.

    So there are few groups, and each word is put into an automaton a few times; one automaton of all words would be built anew
    for each word, which takes a time that grows with the square of their number.
    """

    def __init__(self, words: Iterable[bytes] = ()) -> None:
        """Add the first words."""
        self._groups: list[tuple[list[bytes], BytesAhoCorasick]] = []
        self.add(words)

    def add(self, words: Iterable[bytes]) -> None:
        """Look for further words, too.

        Args:
            words: Of at least one byte.
        """
        group = [*words]
        if not group:
            return
        while self._groups and len(self._groups[-1][0]) <= len(group):
            group = self._groups.pop()[0] + group
        # Built in linear time: a DFA, the default, takes 9 s for 76 KB.
        automaton = BytesAhoCorasick(group, implementation=Implementation.ContiguousNFA)
        self._groups.append((group, automaton))

    def found(self, text: bytes) -> set[bytes]:
        """Return the words that a text has.

        Args:
            text: The text to search.
        """
        return {
            group[number]
            for group, automaton in self._groups
            for number, *_ in automaton.find_matches_as_indexes(text, overlapping=True)
        }
