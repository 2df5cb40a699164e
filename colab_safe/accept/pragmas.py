"""Comments that accept the secrets on their line: colab-safe's own, and those of other scanners."""

from __future__ import annotations

import re

# A pragma further away than this is not on the line that its author sees: minified HTML is one line
# of a megabyte.
REACH = 1000
_LONGEST = 100_000  # characters of a line whose beginning is looked for
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
    """Return whether a comment accepts a finding, on a line that it touches or on the one before.

    Args:
        text: The text that the finding is in, such as a cell's source.
        start: Its first character.
        end: The character after its last one.
        rule: The id of its rule.
    """
    if any(re.search(_ANY_RULE, part) for part in _same_lines(text, start, end)):
        return True
    above = _line_above(text, text.rfind("\n", max(0, start - _LONGEST), start) + 1)
    return names_rule(text, start, end, rule) or bool(re.search(_NEXT_LINE, above))


def names_rule(text: str, start: int, end: int, rule: str) -> bool:
    """Return whether a comment `colab-safe: allow` on a line that the finding touches names its rule.

    Args:
        text: The text that the finding is in, such as a cell's source.
        start: Its first character.
        end: The character after its last one.
        rule: The id of its rule.
    """
    return any(
        rule in re.split(r"[ \t]*,[ \t]*", match["rules"])
        for part in _same_lines(text, start, end)
        for match in re.finditer(_RULES, part)
    )


def _same_lines(text: str, start: int, end: int) -> tuple[str, str]:
    """What is before and after the finding on its lines, within REACH."""
    farthest = max(0, start - REACH)
    first, last = text.rfind("\n", farthest, start) + 1, text.find("\n", end, end + REACH)
    return text[first or farthest : start], text[end : last if last >= 0 else end + REACH]


def _line_above(text: str, first: int) -> str:
    if not first:  # the first line, or one so long that nobody sees what is above it
        return ""
    above = text.rfind("\n", max(0, first - 1 - _LONGEST), first - 1) + 1
    return text[above : max(above, first - 1)][:REACH]
