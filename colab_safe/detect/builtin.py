"""The built-in engine: one keyword search over all texts, then each rule's pattern near its keywords.

Rules are searched in one of two ways. Most matches begin at a keyword (`ghp_…`), so the pattern is tried
there and nowhere else. The others contain one somewhere (`… # wandb`), so the pattern is searched in the
neighbourhood of each hit. `pattern_search.py` does both for one rule and one text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial

from colab_safe.detect.engine import Setup
from colab_safe.detect.keyword_search import KeywordSearch
from colab_safe.detect.rule import Match, compiled
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Span
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.detect.line_ends import LineEnds
    from colab_safe.detect.pattern_rule import PatternRule
    from colab_safe.detect.pattern_search import AtKeyword, Neighbourhoods

    # The keywords of a family of rules, and what imports the family.
    Family = tuple[Sequence[str], Callable[[], Sequence[PatternRule]]]


class BuiltinEngine:
    """Finds what pattern rules describe."""

    name = "builtin"

    def __init__(
        self,
        rules: Iterable[PatternRule] = (),
        families: Iterable[Family] = (),
        anchored: Container[str] = (),
    ) -> None:
        """Prepare the keyword search.

        Args:
            rules: Rules to search for.
            families: Further rules by their keywords, imported when one of these is seen.
            anchored: Ids of rules of which every match begins with one of their keywords.
        """
        self._line_ends: LineEnds | None = None
        own = tuple(rules)
        self._anchored = anchored
        self._keywords: list[str] = []
        self._families: list[_LazyFamily] = []  # of each keyword
        self._without_keywords: list[_LazyFamily] = []
        for words, load in (*families, (keywords(own), lambda: own)):
            family = _LazyFamily(load)
            self._keywords += words
            self._families += [family] * len(words)
            self._without_keywords += [family] * words.count("")
        self._rules_of: list[_KeywordRules | None] = [None] * len(self._keywords)
        self._search = KeywordSearch(self._keywords)

    @property
    def keywords(self) -> Sequence[str]:
        """The keywords without one of which no rule matches; "" among them if a rule needs none."""
        return self._keywords

    @property
    def line_ends(self) -> dict[int, set[int]]:
        """Where values end in the texts searched last that may go on in another line."""
        return self._line_ends or {}

    def _known_ends(self) -> LineEnds:
        if self._line_ends is None:
            from colab_safe.detect.line_ends import LineEnds  # few commits have a keyword of a rule

            self._line_ends = LineEnds()
        return self._line_ends

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Yield every match of every rule.

        Args:
            texts: The texts to search; a match names one by its index.
        """
        texts = JoinedTexts.of(texts)
        self._line_ends = None
        hits = self._search.hits(texts)
        if not hits and not self._without_keywords:
            return  # as for most outputs of a guarded kernel
        starts, seen = texts.starts, set()
        neighbourhoods = self._whole_texts(texts)
        # A large set has millions of hits, so each takes few calls.
        index, text, first, after = 0, "", 0, -1
        for number, start, end in hits:
            if end > after:
                index = bisect_right(starts, start) - 1
                text, first, after = texts[index], starts[index], starts[index + 1]
            start, end = start - first, end - first
            rules = self._rules_of[number] or self._load(number)
            if rules.is_mark:
                self._known_ends().add_mark(index, text, start, end)
            for id, begin in rules.around:
                searched = neighbourhoods.get((index, id))
                if searched is None:
                    searched = neighbourhoods[index, id] = begin(index)
                searched.add(start, end, len(text))
            for anchor in rules.beginning(text, end) if rules.behind else rules.always:
                for span in anchor.spans(text, start):
                    rule = anchor.rule
                    if (index, rule.id, span) not in seen:
                        seen.add((index, rule.id, span))
                        self._known_ends().add_value(index, text, span)
                        yield _match(index, rule, text, span)
        for searched in neighbourhoods.values():
            text = texts[searched.text]
            for span in searched.secrets(text):
                self._known_ends().add_value(searched.text, text, span)
                yield _match(searched.text, searched.rule, text, span)

    def _load(self, number: int) -> _KeywordRules:
        """Import what there is to try at a hit of the keyword of this number."""
        by_keyword = self._families[number].by_keyword
        loaded = _KeywordRules(by_keyword[self._keywords[number]], self._anchored)
        self._rules_of[number] = loaded
        return loaded

    def _whole_texts(self, texts: JoinedTexts) -> dict[tuple[int, str], Neighbourhoods]:
        """For rules without keywords, every text as one neighbourhood."""
        found: dict[tuple[int, str], Neighbourhoods] = {}
        if not self._without_keywords:
            return found
        from colab_safe.detect.pattern_search import Neighbourhoods  # no built-in rule is without

        rules = [rule for family in self._without_keywords for rule in family.by_keyword[""]]
        for rule in rules:
            for index in range(len(texts)):
                found[index, rule.id] = Neighbourhoods(rule, index, (0, len(texts[index])))
        return found


