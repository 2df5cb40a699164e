"""What stands in a pushed notebook for the path of a token file: how it is written, and what it is called elsewhere."""

from __future__ import annotations

import re

SIGN = "__DRIVE_TOKEN_PATH_"
UNNAMED = "__DRIVE_TOKEN_PATH__"
# A name starts and ends with a letter or digit, so that two placeholders side by side stay two.
PLACEHOLDER = re.compile(r"__DRIVE_TOKEN_PATH(?:_([A-Za-z0-9]+(?:_[A-Za-z0-9]+)*))?__")
NAME = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*")


def placeholder(name: str = "") -> str:
    """`__DRIVE_TOKEN_PATH__`, or `__DRIVE_TOKEN_PATH_github__` for the name "github"."""
    return f"{SIGN}{name}__" if name else UNNAMED


def name_of(text: str) -> str:
    """The name in a placeholder, "" where it has none."""
    match = PLACEHOLDER.fullmatch(text)
    return match[1] or "" if match else ""


def placeholders_in(text: str) -> list[str]:
    """Every placeholder in a text once, in the order of the text."""
    return list(dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(text)))


def variable(text: str) -> str:
    """The environment variable, and the Colab secret, of a placeholder: `DRIVE_TOKEN_PATH_GITHUB`."""
    name = name_of(text)
    return f"DRIVE_TOKEN_PATH_{name.upper()}" if name else "DRIVE_TOKEN_PATH"
