"""A team's own rules, from gitleaks' TOML: https://github.com/gitleaks/gitleaks#configuration

gitleaks' default rules are not in it: where a file extends them (`useDefault`), the built-in rules stand for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from colab_safe.detect.builtin import KeywordSearch
from colab_safe.detect.checks import entropy
from colab_safe.detect.gitleaks_file import (
    allowlists,
    is_about_files,
    needs_all,
    number_of,
    tables,
    text_of,
    texts_of,
)
from colab_safe.detect.go_regex import Malformed, Untranslatable, translated
from colab_safe.detect.rule import CONTEXT, Match, Rule, compiled
from colab_safe.errors import EngineError, UsageError
from colab_safe.joined_texts import JoinedTexts
from colab_safe.typed import Any, NamedTuple

_REFERENCE = "https://github.com/gitleaks/gitleaks#configuration"
_REVOKE = "as your team's rule for it says"


class Allowlist(NamedTuple):
    """What is no secret although a rule matches: expressions of Python's on secret, match or line, and words in the secret."""

    secret: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    line: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    needs_all: bool = False

    def allows(self, secret: str, match: str, line: str) -> bool:
        held = [
            any(compiled(pattern).search(text) for pattern in patterns)
            for patterns, text in ((self.secret, secret), (self.match, match), (self.line, line))
            if patterns
        ]
        held += [any(word in secret.lower() for word in self.words)] if self.words else []
        return all(held) if self.needs_all else any(held)


class TeamRule(NamedTuple):
    """A row, and what gitleaks has beyond it: which group is the secret (0: the first that matched), what is exempt."""

    row: Rule
    group: int = 0
    entropy: float = 0.0  # bits a character; a secret needs more
    allowlists: tuple[Allowlist, ...] = ()

    def secrets(self, text: str) -> Iterator[tuple[int, int]]:
        for match in compiled(self.row.pattern).finditer(text):
            start, end = match.span(
                self.group or next((n for n in range(1, match.re.groups + 1) if match[n]), 0)
            )
            secret, line = text[start:end], _line(text, *match.span())
            is_random = not self.entropy or entropy(secret) > self.entropy
            if (
                secret
                and is_random
                and not any(one.allows(secret, match[0], line) for one in self.allowlists)
            ):
                yield start, end


def _line(text: str, start: int, end: int) -> str:
    return text[text.rfind("\n", 0, start) + 1 : end] + text[end:].partition("\n")[0]


class TeamEngine:
    """Finds what a team's rules describe, as gitleaks would in a file with this text."""

    name = "team"

    def __init__(self, rules: Iterable[TeamRule]) -> None:
        self._rules = tuple(rules)
        owners = [
            (keyword, number)
            for number, rule in enumerate(self._rules)
            for keyword in rule.row.keywords
        ]
        self._owners = [number for _, number in owners]
        self._always = [number for number, rule in enumerate(self._rules) if not rule.row.keywords]
        self._search = KeywordSearch([keyword.encode() for keyword, _ in owners])

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Raises EngineError, with the rule's id, for an expression that is none."""
        for index, number in self._candidates(JoinedTexts.of(texts)):
            rule = self._rules[number]
            try:
                for start, end in rule.secrets(texts[index]):
                    yield Match(index, rule.row, start, end)
            except (re.error, IndexError, OverflowError, RecursionError) as error:
                raise EngineError(f"your rule {rule.row.id!r} cannot be used: {error}") from None

    def _candidates(self, texts: JoinedTexts) -> list[tuple[int, int]]:
        """Which rule to try in which text: a keyword anywhere in it is enough, as in gitleaks."""
        found = {
            (texts.number_at(start), self._owners[keyword])
            for keyword, start, _ in self._search.hits(texts)
        }
        return sorted(
            found | {(index, number) for number in self._always for index in range(len(texts))}
        )


class Reading(NamedTuple):
    """The rules of a file, and what of it cannot be used: one sentence each, with the rule's id."""

    rules: tuple[TeamRule, ...]
    problems: tuple[str, ...]


def read_rules(document: Mapping[str, Any], name: str) -> Reading:
    """The rules of a parsed file, as `lowered` gives it. Raises UsageError where it is not built as gitleaks' files are."""
    rules, problems = {}, []
    for number, table in enumerate(tables(document, "rules", name), start=1):
        id = text_of(table, "id", f"{name}, rule {number}")
        if not id:
            raise UsageError(f"{name}, rule {number} has no id")
        try:
            rule = _rule(table, id, f"{name}, rule {id!r}")
        except Untranslatable as error:
            problems.append(f"{name}: rule {id!r} is left out: Python cannot say {error}")
            continue
        except Malformed as error:
            raise UsageError(
                f"{name}, rule {id!r}: no regular expression of Go's: {error}"
            ) from None
        if rule:
            rules[id] = rule
        elif text_of(table, "path", name):
            problems.append(
                f"{name}: rule {id!r} is left out: it looks at names of files, not at their text"
            )
        if "required" in table:
            problems.append(
                f"{name}: rule {id!r} is used by itself: the rules that it requires near it are not looked for"
            )
    return Reading(tuple(rules.values()), tuple(problems))


def _rule(table: Mapping[str, Any], id: str, where: str) -> TeamRule | None:
    """None without an expression, or where the rule says that it is not reported."""
    pattern = text_of(table, "regex", where)
    if not pattern or table.get("skipreport") is True:
        return None
    words = tuple(word.lower() for word in texts_of(table, "keywords", where))
    keywords = words if all(word and word.isascii() for word in words) else ()
    description = text_of(table, "description", where) or id
    row = Rule(
        id, description, translated(pattern), keywords, _REFERENCE, _REVOKE, strength=CONTEXT
    )
    lists = tuple(
        _allowlist(one, where) for one in allowlists(table, where) if not is_about_files(one)
    )
    return TeamRule(
        row, int(number_of(table, "secretgroup", where)), number_of(table, "entropy", where), lists
    )


def _allowlist(table: Mapping[str, Any], where: str) -> Allowlist:
    target = text_of(table, "regextarget", where).lower() or "secret"
    if target not in ("secret", "match", "line"):
        raise UsageError(f"{where}: regexTarget is {target!r}; it may be match or line")
    patterns = tuple(map(translated, texts_of(table, "regexes", where)))
    words = tuple(word.lower() for word in texts_of(table, "stopwords", where))
    return Allowlist(words=words, needs_all=needs_all(table, where), **{target: patterns})
