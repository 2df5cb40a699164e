"""Comments that accept what stands on their line, in our own words and in those of other scanners."""

from __future__ import annotations

import re

# A pragma further away than this is not on the line that its author sees: minified HTML is one line of a megabyte.
REACH = 1000
# https://github.com/Yelp/detect-secrets#inline-allowlisting, https://github.com/gitleaks/gitleaks#gitleaksallow,
# https://github.com/betterleaks/betterleaks, https://github.com/trufflesecurity/trufflehog (`trufflehog:ignore`),
# https://github.com/mongodb/kingfisher (`kingfisher:ignore`). Each may stand in any kind of comment, also in an output.
_ANY_RULE = (
    r"(?<![\w-])(?:pragma: ?(?:allow|white)list[ -]secret|(?:gitleaks|betterleaks):allow|(?:trufflehog|kingfisher):ignore)"
    r"(?![\w-])"
)
# Nothing but the comment stands on the line before, as detect-secrets has it: it hides no secret of its own line.
_NEXT_LINE = r"^\W*pragma: ?allowlist[ -]nextline[ -]secret(?![\w-])"
# `colab-safe: allow rule-id, other-rule — reason`; any dash goes, and the reason may be left out.
_RULES = r"(?<![\w-])colab-safe:[ \t]*allow[ \t]+(?P<rules>[\w./-]*\w(?:[ \t]*,[ \t]*[\w./-]*\w)*)"


def accepts(text: str, start: int, end: int, rule: str) -> bool:
    """Whether a comment accepts the secret at `start`–`end` of the text, on a line that it touches or on the one before."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = min(last if last >= 0 else len(text), end + REACH)
    here = (text[max(first, start - REACH) : start], text[end:last])
    return any(_allows(part, rule) for part in here) or bool(
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
