"""How lines show that a value may go on in the next one: what closes a part of it, and where the next part is."""

from __future__ import annotations

from colab_safe.model import Span
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

FAR = 4096  # characters of a line before a part that are looked at
# What closes a part: a quote (pprint), a backslash (the shell), the border of a cell.
_CLOSED = Regex(r"(?P<sign>[\"']|\\)?[ \t]*(?:(?P<border>[│┃║|])|\r?(?:\n|\Z))|(?P<blanks>[ ]{2,})")
_BORDER = Regex(r"[│┃║|]")
_EMPTY = " \t│┃║|"
_RULE = Regex(r"[ \t]*[+╭┌┏╔├┣╠╰└┗╚┡╞╟][-=─━═┄┈+┬┼╪╋┴┳┻┏┓┛┗┫╮╯╭╰┐┘╤╧]+")
_QUOTED = Regex(r"[ \t]*((?:>[ \t]?)*)")  # e-mail


class Layout(NamedTuple):
    """What the end of a line says about how it was wrapped."""

    size: int  # characters of the line, or of the cell's content
    sign: str  # what closes each part: a quote, a backslash, or nothing
    cell: int  # the number of borders before the part's cell; 0 without a border
    at: int  # where the line ends
    width: int  # characters of the line up to there
    column: int  # where the part's word begins in its line, if that is aligned; 0 otherwise


def layout_of(text: str, end: int) -> Layout | None:
    """Return how a line goes on in the next one; None if nothing closes it there.

    Args:
        text: The text.
        end: Where a part of a value ends.
    """
    closed, at = _CLOSED.match(text, end), text.find("\n", end, end + FAR)
    if not closed or at < 0:
        return None
    line = max(text.rfind("\n", max(0, end - FAR), end) + 1, end - FAR, 0)
    if closed["border"]:
        borders = [border.end() for border in _BORDER.finditer(text, line, end)]
        content = text[borders[-1] : end].strip() if borders else ""
        return (
            Layout(len(content), closed["sign"] or "", len(borders), at, 0, 0) if borders else None
        )
    column = _column(text, line, end, at)
    if closed["blanks"] and not column:
        return None
    content = text[_QUOTED.match(text, line, end).end() : end].strip()  # type: ignore[union-attr]
    return Layout(len(content), closed["sign"] or "", 0, at, end - line, column)


def _column(text: str, line: int, end: int, at: int) -> int:
    """Where the word before the end of a part begins, if the next line has nothing up to there, and goes on there."""
    word = max(text.rfind(" ", line, end) + 1, line)
    column, after = word - line, at + 1 + word - line
    is_aligned = text[at + 1 : after].isspace() and text[after : after + 1].strip() != ""
    return column if column > 1 and is_aligned and "\n" not in text[at + 1 : after] else 0


def next_part(text: str, start: int, end: int, layout: Layout) -> Span | None:
    """Return what a line contains, or its cell in the layout's column, without blanks and signs around it.

    Args:
        text: The text.
        start: The first character of the line.
        end: The character after its last.
        layout: Of the line before.

    Returns:
        None if there is nothing, or another row.
    """
    if layout.cell:
        if _RULE.match(text, start, end):
            return None
        borders = [border.start() for border in _BORDER.finditer(text, start, end)]
        if len(borders) <= layout.cell or text[borders[0] + 1 : borders[layout.cell - 1]].strip(
            _EMPTY
        ):
            return None  # another row: its first cells are not empty
        start, end = borders[layout.cell - 1] + 1, borders[layout.cell]
    elif layout.column:
        if text[start : start + layout.column].strip():
            return None
        gap = text.find("  ", start + layout.column, end)
        start, end = start + layout.column, gap if gap >= 0 else end
    elif quoted := _QUOTED.match(text, start, end):
        start = quoted.end()
    while start < end and text[start].isspace():
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] == layout.sign == "\\"):
        end -= 1
    if layout.sign in ("'", '"') and text[start:end]:
        if text[start] != layout.sign:
            return None
        closing = text.find(layout.sign, start + 1, end)
        start, end = start + 1, closing if closing >= 0 else end
    return Span(start, end) if start < end else None
