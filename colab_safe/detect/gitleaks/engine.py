"""A team's own rules as an engine, which matches as gitleaks would in a file with the same text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.detect.keyword_search import KeywordSearch
from colab_safe.detect.rule import Match, Rule
from colab_safe.detect.wording import entropy
from colab_safe.errors import EngineError
from colab_safe.joined_texts import JoinedTexts
from colab_safe.limits import REGEX_SECONDS, Limit
from colab_safe.timed_regex import timed
from colab_safe.typed import NamedTuple


class Allowlist(NamedTuple):
    """Conditions under which a match is not reported; the patterns are Python's."""

    secret: tuple[str, ...] = ()  # patterns searched in the secret
    match: tuple[str, ...] = ()  # … in the whole match
    line: tuple[str, ...] = ()  # … in the lines that contain it
    words: tuple[str, ...] = ()  # in lower case, looked for in the secret
    needs_all: bool = False  # each kind of condition, instead of any

    def allows(self, secret: str, match: str, line: str) -> bool:
        """Return whether the conditions are met.

        Args:
            secret: The group of the match that is the secret.
            match: The whole match.
            line: The lines that contain the match.

        Raises:
            TimeoutError: A pattern takes longer than `REGEX_SECONDS`.
        """
        met = [
            any(timed(pattern).search(text) for pattern in patterns)
            for patterns, text in ((self.secret, secret), (self.match, match), (self.line, line))
            if patterns
        ]
        met += [any(word in secret.lower() for word in self.words)] if self.words else []
        return all(met) if self.needs_all else any(met)


class TeamRule(NamedTuple):
    """One of a team's rules, with gitleaks' fields: https://github.com/gitleaks/gitleaks#configuration"""

    rule: Rule
    pattern: str  # translated to Python's syntax
    keywords: tuple[str, ...] = ()  # in lower case; none: the pattern is tried on every text
    group: int = 0  # `secretGroup`; 0: the first group that matched, else the whole match
    entropy: float = 0.0  # bits per character; a secret needs more
    allowlists: tuple[Allowlist, ...] = ()

    def secrets(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the spans of the secrets in a text.

        Args:
            text: Any text.

        Raises:
            TimeoutError: The expression, or one of an allowlist, takes longer than `REGEX_SECONDS`.
        """
        for match in timed(self.pattern).finditer(text):
            start, end = match.span(self.group or _first_group(match))
            try:
                if start < end and self._is_reported(text, match, text[start:end]):
                    yield start, end
            except TimeoutError:
                yield start, end  # an allowlist that takes too long accepts nothing
                raise

    def _is_reported(self, text: str, match: re.Match[str], secret: str) -> bool:
        if self.entropy and entropy(secret) <= self.entropy:
            return False
        line = _lines(text, *match.span())
        return not any(allowlist.allows(secret, match[0], line) for allowlist in self.allowlists)


def _unsearched(id: str) -> Limit:
    beyond = f"what your rule {id!r} finds in {REGEX_SECONDS.beyond}; make the rule simpler"
    return REGEX_SECONDS._replace(beyond=beyond)


def _first_group(match: re.Match[str]) -> int:
    return next((number for number in range(1, match.re.groups + 1) if match[number]), 0)


def _lines(text: str, start: int, end: int) -> str:
    return text[text.rfind("\n", 0, start) + 1 : end] + text[end:].partition("\n")[0]


class TeamEngine:
    """Finds what a team's rules describe."""

    name = "team"

    def __init__(self, rules: Iterable[TeamRule]) -> None:
        """Prepare the keyword search.

        Args:
            rules: The team's rules.
        """
        self.rules = tuple(rules)
        numbered = list(enumerate(self.rules))
        pairs = [(word, number) for number, rule in numbered for word in rule.keywords]
        self._rule_of_keyword = [number for _, number in pairs]
        self._without_keywords = [number for number, rule in numbered if not rule.keywords]
        self._search = KeywordSearch([word for word, _ in pairs])
        # Of the last search: texts that were not searched to the end, by their index.
        self.cut_off: dict[int, Limit] = {}

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Yield every match of every rule; `cut_off` then has the texts on which a rule took too long.

        Such a rule is not tried on further texts of the call, so one file takes a second per rule at
        most.

        Args:
            texts: The texts to search; a match names one by its index.

        Raises:
            EngineError: A rule's expression does not work in Python; the message names the rule.
        """
        self.cut_off = {}
        slow: set[int] = set()
        for index, number in self._candidates(JoinedTexts.of(texts)):
            rule = self.rules[number]
            try:
                if number in slow:
                    raise TimeoutError
                for start, end in rule.secrets(texts[index]):
                    yield Match(index, rule.rule, start, end)
            except TimeoutError:
                slow.add(number)
                self.cut_off[index] = _unsearched(rule.rule.id)
            except (re.error, IndexError, OverflowError, RecursionError) as error:
                raise EngineError(f"your rule {rule.rule.id!r} cannot be used: {error}") from None

    def _candidates(self, texts: JoinedTexts) -> list[tuple[int, int]]:
        """The index of each text with each rule to try on it: a keyword anywhere in it is enough, as in gitleaks."""
        hits = self._search.hits(texts)
        found = {(texts.number_at(at), self._rule_of_keyword[word]) for word, at, _ in hits}
        everywhere = [
            (index, rule) for rule in self._without_keywords for index in range(len(texts))
        ]
        return sorted({*found, *everywhere})
