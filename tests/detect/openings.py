"""How every match of a pattern begins, read off its parsed form: which rules begin with one of their keywords."""

from __future__ import annotations

import sys
from itertools import product
from typing import Any

from colab_safe.detect.pattern_rule import PatternRule

if sys.version_info >= (3, 11):
    from re import _parser as parser
else:
    import sre_parse as parser

_MOST = 200  # openings of one pattern
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")


def begins_with_a_keyword(rule: PatternRule) -> bool:
    """Whether every match does: then it need not be looked for anywhere else."""
    if rule.lead is not None or not rule.keywords:
        return False
    return all(opening.lower().startswith(rule.keywords) for opening in openings(rule.pattern))


def openings(pattern: str) -> list[str]:
    """Texts of which each match begins with one; as long as can be told, so perhaps empty."""
    return [text for text, _ in _sequence(list(parser.parse(pattern)))]


def _sequence(items: list[Any]) -> list[tuple[str, bool]]:
    """Each with whether it is all of the sequence, so that more may follow."""
    found = [("", True)]
    for item in items:
        if not any(is_whole for _, is_whole in found):
            break
        after = _item(*item)
        found = [
            (text + more, is_whole and more_is_whole)
            for text, is_whole in found
            for more, more_is_whole in (after if is_whole else [("", False)])
        ]
        if len(found) > _MOST:
            return [("", False)]
    return found


def _item(kind: Any, value: Any) -> list[tuple[str, bool]]:
    name = str(kind)
    if name == "LITERAL":
        found = [(chr(value), True)]
    elif name == "IN":
        found = [(letter, True) for letter in _letters(value)]
    elif name == "SUBPATTERN":
        found = _sequence(list(value[3]))
    elif name == "BRANCH":
        found = [one for branch in value[1] for one in _sequence(list(branch))]
    elif name in ("MAX_REPEAT", "MIN_REPEAT"):
        found = _repeat(*value)
    else:
        found = [("", name in _ZERO_WIDTH)]
    return found or [("", False)]


def _repeat(least: int, most: int, body: Any) -> list[tuple[str, bool]]:
    once = _sequence(list(body))
    if (least, most) == (0, 1):
        return [("", True), *once]
    if least == most and len(once) ** least <= _MOST:
        return [
            ("".join(text for text, _ in some), all(whole for _, whole in some))
            for some in product(once, repeat=least)
        ]
    return [(text, False) for text, _ in once] if least else []


def _letters(members: list[Any]) -> list[str]:
    """The letters of a small set; nothing for any other."""
    if all(str(kind) == "LITERAL" for kind, _ in members) and len(members) <= 4:
        return [chr(code) for _, code in members]
    return []
