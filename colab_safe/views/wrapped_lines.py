"""The lines, or the cells of a table's column, that may go on with a wrapped value."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING, NamedTuple
from colab_safe.views.layouts import FAR, Layout, next_part

if TYPE_CHECKING:
    from re import Pattern

_MIXED = Regex(r"(?=[^0-9]*[0-9])[^A-Za-z]*[A-Za-z]")
_PLAIN_WORD = Regex(r"(?:[A-Z]?[a-z]{2,}|[A-Z]{3,})(?![A-Za-z0-9_+/-])")
# A hard wrap: few lines are as long by chance.
_WIDTHS = frozenset((72, 76, 79, 80, 88, 100, 115, 119, 120, 132, 140, 158, 160, 200, 240))
# Also not the beginning of another token, such as `sk-…`.
_RANDOM = Regex(r"(?![A-Za-z0-9]{1,6}[_-])(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z]).{12}")


class Part(NamedTuple):
    """A further line or cell of what may be one value."""

    start: int
    end: int
    size: int  # characters of the line, or of the cell's content
    is_all: bool  # whether there is nothing else in the line or cell
    is_mixed: bool  # whether it contains both letters and digits
    is_random: bool  # whether it has small and capital letters and digits


def part_after(
    text: str, at: int, kind: Layout, characters: Pattern[str]
) -> tuple[Part | None, int]:
    """Return the part of a value in the line or cell after the end of a line, and where that line ends.

    Args:
        text: The text.
        at: The end of the line before.
        kind: The layout of that line, without what is its alone: its length and place.
        characters: Matches what the part may consist of.

    Returns:
        None if nothing goes on there; -1 instead of the end if it is the last part.
    """
    after = text.find("\n", at + 1, at + 1 + FAR)
    after = after if after >= 0 else min(len(text), at + 1 + FAR)
    content = next_part(text, at + 1, after, kind)
    word = characters.match(text, content.start, content.end) if content else None
    if not content or not word:
        return None, -1
    is_all = word.end() == content.end
    is_mixed = _MIXED.match(word[0]) is not None
    is_random = _RANDOM.match(word[0]) is not None
    part = Part(*word.span(), content.end - content.start, is_all, is_mixed, is_random)
    return part, after if is_all and after < len(text) else -1


def is_marked(text: str, layout: Layout, parts: Sequence[Part]) -> bool:
    """Return whether a border, a sign, a column or the width of a line says that the next one may go on.

    Args:
        text: The text.
        layout: Of the line with the first part of the value.
        parts: What follows it.
    """
    return bool(layout.cell or layout.sign or layout.column) or _is_full(text, layout, parts)


def _is_full(text: str, layout: Layout, parts: Sequence[Part]) -> bool:
    """Whether a terminal may have wrapped the line: it indents nothing, and a word is rarely what is left of a token."""
    start, end, size = parts[0][:3]
    if layout.width not in _WIDTHS or size > layout.width or text[layout.at + 1].isspace():
        return False
    return size == layout.width or _PLAIN_WORD.match(text, start, end) is None


def is_by_chance(text: str, layout: Layout, parts: Sequence[Part]) -> bool:
    """Return whether only the end of a line says that a value may go on in the next.

    Args:
        text: The text.
        layout: Of the line with the first part of the value.
        parts: What follows it.
    """
    sizes = [layout.size, *(part.size for part in parts[:2] if part.is_all)]
    return not is_marked(text, layout, parts) and not any(
        size == other for size, other in pairwise(sizes)
    )


def last_parts(layout: Layout, parts: Sequence[Part]) -> set[int]:
    """Return how many parts may belong to the value: with or without the first short one, and what else looks random.

    Args:
        layout: Of the line with the first part of the value.
        parts: What follows it.
    """
    is_prefixed = len(parts) > 1 and parts[0].size == parts[1].size < layout.size
    full = parts[0].size if is_prefixed else layout.size
    short = next((number for number, part in enumerate(parts, 1) if part.size < full), len(parts))
    most = short
    while most < len(parts) and parts[most].is_all and parts[most].is_mixed:
        most += 1
    return {number for number in (1, 2, 3, short - 1, short, most) if 0 < number <= most}
