"""The built-in engine: one keyword search over all texts, then each rule's pattern near its keywords only."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.detect.rule import Match, Rule, compiled

Window = tuple[int, int]


class BuiltinEngine:
    """Finds what `rules` describe; the order of the rules does not matter."""

    name = "builtin"

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._owners: dict[str, list[Rule]] = {}
        self._always: list[Rule] = []
        for rule in rules:
            for keyword in rule.keywords:
                self._owners.setdefault(keyword, []).append(rule)
            if not rule.keywords:
                self._always.append(rule)
        self._keywords = list(self._owners)
        self._search = BytesAhoCorasick([keyword.encode() for keyword in self._keywords])

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Every match of every rule in every text, in the order of the rules' first keywords."""
        for (index, rule), windows in self._windows(texts).items():
            for start, end in _matches(rule, texts[index], windows):
                yield Match(index, rule, start, end)

    def _windows(self, texts: Sequence[str]) -> dict[tuple[int, Rule], list[Window]]:
        """For each text and rule the neighbourhoods of the rule's keywords, merged, in text offsets."""
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        found: dict[tuple[int, Rule], list[Window]] = {}
        for number, start, end in self._search.find_matches_as_indexes(haystack(texts), overlapping=True):
            index = bisect_right(starts, start) - 1
            size, offset = len(texts[index]), start - starts[index]
            for rule in self._owners[self._keywords[number]]:
                window = max(0, offset - rule.reach), min(size, offset + end - start + rule.reach)
                _append(found.setdefault((index, rule), []), window)
        for index, text in enumerate(texts if self._always else ()):
            found.update({(index, rule): [(0, len(text))] for rule in self._always})
        return found


def haystack(texts: Sequence[str]) -> bytes:
    """All texts in lower case, one byte a character, so that offsets stay those of the texts.

    Characters beyond Latin-1 become "?": keywords are ASCII. One search over the whole is ten times
    faster than one search a text.
    """
    return "\0".join(texts).encode("latin-1", "replace").lower()


def _append(windows: list[Window], window: Window) -> None:
    """Adds a window, or widens the last one when they touch: hits come in ascending order."""
    if windows and window[0] <= windows[-1][1]:
        windows[-1] = min(windows[-1][0], window[0]), max(windows[-1][1], window[1])
    else:
        windows.append(window)


def _matches(rule: Rule, text: str, windows: list[Window]) -> Iterator[Window]:
    """Where the rule's secret stands in the windows, if its check agrees."""
    pattern = compiled(rule.pattern)
    for low, high in windows:
        for match in pattern.finditer(text, low, high):
            if high < len(text) and high in (match.end(), match.end("secret")):
                # The end of a window looks like the end of the text to a look-ahead.
                match = pattern.match(text, match.start())
                if match is None:
                    continue
            if rule.check is None or rule.check(match["secret"]):
                yield match.span("secret")


def engine() -> BuiltinEngine:
    """With all built-in rules."""
    from colab_safe.detect.rules import RULES

    return BuiltinEngine(RULES)
