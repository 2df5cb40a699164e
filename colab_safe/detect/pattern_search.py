"""The search for one rule in one text: at a keyword, or in the neighbourhoods of its keywords."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rule import ALONE, compiled
from colab_safe.model import Span


class AtKeyword:
    """The search for a rule whose matches begin at a keyword, or at most `lead` characters before it."""

    def __init__(self, rule: PatternRule) -> None:
        """Compile nothing yet.

        Args:
            rule: A rule with `lead`, or one of which every match begins with a keyword.
        """
        self.rule = rule
        self._lead, self._needs, self._reach = rule.lead or 0, rule.needs, rule.reach
        self._match: Callable[[str, int], re.Match[str] | None] | None = None

    def spans(self, text: str, start: int) -> Sequence[Span]:
        """Return the secrets at one keyword.

        Args:
            text: The text that contains the keyword.
            start: Where the keyword begins.
        """
        if self._needs and text.find(self._needs, start, start + self._reach) < 0:
            return ()
        match = self._match = self._match or compiled(self.rule.pattern).match
        if self._lead:
            found = [match(text, at) for at in range(max(0, start - self._lead), start + 1)]
        else:
            found = [match(text, start)]
        secrets = [_genuine_secret(self.rule, one) for one in found if one]
        return [secret for secret in secrets if secret] if secrets else ()


class Neighbourhoods:
    """The parts of one text where one rule is searched; those that touch are merged."""

    def __init__(self, rule: PatternRule, text: int, *spans: tuple[int, int]) -> None:
        """Begin with some parts.

        Args:
            rule: The rule to search for.
            text: Index of the text among those that the engine was given.
            *spans: Parts of the text.
        """
        self.text = text
        self.rule = rule
        self._reach = rule.reach
        self._spans = list(spans)

    def add(self, start: int, end: int, size: int) -> None:
        """Add the neighbourhood of a keyword: `reach` characters before and after it.

        Args:
            start: Where the keyword begins.
            end: Where it ends; never before that of the last one, so that only the last part can touch the new one.
            size: Characters of the text.
        """
        low, high = max(0, start - self._reach), min(size, end + self._reach)
        if self._spans and low <= self._spans[-1][1]:
            low = min(self._spans.pop()[0], low)
        self._spans.append((low, high))

    def secrets(self, text: str) -> Iterator[Span]:
        """Yield the secrets in all parts that pass the rule's check.

        Args:
            text: The text itself.
        """
        pattern, needs = compiled(self.rule.pattern), self.rule.needs
        for low, high in self._spans:
            if needs and text.find(needs, low, high) < 0:
                continue
            for match in _matches_within(pattern, text, low, high):
                if secret := _genuine_secret(self.rule, match):
                    yield secret


def _genuine_secret(rule: PatternRule, match: re.Match[str]) -> Span | None:
    begins = match.start("secret")
    if rule.whole:
        span = rule.whole(match.string, match.start(), begins)
    else:
        span = Span(begins, match.end("secret"))
    if span is None or (rule.check and not rule.check(match.string[span.start : span.end])):
        return None
    if _is_harmless(rule, match, span):
        return None
    from colab_safe.detect.tokens import whole_token  # most scans find nothing

    return span if rule.whole else whole_token(match.string, *span)


def _is_harmless(rule: PatternRule, match: re.Match[str], span: Span) -> bool:
    """Whether its name or what is around it says that it is not a secret; with a format of its own, only a link does."""
    from colab_safe.detect import harmless, signed_links  # most scans find nothing

    if signed_links.is_for_download(match.string, span):
        return True
    if rule.rule.strength == ALONE:
        return False
    if rule.id.startswith("generic-"):
        return harmless.is_harmless(match.string, match.start(), span)
    return harmless.is_count(match.string, match.start(), span)


def _matches_within(
    pattern: re.Pattern[str], text: str, low: int, high: int
) -> Iterator[re.Match[str]]:
    """The matches in a part of a text.

    A look-ahead takes the end of the part for the end of the text, so a match that reaches it is tried again.
    """
    for match in pattern.finditer(text, low, high):
        is_at_end = high < len(text) and high in (match.end(), match.end("secret"))
        whole = pattern.match(text, match.start()) if is_at_end else match
        if whole:
            yield whole
