"""Placeholders, which a pushed notebook has in place of the paths of token files: their form and their names elsewhere."""

from __future__ import annotations

import re

SIGN = "__DRIVE_TOKEN_PATH_"
UNNAMED = "__DRIVE_TOKEN_PATH__"
# A name starts and ends with a letter or digit, so that two placeholders side by side stay two.
PLACEHOLDER = re.compile(r"__DRIVE_TOKEN_PATH(?:_([A-Za-z0-9]+(?:_[A-Za-z0-9]+)*))?__")
_VARIABLE = "DRIVE_TOKEN_PATH"
NAME = re.compile(r"[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*")


def placeholder(name: str = "") -> str:
    """Return the placeholder of a name: `__DRIVE_TOKEN_PATH_github__` for "github".

    Args:
        name: Matches `NAME`; empty for `__DRIVE_TOKEN_PATH__`.

    Raises:
        ValueError: The name does not match, so nobody could read the placeholder.
    """
    if name and not NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a placeholder")
    return f"{SIGN}{name}__" if name else UNNAMED


def name_of(text: str) -> str:
    """Return the name in a placeholder; empty for one without a name.

    Args:
        text: The placeholder.
    """
    match = PLACEHOLDER.fullmatch(text)
    return match[1] or "" if match else ""


def placeholders_in(text: str) -> list[str]:
    """Return each placeholder that a text contains, once, in the order of the text.

    Args:
        text: A path, or any other text.
    """
    return list(dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(text)))


def variable(text: str) -> str:
    """Return the name of a placeholder's environment variable and Colab secret: `DRIVE_TOKEN_PATH_GITHUB`.

    Args:
        text: The placeholder.
    """
    name = name_of(text)
    return f"{_VARIABLE}_{name.upper()}" if name else _VARIABLE


def is_variable(name: str) -> bool:
    """Return whether an environment variable or a Colab secret contains the path of a token file, which is no secret itself.

    Args:
        name: Of the variable or the secret.
    """
    return name == _VARIABLE or name.startswith(f"{_VARIABLE}_")
