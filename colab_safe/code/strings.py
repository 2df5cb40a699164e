"""What each character of a string literal says, and where in the source it is written.

`ast` tells where a literal begins and ends, but not its parts; inside f-strings it tells nothing before Python 3.12.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from colab_safe.code.values import Chunk
from colab_safe.typed import NamedTuple

_OPENING = re.compile(r"([A-Za-z]{0,2})(\"\"\"|'''|\"|')")
# https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences
_ESCAPE = re.compile(
    r"\\(?:\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|N\{[^}]*\}|.)",
    re.DOTALL,
)
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
_BRACKETS = {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}


class Field(NamedTuple):
    """A replacement field of an f-string, with its braces."""

    start: int
    end: int


def parts(source: str, start: int, end: int, cell: int) -> Generator[Chunk | Field, None, None]:
    """Yield the texts and fields of neighbouring string literals, which the compiler joins to one string.

    Args:
        source: The source of the cell.
        start: The first character of the first literal, its prefix included.
        end: The character after the last literal.
        cell: The number of the cell.
    """
    position = start
    while position < end:
        opening = _OPENING.match(source, position)
        if opening is None:
            line_end = source.find("\n", position)
            position = line_end if source[position] == "#" and line_end >= 0 else position + 1
            continue
        prefix, quote = opening[1].lower(), opening[2]
        reader = _Reader(source, cell, "r" in prefix, "f" in prefix or "t" in prefix)
        position = yield from reader.read(opening.end(), quote)


class _Reader:
    def __init__(self, source: str, cell: int, raw: bool, fields: bool) -> None:
        self.source, self.cell, self.raw, self.fields = source, cell, raw, fields
        self.text: list[str] = []
        self.places: list[int] = []

    def read(self, position: int, quote: str) -> Generator[Chunk | Field, None, int]:
        source = self.source
        while position < len(source) and not source.startswith(quote, position):
            character = source[position]
            if character == "\\":
                position = self._escape(position)
            elif (
                self.fields
                and character in "{}"
                and source[position : position + 2] != character * 2
            ):
                yield self._chunk(position)
                end = _field_end(source, position)
                yield Field(position, end)
                position = end
            else:
                self._put(character, position)
                position += 2 if self.fields and character in "{}" else 1
        yield self._chunk(position)
        return position + len(quote)

    def _put(self, text: str, place: int) -> None:
        self.text.append(text)
        self.places.append(place)

    def _chunk(self, end: int) -> Chunk:
        chunk = Chunk("".join(self.text), self.cell, (*self.places, end))
        self.text, self.places = [], []
        return chunk

    def _escape(self, position: int) -> int:
        escape = _ESCAPE.match(self.source, position)
        if self.raw or escape is None:
            self._put("\\", position)
            if escape and escape[0][1:] in (
                "'",
                '"',
                "\\",
            ):  # in a raw string both characters stand for themselves
                self._put(escape[0][1:], position + 1)
                return position + 2
            return position + 1
        for character in _decoded(escape[0]):
            self._put(character, position)
        return escape.end()


def _decoded(escape: str) -> str:
    body = escape[1:]
    if body in ("\n", "\r\n"):
        return ""
    if body[0] in "xuU":
        return chr(int(body[1:], 16)) if len(body) > 1 and int(body[1:], 16) < 0x110000 else "?"
    if body[0] in "01234567":
        return chr(int(body, 8))
    if body[0] == "N":
        return "?"
    return _SIMPLE.get(body, "?")


def _field_end(source: str, position: int) -> int:
    depth = 0
    while position < len(source):
        character = source[position]
        if character in "\"'":
            close = source.find(character, position + 1)
            position = close if close >= 0 else position
        depth += _BRACKETS.get(character, 0)
        position += 1
        if depth <= 0:
            break
    return position
