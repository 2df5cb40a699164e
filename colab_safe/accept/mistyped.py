"""Comments that were meant to accept a finding, and do not: a typing error, or another rule's id.

token = "…"  # colab-safe: alow[github-pat]
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from colab_safe.accept.pragmas import REACH
from colab_safe.errors import closest

# The words of the comments that `pragmas.py` knows; its own come first.
_TOOLS = ("colab-safe", "pragma", "gitleaks", "betterleaks", "trufflehog", "kingfisher")
_VERBS = ("allow", "ignore", "allowlist", "whitelist")
_CLOSE = 0.75  # of two words, as difflib measures it: `colabsafe`, `colab_safe` and `colb-safe` are closer
# Two words of a comment, such as `colab-safe: alow`; the colon may be missing.
_WORDS = re.compile(
    r"(?<![\w-])([A-Za-z][\w-]{4,14})(?:[ \t]?:[ \t]?|[ \t])([A-Za-z]{3,12})(?![A-Za-z])"
)
_COMMENT = re.compile(r"#|//|--|/\*|%|;")  # where one begins, in some language


def meant_comment(text: str, end: int, rule: str) -> str:
    """Return the comment that was probably meant by one after a secret on its line; empty if there is none.

    Args:
        text: The text that the finding is in, such as a cell's source.
        end: The character after the secret.
        rule: The id of the rule that found it, which no comment accepts.
    """
    last = text.find("\n", end, end + REACH)
    rest = text[end : last if last >= 0 else end + REACH]
    comment = _COMMENT.search(rest)
    if comment is None or not _is_meant(_WORDS.findall(rest, comment.start())):
        return ""
    return f"colab-safe: allow {rule}"


def _is_meant(pairs: Iterable[tuple[str, str]]) -> bool:
    return any(
        closest(tool.lower(), _TOOLS, _CLOSE) and closest(verb.lower(), _VERBS, _CLOSE)
        for tool, verb in pairs
    )
