"""The structure of gitleaks' TOML: tables and values by name, and a file merged with the one that it extends."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import UsageError
from colab_safe.typed import Any


def allowlists(table: Mapping[str, Any], where: str) -> list[Mapping[str, Any]]:
    """Return the allowlists of a rule or of the whole file.

    Files before gitleaks 8.21 write `[allowlist]`.

    Args:
        table: The rule, or the file.
        where: What it is called in messages.
    """
    old = table.get("allowlist")
    return [*tables(table, "allowlists", where), *([old] if isinstance(old, Mapping) else [])]


def is_about_files(table: Mapping[str, Any]) -> bool:
    """Return whether an allowlist needs the path or the commit, which an engine does not know.

    Args:
        table: The allowlist.
    """
    return needs_all(table, "") and bool(table.get("paths") or table.get("commits"))


def needs_all(table: Mapping[str, Any], where: str) -> bool:
    """Return whether an allowlist needs all of its conditions, not just one.

    Args:
        table: The allowlist.
        where: What it is called in messages.
    """
    return text_of(table, "condition", where).upper() in ("AND", "&&")


def extended(document: Mapping[str, Any], base: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Merge a file with the one that it extends.

    Its own values win; keywords and allowlists of both apply.

    Args:
        document: The file.
        base: The file that it extends.
        name: The file's name, for messages.
    """
    own = {str(table.get("id")): table for table in tables(document, "rules", name)}
    disabled = texts_of(document.get("extend", {}), "disabledrules", name)
    theirs = {
        str(table.get("id")): table
        for table in tables(base, "rules", name)
        if table.get("id") not in disabled
    }
    rules = [_joined(theirs.get(id, {}), own.get(id, {})) for id in {**theirs, **own}]
    return {
        **document,
        "rules": rules,
        "allowlists": [*allowlists(document, name), *allowlists(base, name)],
        "allowlist": None,
    }


def _joined(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**base, **{key: value for key, value in own.items() if value not in ("", 0)}}
    for key in ("keywords", "tags"):
        joined[key] = [*base.get(key, ()), *own.get(key, ())]
    return {
        **joined,
        "allowlists": [*allowlists(own, ""), *allowlists(base, "")],
        "allowlist": None,
    }


def lowered(value: Any) -> Any:
    """Return a parsed file with its keys in lower case: gitleaks ignores their case.

    Args:
        value: The document, or any part of it.
    """
    if isinstance(value, Mapping):
        return {str(key).lower(): lowered(member) for key, member in value.items()}
    return [lowered(member) for member in value] if isinstance(value, list) else value


def tables(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    """Return a value that is a list of tables, empty if it is missing.

    Args:
        table: The table that contains it.
        key: Its name, in lower case.
        where: What the table is called in messages.

    Raises:
        UsageError: It is something else.
    """
    value = table.get(key) or []
    if not isinstance(value, list) or not all(isinstance(member, Mapping) for member in value):
        raise UsageError(f"{where}: {key} must be tables: write [[{key}]]")
    return value


def texts_of(table: Any, key: str, where: str) -> tuple[str, ...]:
    """Return a value that is a list of strings, empty if it is missing.

    Args:
        table: The table that contains it.
        key: Its name, in lower case.
        where: What the table is called in messages.

    Raises:
        UsageError: It is something else.
    """
    value = table.get(key, []) if isinstance(table, Mapping) else []
    if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
        raise UsageError(f"{where}: {key} must be a list of strings")
    return tuple(value)


def text_of(table: Mapping[str, Any], key: str, where: str) -> str:
    """Return a value that is a string, empty if it is missing.

    Args:
        table: The table that contains it.
        key: Its name, in lower case.
        where: What the table is called in messages.

    Raises:
        UsageError: It is something else.
    """
    value = table.get(key, "")
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key} must be a string")
    return value


def number_of(table: Mapping[str, Any], key: str, where: str) -> float:
    """Return a value that is a number, 0 if it is missing.

    Args:
        table: The table that contains it.
        key: Its name, in lower case.
        where: What the table is called in messages.

    Raises:
        UsageError: It is something else.
    """
    value = table.get(key, 0)
    if not isinstance(value, (int, float)):
        raise UsageError(f"{where}: {key} must be a number")
    return float(value)
