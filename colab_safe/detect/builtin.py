"""The built-in engine: one keyword search over all texts, then each rule's pattern near its keywords only."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property, partial
from itertools import product

from ahocorasick_rs import BytesAhoCorasick, Implementation

from colab_safe.detect.engine import Setup
from colab_safe.detect.rule import Match, Rule, compiled
from colab_safe.joined_texts import JoinedTexts

Window = tuple[int, int]
Family = tuple[
    Sequence[str], Callable[[], Sequence[Rule]]
]  # keywords, and the rules that have them


class BuiltinEngine:
    """Finds what `rules` describe, and the rules of `families`, which are loaded when one of their keywords is seen.

    Every match of a rule that is named in `anchored` begins with one of its keywords.
    """

    name = "builtin"

    def __init__(
        self,
        rules: Iterable[Rule] = (),
        families: Iterable[Family] = (),
        anchored: Container[str] = (),
    ) -> None:
        own = tuple(rules)
        self._anchored = anchored
        self._keywords: list[str] = []
        self._families: list[_Loaded] = []  # of each keyword
        for words, load in (*families, (keywords(own), lambda: own)):
            self._keywords += words
            self._families += [_Loaded(load)] * len(words)
        self._always = [
            family
            for family, keyword in zip(self._families, self._keywords, strict=True)
            if not keyword
        ]
        self._trials: list[_Trials | None] = [None] * len(self._keywords)
        self.keyword_search = KeywordSearch(
            [keyword.encode() or _NOWHERE for keyword in self._keywords]
        )

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Every match of every rule in every text."""
        texts = JoinedTexts.of(texts)
        starts, seen = texts.starts, set()
        searches = {
            (index, rule.id): _Search(index, rule, texts) for index, rule in self._everywhere(texts)
        }
        for number, start, end in self.keyword_search.hits(texts):
            index = bisect_right(starts, start) - 1
            text, start, end = texts[index], start - starts[index], end - starts[index]
            trials = self._trials[number] or self._loaded(number)
            for rule in trials.near:
                search = searches.get((index, rule.id)) or searches.setdefault(
                    (index, rule.id), _Search(index, rule)
                )
                search.add(start, end, len(text))
            for rule in trials.beginning(text, end):
                for span in _beginning(rule, text, start):
                    if (index, rule.id, span) not in seen:
                        seen.add((index, rule.id, span))
                        yield Match(index, rule, *span)
        for search in searches.values():
            for span in search.matches(texts[search.text]):
                yield Match(search.text, search.rule, *span)

    def _loaded(self, number: int) -> _Trials:
        """What to try at a hit of the keyword of this number."""
        trials = self._trials[number] = _Trials(
            self._families[number].owners[self._keywords[number]], self._anchored
        )
        return trials

    def _everywhere(self, texts: JoinedTexts) -> Iterator[tuple[int, Rule]]:
        """The rules without keywords, for every text."""
        rules = [rule for family in self._always for rule in family.owners[""]]
        return product(range(len(texts)), rules)


class KeywordSearch:
    """Where keywords stand, in any case of the letters."""

    def __init__(self, keywords: Sequence[bytes]) -> None:
        self._keywords = keywords
        self._search = BytesAhoCorasick(keywords)
        self._left: int | None = _MUCH  # bytes, until the other kind of search pays

    def hits(self, texts: JoinedTexts) -> list[tuple[int, int, int]]:
        """Number of the keyword, start and end in the joined texts, ascending by the end; hits may overlap."""
        lower = texts.narrow.lower()
        if self._left is not None:
            self._left -= len(lower)
            if self._left < 0:
                self._search, self._left = (
                    BytesAhoCorasick(self._keywords, implementation=Implementation.DFA),
                    None,
                )
        return self._search.find_matches_as_indexes(lower, overlapping=True)


class _Trials:
    """The rules of one keyword: `near` are looked for in its neighbourhood, the matches of the others begin at it."""

    def __init__(self, rules: Iterable[Rule], anchored: Container[str]) -> None:
        self.near: list[Rule] = []
        groups: dict[str, list[Rule]] = {}
        for rule in rules:
            begins = rule.lead is not None or rule.id in anchored
            (groups.setdefault(rule.behind, []) if begins else self.near).append(rule)
        self._always = groups.pop("", [])
        self._behind = [(compiled(behind).match, rules) for behind, rules in groups.items()]

    def beginning(self, text: str, end: int) -> list[Rule]:
        """Those whose matches may begin at a keyword that ends here; what several have behind it is looked at once."""
        return self._always + [
            rule for match, rules in self._behind if match(text, end) for rule in rules
        ]


def _beginning(rule: Rule, text: str, start: int) -> list[Window]:
    """The rule's secrets of which the match begins at a keyword that stands at `start`, or a little before it."""
    pattern, lead = compiled(rule.pattern), rule.lead or 0
    matches = [pattern.match(text, position) for position in range(max(0, start - lead), start + 1)]
    return [match.span("secret") for match in matches if match and _is_secret(rule, match)]


def _is_secret(rule: Rule, match: re.Match[str]) -> bool:
    return rule.check is None or rule.check(match["secret"])


class _Search:
    """Where in a text one rule is tried: in all of it, or in the neighbourhood of its keywords."""

    def __init__(self, text: int, rule: Rule, texts: JoinedTexts | None = None) -> None:
        self.text = text
        self.rule = rule
        self._windows: list[Window] = [(0, len(texts[text]))] if texts else []

    def add(self, start: int, end: int, size: int) -> None:
        """The neighbourhood of a keyword; hits come in ascending order, so it can touch the last one only."""
        low, high = max(0, start - self.rule.reach), min(size, end + self.rule.reach)
        if self._windows and low <= self._windows[-1][1]:
            low = min(self._windows.pop()[0], low)
        self._windows.append((low, high))

    def matches(self, text: str) -> Iterator[Window]:
        """Where the rule's secret stands, if its check agrees."""
        pattern = compiled(self.rule.pattern)
        for low, high in self._windows:
            for match in _within(pattern, text, low, high):
                if _is_secret(self.rule, match):
                    yield match.span("secret")


def _within(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    """The matches in a window; its end looks like the end of the text to a look-ahead, so a match there is tried again."""
    for match in pattern.finditer(text, low, high):
        whole = (
            match if high == len(text) or high not in (match.end(), match.end("secret")) else None
        )
        whole = whole or pattern.match(text, match.start())
        if whole:
            yield whole


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
    from colab_safe.detect.keywords import ANCHORED, KEYWORDS
    from colab_safe.detect.rules import family

    return BuiltinEngine(
        families=[(words, partial(family, name)) for name, words in KEYWORDS.items()],
        anchored=ANCHORED,
    )
