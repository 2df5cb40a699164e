"""How far a pattern looks from the place where it is tried, read off its parsed form.

A pattern that looks at 500 characters at most takes time in proportion to the text, however the text is made.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from tests.detect.openings import parser


class Width(NamedTuple):
    """Characters, `math.inf` where a repetition has no upper bound."""

    consumed: float  # by the match itself
    seen: float  # with what its look-aheads see beyond


def width(pattern: str) -> float:
    """Characters that any attempt to match looks at, counted from its start."""
    return _sequence(parser.parse(pattern), {}).seen


def _sequence(items: Any, groups: dict[int, float]) -> Width:
    consumed = seen = 0.0
    for kind, value in items:
        each = _item(str(kind), value, groups)
        seen = max(seen, consumed + each.seen)
        consumed += each.consumed
    return Width(consumed, max(consumed, seen))


def _item(kind: str, value: Any, groups: dict[int, float]) -> Width:
    """The width of one item; `groups` has that of each group, for references to it."""
    if kind in ("MAX_REPEAT", "MIN_REPEAT"):
        return _repeated(*value, groups)
    if kind == "SUBPATTERN":
        found = _sequence(value[3], groups)
        groups[value[0]] = found.consumed
        return found
    if kind == "BRANCH":
        branches = [_sequence(branch, groups) for branch in value[1]]
        return Width(*(max(column) for column in zip(*branches, strict=True)))
    if kind in ("ASSERT", "ASSERT_NOT"):
        direction, body = value
        return Width(0, _sequence(body, groups).seen if direction > 0 else 0)
    if kind == "AT":
        return Width(0, 0)
    return Width(*[groups[value] if kind == "GROUPREF" else 1] * 2)


def _repeated(least: int, most: int, body: Any, groups: dict[int, float]) -> Width:
    once = _sequence(body, groups)
    times = math.inf if most is parser.MAXREPEAT else most
    if not times or not once.seen:
        return Width(0, 0)
    before = (times - 1) * once.consumed if times > 1 and once.consumed else 0
    return Width(before + once.consumed, before + once.seen)
