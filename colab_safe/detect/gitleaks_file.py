"""How gitleaks' TOML is built: its tables and values by name, and a file with the one that it extends."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import UsageError
from colab_safe.typed import Any


def allowlists(table: Mapping[str, Any], where: str) -> list[Mapping[str, Any]]:
    """Those of a rule, or of the whole file; `[allowlist]` is how files before gitleaks 8.21 write it."""
    old = table.get("allowlist")
    return [*tables(table, "allowlists", where), *([old] if isinstance(old, Mapping) else [])]


def is_about_files(table: Mapping[str, Any]) -> bool:
    """Whether an allowlist needs the path or the commit, which an engine does not see."""
    return needs_all(table, "") and bool(table.get("paths") or table.get("commits"))


def needs_all(table: Mapping[str, Any], where: str) -> bool:
    return text_of(table, "condition", where).upper() in ("AND", "&&")


def extended(document: Mapping[str, Any], base: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A file with what it extends: its own values go before, keywords and allowlists are those of both."""
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
    """A parsed file with its keys in lower case: gitleaks does not distinguish case."""
    if isinstance(value, Mapping):
        return {str(key).lower(): lowered(member) for key, member in value.items()}
    return [lowered(member) for member in value] if isinstance(value, list) else value


def tables(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value = table.get(key) or []
    if not isinstance(value, list) or not all(isinstance(member, Mapping) for member in value):
        raise UsageError(f"{where}: {key} must be tables: write [[{key}]]")
    return value


def texts_of(table: Any, key: str, where: str) -> tuple[str, ...]:
    value = table.get(key, []) if isinstance(table, Mapping) else []
    if not isinstance(value, list) or not all(isinstance(member, str) for member in value):
        raise UsageError(f"{where}: {key} must be a list of strings")
    return tuple(value)


def text_of(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise UsageError(f"{where}: {key} must be a string")
    return value


def number_of(table: Mapping[str, Any], key: str, where: str) -> float:
    value = table.get(key, 0)
    if not isinstance(value, (int, float)):
        raise UsageError(f"{where}: {key} must be a number")
    return float(value)
