"""Texts for people in Markdown, in which nothing acts: ids and descriptions may come from a pull request.

Format: https://spec.commonmark.org/0.31.2/#backslash-escapes; GitHub also makes links of addresses alone:
https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

import re

from colab_safe.visible import written_out

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def escaped(text: str) -> str:
    """Return one line of Markdown that a reader sees as the text: no link, mention, picture or HTML.

    Args:
        text: Any text; line ends in it are written out.
    """
    return _PUNCTUATION.sub(r"\\\1", written_out(text))


def code(text: str) -> str:
    """Return a code span that a reader sees as the text.

    Args:
        text: Any text; line ends in it are written out.
    """
    line = written_out(text)
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if "`" in line else ""
    return f"{fence}{space}{line}{space}{fence}"


def link(address: str) -> str:
    """Return a link that shows where it leads.

    Args:
        address: As `is_address` in remedy.py accepts it.
    """
    return f"<{address}>"
