"""What a gitleaks configuration accepts by path, by commit or for all rules, as allowances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from colab_safe.accept.allowlist import Allowance
from colab_safe.detect.gitleaks.go_regex import Malformed, Untranslatable, translated
from colab_safe.detect.gitleaks.tables import (
    allowlists,
    is_about_files,
    needs_all,
    tables,
    text_of,
    texts_of,
)
from colab_safe.errors import UsageError
from colab_safe.timed_regex import TimedPattern, checked
from colab_safe.typed import Any

Patterns = tuple[TimedPattern, ...]


def allowances(
    document: Mapping[str, Any], name: str
) -> tuple[tuple[Allowance, ...], tuple[str, ...]]:
    """Return what a gitleaks configuration accepts, without what the engine applies itself.

    Format: https://github.com/gitleaks/gitleaks#configuration

    Args:
        document: The parsed file, with its keys in lower case.
        name: What messages call the file.

    Returns:
        The allowances, and one sentence about each allowlist that cannot be used.

    Raises:
        UsageError: The file is not built as gitleaks expects, or has an invalid regular expression.
    """
    disabled = texts_of(document.get("extend", {}), "disabledrules", name)
    found = [Allowance("disabled rules", rules=disabled, file=name)] if disabled else []
    problems = []
    for where, rules, table in _tables(document, name):
        try:
            found += [each._replace(file=name) for each in _of_table(table, rules, where)]
        except Untranslatable as error:
            problems.append(f"{where}: an allowlist is left out: Python cannot express {error}")
        except (Malformed, re.error) as error:
            raise UsageError(
                f"{where}: an allowlist has an invalid Go regular expression: {error}"
            ) from None
    return tuple(found), tuple(problems)


def _tables(
    document: Mapping[str, Any], name: str
) -> Iterator[tuple[str, tuple[str, ...], Mapping[str, Any]]]:
    """Every allowlist, with its place and its rules; a rule for some paths accepts all others."""
    for table in allowlists(document, name):
        yield name, texts_of(table, "targetrules", name), table
    for rule in tables(document, "rules", name):
        id = text_of(rule, "id", name)
        where = f"{name}, rule {id!r}"
        for table in allowlists(rule, where):
            yield (
                where,
                (id,),
                table if is_about_files(table) or not rule.get("regex") else _without_texts(table),
            )
        if rule.get("regex") and (path := text_of(rule, "path", where)):
            yield where, (id,), {"description": f"{where} is not for this path", "elsewhere": path}


def _without_texts(table: Mapping[str, Any]) -> Mapping[str, Any]:
    """The conditions that the engine does not apply itself."""
    return {key: table[key] for key in ("description", "paths", "commits") if key in table}


def _of_table(table: Mapping[str, Any], rules: tuple[str, ...], where: str) -> Iterator[Allowance]:
    """One allowance where all conditions must hold, otherwise one per kind of condition."""
    reason = text_of(table, "description", where) or f"an allowlist in {where}"
    given = [(field, value) for field, value in _conditions(table, where) if value]
    if not needs_all(table, where):
        for field, value in given:
            yield Allowance(reason, rules, **{field: value})
    elif len(given) > len(dict(given)):
        raise Untranslatable("regexes and stopwords that must both hold for the secret")
    elif given:
        yield Allowance(reason, rules, **dict(given))


def _conditions(table: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    # A finding does not have the whole match of its rule; its line is the closest to that.
    target = (
        "lines" if text_of(table, "regextarget", where).lower() in ("line", "match") else "secrets"
    )
    yield (
        "paths",
        _patterns(texts_of(table, "paths", where)) + _elsewhere(text_of(table, "elsewhere", where)),
    )
    yield "commits", texts_of(table, "commits", where)
    yield target, _patterns(texts_of(table, "regexes", where))
    yield (
        "secrets",
        tuple(
            TimedPattern(re.escape(word), re.IGNORECASE)
            for word in texts_of(table, "stopwords", where)
        ),
    )


def _patterns(patterns: tuple[str, ...]) -> Patterns:
    return tuple(checked(translated(pattern)) for pattern in patterns)


def _elsewhere(pattern: str) -> Patterns:
    """A pattern that fits the paths in which the given one is not found."""
    inner = translated(pattern).removeprefix("(?a)")
    return (checked(rf"(?a)\A(?![\s\S]*?(?:{inner}))"),) if pattern else ()
