"""Texts for people in Markdown, in which nothing acts: ids and descriptions may come from a pull request.

Format: https://spec.commonmark.org/0.31.2/#backslash-escapes; GitHub also makes links of addresses alone:
https://github.github.com/gfm/#autolinks-extension-
"""

from __future__ import annotations

import re

from colab_safe.report.remedy import is_address, remedies
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


def html_code(text: str) -> str:
    """Return the same as `code`, with tags: in a table, a code span cannot contain every `|`.

    Args:
        text: Any text; line ends in it are written out.
    """
    return f"<code>{escaped(text)}</code>"


def what_to_do(revoke: str) -> str:
    """Return the remedies of a leaked credential in Markdown, with the address as a link.

    Args:
        revoke: What its rule says: an address, a place, or a sentence.
    """
    if not is_address(revoke):
        return escaped(remedies(revoke))
    before, after = remedies(revoke).split(revoke)
    return f"{escaped(before)}{link(revoke)}{escaped(after)}"


def link(address: str) -> str:
    """Return a link that shows where it leads.

    Args:
        address: As `is_address` in remedy.py accepts it.
    """
    return f"<{address}>"
