"""The built-in engine: one keyword search over all texts, then each rule's pattern near its keywords only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial

from ahocorasick_rs import BytesAhoCorasick, Implementation

from colab_safe.detect.engine import Setup
from colab_safe.detect.rule import Match, Rule, compiled
from colab_safe.texts import Texts

Window = tuple[int, int]
Family = tuple[Sequence[str], Callable[[], Sequence[Rule]]]  # keywords, and the rules that have them


class BuiltinEngine:
    """Finds what `rules` describe, and the rules of `families`, which are loaded when one of their keywords is seen."""

    name = "builtin"

    def __init__(self, rules: Iterable[Rule] = (), families: Iterable[Family] = ()) -> None:
        own = tuple(rules)
        shelves = [*families, (keywords(own), lambda: own)]
        self._keywords = [
            (keyword, loaded) for words, load in shelves for loaded in [_Loaded(load)] for keyword in words
        ]
        self._always = [loaded for keyword, loaded in self._keywords if not keyword]
        self.keyword_search = KeywordSearch([keyword.encode() or _NOWHERE for keyword, _ in self._keywords])

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Every match of every rule in every text."""
        for search in self._searches(Texts.of(texts)):
            for start, end in search.matches(texts[search.text]):
                yield Match(search.text, search.rule, start, end)

    def _searches(self, texts: Texts) -> Iterable[_Search]:
        """What to try where: for each text and rule the neighbourhoods of the rule's keywords."""
        starts = texts.starts
        found: dict[tuple[int, str], _Search] = {}
        for number, start, end in self.keyword_search.hits(texts):
            index = bisect_right(starts, start) - 1
            keyword, family = self._keywords[number]
            for rule in family.owners[keyword]:
                search = found.get((index, rule.id)) or found.setdefault((index, rule.id), _Search(index, rule))
                search.add(start - starts[index], end - starts[index], len(texts[index]))
        for family in self._always:
            for index, text in enumerate(texts):
                for rule in family.owners[""]:
                    found[index, rule.id] = _Search(index, rule, [(0, len(text))])
        return found.values()


class KeywordSearch:
    """Where keywords stand, in any case of the letters."""

    def __init__(self, keywords: Sequence[bytes]) -> None:
        self._keywords = keywords
        self._search = BytesAhoCorasick(keywords)
        self._left: int | None = _MUCH  # bytes, until the other kind of search pays

    def hits(self, texts: Texts) -> list[tuple[int, int, int]]:
        """Number of the keyword, start and end in the joined texts, ascending by the end; hits may overlap."""
        lower = texts.narrow.lower()
        if self._left is not None:
            self._left -= len(lower)
            if self._left < 0:
                self._search, self._left = BytesAhoCorasick(self._keywords, implementation=Implementation.DFA), None
        return self._search.find_matches_as_indexes(lower, overlapping=True)


class _Search:
    """Where in a text one rule is tried."""

    def __init__(self, text: int, rule: Rule, windows: list[Window] | None = None) -> None:
        self.text = text
        self.rule = rule
        self._windows = windows or []

    def add(self, start: int, end: int, size: int) -> None:
        """The neighbourhood of a keyword; hits come in ascending order, so it can touch the last one only."""
        rule, windows = self.rule, self._windows
        if rule.lead is None:
            low, high = max(0, start - rule.reach), min(size, end + rule.reach)
        else:
            low, high = max(0, start - rule.lead), start + 1
        if windows and low <= windows[-1][1]:
            windows[-1] = min(windows[-1][0], low), max(windows[-1][1], high)
        else:
            windows.append((low, high))

    def matches(self, text: str) -> Iterator[Window]:
        """Where the rule's secret stands, if its check agrees."""
        rule, pattern = self.rule, compiled(self.rule.pattern)
        for low, high in self._windows:
            found = _within(pattern, text, low, high) if rule.lead is None else _from(pattern, text, low, high)
            for match in found:
                if rule.check is None or rule.check(match["secret"]):
                    yield match.span("secret")


def _within(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The matches in a window; its end looks like the end of the text to a look-ahead, so a match there is tried again."""
    for match in pattern.finditer(text, low, high):
        whole = match if high == len(text) or high not in (match.end(), match.end("secret")) else None
        whole = whole or pattern.match(text, match.start())
        if whole:
            yield whole


def _from(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The matches that begin in a window, however far they go."""
    position = low
    while position < high:
        match = pattern.match(text, position)
        if match:
            yield match
        position = max(position + 1, match.end() if match else 0)


_MUCH = 500_000  # bytes of text: a DFA takes 3 ms to make, and then 2 ms a megabyte, where the usual search takes 6
_NOWHERE = b"\0\0"  # between two texts stands one


class _Loaded:
    """A family's rules by keyword, made when first asked for; rules without keywords are under ""."""

    def __init__(self, load: Callable[[], Sequence[Rule]]) -> None:
        self._load = load

    @cached_property
    def owners(self) -> dict[str, list[Rule]]:
        owners: dict[str, list[Rule]] = {}
        for rule in self._load():
            for keyword in rule.keywords or ("",):
                owners.setdefault(keyword, []).append(rule)
        return owners


def keywords(rules: Iterable[Rule]) -> tuple[str, ...]:
    """All keywords of these rules, sorted; "" stands for a rule that has none, and is tried everywhere."""
    return tuple(sorted({keyword for rule in rules for keyword in rule.keywords or ("",)}))


def engine(setup: Setup | None = None) -> BuiltinEngine:
    """With all built-in rules: `keywords.py` says which family has which, so that few of them are imported."""
    from colab_safe.detect.keywords import KEYWORDS
    from colab_safe.detect.rules import family

    return BuiltinEngine(families=[(words, partial(family, name)) for name, words in KEYWORDS.items()])
