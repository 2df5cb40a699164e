"""Credentials in URLs, which git and installers put into command lines that every user of the machine can read.

Imports nothing of colab-safe: packages/run_pip.py loads it by its path.
"""

from __future__ import annotations

import re

# A user name alone is common and not secret: git@github.com, ORGANIZATION@dev.azure.com. It is taken for a token if it is
# as long as the shortest of a forge's, or a variable, which pip replaces by its value: ${TOKEN}@github.com.
_USER = r"(?:[^\s/@:'\"<>]*\$[^\s/@:'\"<>]*|[^\s/@:'\"<>]{20,})"
_PASSWORD = r"[^\s/@:'\"<>]*:[^\s/@'\"<>]+"
_LOGIN = re.compile(rf"(?<=://)(?:{_PASSWORD}|{_USER}:?)@", re.IGNORECASE)


def has_url_credentials(text: str) -> bool:
    """Return whether a URL in a text contains a password or a token.

    Args:
        text: Such as a line of a requirements file, or an argument of a program.
    """
    return "://" in text and _LOGIN.search(text) is not None


def without_url_credentials(text: str) -> str:
    """Return a text whose URLs contain no password and no token.

    Args:
        text: Such as a URL.
    """
    return _LOGIN.sub("", text)
