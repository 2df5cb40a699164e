"""How far a pattern looks from the place where it is tried, read off its parsed form.

A pattern that looks at 500 characters at most takes time in proportion to the text, however the text is made.
So does one with a repetition without an upper bound, if no match can begin inside it: where a look-behind excludes
its characters, or where a keyword, with which each match begins, has others. Each run of them is looked at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from tests.detect.openings import parser


class Width(NamedTuple):
    """Characters, `math.inf` where a repetition has no upper bound."""

    consumed: float  # by the match itself
    seen: float  # with what its look-aheads see beyond


def width(pattern: str, keywords: Sequence[str] = ()) -> float:
    """Characters that any attempt to match looks at, counted from its start, near one of its keywords."""
    items = parser.parse(pattern)
    return _sequence(items, _Groups(_never_before(items), keywords)).seen


class _Groups(dict[int, float]):
    """The width of each group, for references to it, and what tells whether a match may begin inside a repetition."""

    def __init__(self, never_before: frozenset[str], keywords: Sequence[str]) -> None:
        super().__init__()
        self._never_before = never_before
        self._keywords = keywords

    def contain_a_beginning(self, characters: frozenset[str]) -> bool:
        lower = {character.lower() for character in characters}
        in_keywords = [lower.issuperset(keyword) for keyword in self._keywords]
        return not characters <= self._never_before and (any(in_keywords) or not in_keywords)


def _never_before(items: Any) -> frozenset[str]:
    """The characters of the first look-behind that excludes a set of them."""
    for kind, value in items:
        if str(kind) == "ASSERT_NOT" and value[0] < 0 and str(value[1][0][0]) == "IN":
            return _characters(value[1])
        for body in _bodies(str(kind), value):
            if found := _never_before(body):
                return found
    return frozenset()


def _bodies(kind: str, value: Any) -> list[Any]:
    if kind == "BRANCH":
        return list(value[1])
    if kind == "SUBPATTERN":
        return [value[3]]
    return [value[1]] if kind.startswith("ASSERT") else []


def _characters(body: Any) -> frozenset[str]:
    """The ASCII characters of a set such as `[a-z_]`; all of them if it is anything else."""
    ascii = frozenset(map(chr, range(128)))
    (kind, members), *rest = body
    if str(kind) != "IN" or rest:
        return ascii
    found: set[str] = set()
    for name, value in members:
        if str(name) == "LITERAL":
            found.add(chr(value))
        elif str(name) == "RANGE":
            found.update(map(chr, range(value[0], value[1] + 1)))
    is_negated = str(members[0][0]) == "NEGATE"
    has_others = any(str(name) == "CATEGORY" for name, _ in members) and not is_negated
    return ascii if has_others else ascii - found if is_negated else frozenset(found)


def _sequence(items: Any, groups: _Groups) -> Width:
    consumed = seen = 0.0
    for kind, value in items:
        each = _item(str(kind), value, groups)
        seen = max(seen, consumed + each.seen)
        consumed += each.consumed
    return Width(consumed, max(consumed, seen))


def _item(kind: str, value: Any, groups: _Groups) -> Width:
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


def _repeated(least: int, most: int, body: Any, groups: _Groups) -> Width:
    once = _sequence(body, groups)
    times = math.inf if most is parser.MAXREPEAT else most
    if times == math.inf and body and not groups.contain_a_beginning(_characters(body)):
        times = max(least, 1)
    if not times or not once.seen:
        return Width(0, 0)
    before = (times - 1) * once.consumed if times > 1 and once.consumed else 0
    return Width(before + once.consumed, before + once.seen)
