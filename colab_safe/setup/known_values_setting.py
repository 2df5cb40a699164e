"""The setting `known-values = true`, written into a settings file."""

from __future__ import annotations

import os
import re

from colab_safe.detect.engine import KNOWN_VALUES
from colab_safe.errors import UsageError
from colab_safe.project.settings import OWN_FILE, TABLE
from colab_safe.project.settings_file import parse_toml
from colab_safe.typed import Any

KNOWN_VALUES_LINE = f"{KNOWN_VALUES} = true"
_HEADER = re.compile(
    rf"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*\"?{TABLE}\"?[ \t]*\][^\r\n]*(\r?\n|\Z)", re.MULTILINE
)


def with_known_values(text: str, path: str) -> str | None:
    """Return a settings file with the setting.

    Args:
        text: The file.
        path: Its name: the own one has colab-safe's table at top level.

    Returns:
        None if the file mentions the setting already, or has no table in which a line can be added.
    """
    if KNOWN_VALUES in text:
        return None
    is_own = os.path.basename(path) == OWN_FILE
    after = _at_the_top(text) if is_own else _below_the_header(text)
    return after if after is not None and _is_added(text, after, path) else None


def _at_the_top(text: str) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return f"{mark}{KNOWN_VALUES_LINE}{end}{text.removeprefix(mark)}"


def _below_the_header(text: str) -> str | None:
    header = _HEADER.search(text)
    if header is None:
        return None
    end = "" if header[1] else "\n"
    return f"{text[: header.end()]}{end}{KNOWN_VALUES_LINE}{header[1] or end}{text[header.end() :]}"


def _is_added(before: str, after: str, path: str) -> bool:
    """Whether the setting is the only thing that a program sees of the change: a header may be in a text."""
    try:
        old, new = (
            parse_toml(text.encode("utf-8", "surrogateescape"), path) for text in (before, after)
        )
    except UsageError:
        return False
    return _table(new, path).pop(KNOWN_VALUES, None) is True and new == old


def _table(document: dict[str, Any], path: str) -> dict[str, Any]:
    if os.path.basename(path) == OWN_FILE:
        return document
    table = document.get("tool", {}).get(TABLE, {})
    return table if isinstance(table, dict) else {}
