"""Comments that accept the secrets on their line: colab-safe's own, and those of other scanners."""

from __future__ import annotations

import re

# A pragma further away than this is not on the line that its author sees: minified HTML is one line
# of a megabyte.
REACH = 1000
# Each may be in any kind of comment, also in an output.
# https://github.com/Yelp/detect-secrets#inline-allowlisting
# https://github.com/gitleaks/gitleaks#gitleaksallow
# https://github.com/betterleaks/betterleaks
# https://github.com/trufflesecurity/trufflehog (`trufflehog:ignore`)
# https://github.com/mongodb/kingfisher (`kingfisher:ignore`)
_ANY_RULE = (
    r"(?<![\w-])(?:pragma: ?(?:allow|white)list[ -]secret|(?:gitleaks|betterleaks):allow"
    r"|(?:trufflehog|kingfisher):ignore)(?![\w-])"
)
# As in detect-secrets, nothing but the comment may be on the line before, so it accepts no secret
# of its own line.
_NEXT_LINE = r"^\W*pragma: ?allowlist[ -]nextline[ -]secret(?![\w-])"
# `colab-safe: allow rule-id, other-rule — reason`; any dash goes, and the reason may be left out.
_RULES = r"(?<![\w-])colab-safe:[ \t]*allow[ \t]+(?P<rules>[\w./-]*\w(?:[ \t]*,[ \t]*[\w./-]*\w)*)"


def accepts(text: str, start: int, end: int, rule: str) -> bool:
    """Return whether a comment on the secret's lines, or on the line before, accepts it.

    Args:
        text: The text of the cell's part, such as its source or an output.
        start: Where the secret begins, in characters.
        end: Where it ends; exclusive.
        rule: The id of the rule that found it.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = min(last if last >= 0 else len(text), end + REACH)
    around = (text[max(first, start - REACH) : start], text[end:last])
    return any(_allows(part, rule) for part in around) or bool(
        re.search(_NEXT_LINE, _line_above(text, first))
    )


def _allows(part: str, rule: str) -> bool:
    if re.search(_ANY_RULE, part):
        return True
    return any(
        rule in re.split(r"[ \t]*,[ \t]*", match["rules"]) for match in re.finditer(_RULES, part)
    )


def _line_above(text: str, first: int) -> str:
    above = text.rfind("\n", 0, max(0, first - 1)) + 1
    return text[above : max(above, first - 1)][:REACH]
