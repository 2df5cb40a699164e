"""The lines of a `.env` file: which names it gives a value, and how a value is written.

Written as python-dotenv reads it: https://saurabh-kumar.com/python-dotenv/reference/
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from colab_safe.model import Secret

_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*"
    r"(?:'(?P<quoted>(?:\\.|[^'\\])*)'|\"(?P<double>(?:\\.|[^\"\\])*)\"|(?P<bare>[^\s#'\"]*))",
    re.MULTILINE,
)
_PLAIN = re.compile(r"[\w./+=:@%,~-]+", re.ASCII)


def values(text: str) -> dict[str, Secret]:
    """Return the values of a `.env` file by their names; of a name that is there twice, the last one.

    Args:
        text: The content of the file.
    """
    return {match["name"]: Secret(_value(match)) for match in _LINE.finditer(text)}


def _value(match: re.Match[str]) -> str:
    if match["quoted"] is not None:
        return re.sub(r"\\([\\'])", r"\1", match["quoted"])
    if match["double"] is not None:
        return re.sub(r"\\([\\\"])", r"\1", match["double"])
    return match["bare"] or ""


def with_values(text: str, added: Mapping[str, Secret]) -> str:
    """Return the content of a `.env` file with values added at its end; what it has already stays as it is.

    Args:
        text: The content of the file, empty for a new one.
        added: The values by their names; one that the file has already is not added again.
    """
    known = values(text)
    lines = [
        f"{name}={_written(value.reveal())}\n"
        for name, value in added.items()
        if known.get(name) != value
    ]
    separator = "\n" if text and not text.endswith("\n") else ""
    return f"{text}{separator if lines else ''}{''.join(lines)}"


def _written(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