def _match(index: int, rule: PatternRule, text: str, span: Span) -> Match:
    from colab_safe.detect.doubts import judged  # most scans find nothing

    return Match(index, rule.rule, *span, judged=judged(rule.rule, text[span.start : span.end]))


class _LazyFamily:
    """The rules of a family by keyword, imported when first asked for; those without keywords are under ""."""

    def __init__(self, load: Callable[[], Sequence[PatternRule]]) -> None:
        self._load = load

    @cached_property
    def by_keyword(self) -> dict[str, list[PatternRule]]:
        found: dict[str, list[PatternRule]] = {}
        for rule in self._load():
            for keyword in rule.keywords or ("",):
                found.setdefault(keyword, []).append(rule)
        return found


class _KeywordRules:
    """The rules of one keyword: those whose matches begin at it, and those that are searched around it."""

    def __init__(self, rules: Iterable[PatternRule], anchored: Container[str]) -> None:
        # Imported by the rules of the keyword anyway.
        from colab_safe.detect.pattern_search import AtKeyword, Neighbourhoods
        from colab_safe.detect.patterns import START

        bare = START.partition("]")[0]  # how the pattern of a token that needs no name begins
        self.around: list[tuple[str, Callable[[int], Neighbourhoods]]] = []  # by the rules' ids
        by_behind: dict[str, list[AtKeyword]] = {}
        rules = list(rules)
        self.is_mark = any(rule.pattern.startswith(bare) for rule in rules)
        for rule in rules:
            if rule.lead is not None or rule.id in anchored:
                by_behind.setdefault(rule.behind, []).append(AtKeyword(rule))
            else:
                self.around.append((rule.id, partial(Neighbourhoods, rule)))
        self.always = by_behind.pop("", [])
        self.behind = [(compiled(behind).match, rules) for behind, rules in by_behind.items()]

    def beginning(self, text: str, end: int) -> list[AtKeyword]:
        """The rules of which a match may begin at a hit that ends here.

        Rules that share a `behind` are asked together: it is tried once per hit.
        """
        found = self.always
        for match, rules in self.behind:
            if match(text, end):
                found = [*found, *rules]
        return found


def keywords(rules: Iterable[PatternRule]) -> tuple[str, ...]:
    """Return all keywords of some rules, sorted; "" for a rule without keywords.

    Args:
        rules: Any pattern rules.
    """
    return tuple(sorted({keyword for rule in rules for keyword in rule.keywords or ("",)}))


def split_keywords(text: str) -> list[str]:
    """Return the keywords of a text in `keywords.py`.

    Args:
        text: One keyword per line, with `\\n` for a line end inside a keyword.
    """
    words = text.split("\n")
    return [word.replace("\\n", "\n") for word in words] if "\\" in text else words


def engine(setup: Setup | None = None) -> BuiltinEngine:
    """Return the engine with all built-in rules.

    `keywords.py` says which family has which keywords, so that few families are imported.

    Args:
        setup: Nothing in it concerns this engine.
    """
    from colab_safe.detect.keywords import KEYWORDS

    return _engine_with(KEYWORDS)


def alone_engine() -> BuiltinEngine:
    """Return an engine that finds all that rules recognise alone with high confidence, and of other matches only some."""
    from colab_safe.detect.alone_keywords import ALONE_KEYWORDS

    return _engine_with(ALONE_KEYWORDS)


def _engine_with(words: Mapping[str, str]) -> BuiltinEngine:
    from colab_safe.detect.keywords import ANCHORED
    from colab_safe.detect.rules import family

    families = [(split_keywords(words[name]), partial(family, name)) for name in words]
    return BuiltinEngine(families=families, anchored=ANCHORED)
