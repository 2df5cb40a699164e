"""A team's rule file, in gitleaks' TOML, as rules: https://github.com/gitleaks/gitleaks#configuration

gitleaks' default rules are not included: if a file extends them (`useDefault`), the built-in rules take their place.
"""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.detect.gitleaks.engine import Allowlist, TeamRule
from colab_safe.detect.gitleaks.go_regex import Malformed, Untranslatable, translated
from colab_safe.detect.gitleaks.tables import (
    allowlists,
    is_about_files,
    needs_all,
    number_of,
    tables,
    text_of,
    texts_of,
)
from colab_safe.detect.rule import BY_ITS_ISSUER, CONTEXT, Rule
from colab_safe.errors import UsageError
from colab_safe.typed import Any, NamedTuple

_REFERENCE = "https://github.com/gitleaks/gitleaks#configuration"


class RuleFile(NamedTuple):
    """The rules of a file, and why some of them cannot be used: one sentence each, with the rule's id."""

    rules: tuple[TeamRule, ...]
    problems: tuple[str, ...]


def read_rules(document: Mapping[str, Any], name: str) -> RuleFile:
    """Return the rules of a parsed file.

    Args:
        document: The file, as `tables.lowered` returns it.
        name: The file's name, for messages.

    Raises:
        UsageError: The file does not have the structure of gitleaks' files.
    """
    rules: dict[str, TeamRule] = {}
    problems: list[str] = []
    for number, table in enumerate(tables(document, "rules", name), start=1):
        id = text_of(table, "id", f"{name}, rule {number}")
        if not id:
            raise UsageError(f"{name}, rule {number} has no id")
        where = f"{name}: rule {id!r}"
        try:
            rule = _rule(table, id, where)
        except Untranslatable as error:
            problems.append(f"{where} is skipped: Python has no equivalent for {error}")
            continue
        except Malformed as error:
            raise UsageError(f"{where}: not a valid Go regular expression: {error}") from None
        if rule:
            rules[id] = rule
        problems += _limits(table, where, is_used=rule is not None)
    return RuleFile(tuple(rules.values()), tuple(problems))


def _limits(table: Mapping[str, Any], where: str, is_used: bool) -> list[str]:
    """What a rule asks for and does not get."""
    found = []
    if not is_used and text_of(table, "path", where):
        found.append(f"{where} is skipped: it matches names of files, not their text")
    if "required" in table:
        found.append(f"{where} is used alone: the rules that it requires nearby are not looked for")
    return found


def _rule(table: Mapping[str, Any], id: str, where: str) -> TeamRule | None:
    """None if the rule has no expression, or says that it is not reported."""
    pattern = text_of(table, "regex", where)
    if not pattern or table.get("skipreport") is True:
        return None
    words = tuple(word.lower() for word in texts_of(table, "keywords", where))
    lists = [
        _allowlist(each, where) for each in allowlists(table, where) if not is_about_files(each)
    ]
    return TeamRule(
        Rule(id, text_of(table, "description", where) or id, _REFERENCE, BY_ITS_ISSUER, CONTEXT),
        translated(pattern),
        words if all(word and word.isascii() for word in words) else (),
        int(number_of(table, "secretgroup", where)),
        number_of(table, "entropy", where),
        tuple(lists),
    )


def _allowlist(table: Mapping[str, Any], where: str) -> Allowlist:
    target = text_of(table, "regextarget", where).lower() or "secret"
    if target not in ("secret", "match", "line"):
        raise UsageError(f"{where}: regexTarget must be match or line, not {target!r}")
    patterns = tuple(map(translated, texts_of(table, "regexes", where)))
    words = tuple(word.lower() for word in texts_of(table, "stopwords", where))
    return Allowlist(words=words, needs_all=needs_all(table, where), **{target: patterns})
