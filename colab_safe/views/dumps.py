"""Dumps of bytes, as `xxd`, `hexdump` and `od` print them: an offset, the bytes in columns, perhaps their text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.model import Span
from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple
from colab_safe.views.decoded import Decoded

_HEX = "[0-9a-fA-F]"
_BYTES = rf"{_HEX}{{2}}(?:[ ]{{1,2}}{_HEX}{{2}})*"
_GROUP = rf"(?:{_HEX}{{2}}){{1,8}}"
# One layout after the other. In pairs of bytes, the second is written first.
_LINE = Regex(
    rf"^[ \t]{{,32}}(?P<offset>{_HEX}{{4,16}})(?:"
    rf"[ ]{{1,9}}(?P<framed>{_BYTES})[ ]{{1,140}}[|>](?P<frame>[^\n]{{1,64}})[|<]"  # hexdump -C, od -t x1z
    rf"|:[ ]{{1,9}}(?P<grouped>{_GROUP}(?:[ ]{_GROUP})*)(?:[ ]{{2,140}}(?P<text>[^\n]{{1,64}}))?"  # xxd
    r"|[ ](?P<octal_pairs>[0-7]{6}(?:[ ][0-7]{6})*)"  # od
    r"|[ ](?P<octal>[0-7]{3}(?:[ ][0-7]{3})*)"  # od -b
    rf"|[ ]{{1,9}}(?P<pairs>{_HEX}{{4}}(?:[ ]{{1,9}}{_HEX}{{4}})*)"  # od -x, hexdump
    rf"|[ ]{{1,9}}(?P<bytes>{_BYTES})"  # od -t x1
    r"|(?P<cells>(?:[ ]{3}.|[ ]{2}[\\a-z][a-z0-9]|[ ][0-9a-z]{3})+)"  # od -c, od -a
    r")[ \t]{,9}\r?$",
    re.MULTILINE,
)
_HEXADECIMAL = ("framed", "grouped", "bytes")
_LAYOUTS = (*_HEXADECIMAL, "octal_pairs", "octal", "pairs", "cells")
_COLUMNS = {
    "octal_pairs": Regex("[0-7]{6}"),
    "octal": Regex("[0-7]{3}"),
    "pairs": Regex(f"{_HEX}{{4}}"),
    "cells": Regex("(?s:.{4})"),
}
_BYTE = Regex(f"{_HEX}{{2}}")
_OCTAL = Regex("[0-7]{3}")
_NAMED = {"sp": " ", "nl": "\n", "ht": "\t", "": " ", r"\n": "\n", r"\t": "\t", r"\r": "\r"}


class _Byte(NamedTuple):
    """One byte of a dump, and where it is written."""

    text: str
    start: int
    end: int


def dumps_decoded(text: str) -> Decoded | None:
    """Return the bytes of each dump of several lines, once from their columns and once from their text column.

    Args:
        text: The text that may contain dumps.

    Returns:
        None when it contains none.
    """
    parts = []
    for dump in _dumps(text):
        lines = [(_written(line), len(_shown(text, line))) for line in _lines(text, dump)]
        columns = "".join(written for written, _ in lines)
        parts.append(f"{columns}\n{''.join(written[:size] for written, size in lines)}\n")
    return Decoded("".join(parts), lambda: _origins(text)) if parts else None


def _origins(text: str) -> Origins:
    builder = TextBuilder()
    for dump in _dumps(text):
        for line in _lines(text, dump):
            for byte in _columns(line):
                builder.put(*byte)
        builder.put("\n", dump.end, dump.end)
        for line in _lines(text, dump):
            for byte, at in zip(_columns(line), _shown(text, line), strict=False):
                builder.put(byte.text, at, at + 1)
        builder.put("\n", dump.end, dump.end)
    return builder.origins


def _lines(text: str, dump: Span) -> Iterator[re.Match[str]]:
    yield from _LINE.finditer(text, dump.start, dump.end)


def _dumps(text: str) -> Iterator[Span]:
    """The characters of each dump, in which every line's offset follows from the line before."""
    last: re.Match[str] | None = None
    start, number = 0, 0
    for line in _LINE.finditer(text):
        if last is None or not _follows(last, line):
            if last and number > 1:
                yield Span(start, last.end())
            start, number = line.start(), 0
        last, number = line, number + 1
    if last and number > 1:
        yield Span(start, last.end())


def _follows(line: re.Match[str], after: re.Match[str]) -> bool:
    if after.start() - line.end() > 1 or _layout(after) != _layout(line):
        return False
    offsets, size = (line["offset"], after["offset"]), len(_written(line))
    bases = (16, 8) if {*"".join(offsets)} <= {*"01234567"} else (16,)
    return any(int(offsets[1], base) - int(offsets[0], base) == size for base in bases)


def _layout(line: re.Match[str]) -> str:
    return next(name for name in _LAYOUTS if line[name] is not None)


def _written(line: re.Match[str]) -> str:
    """The bytes of a line, one character each."""
    layout = _layout(line)
    if layout in _HEXADECIMAL:
        return bytes.fromhex(line[layout]).decode("latin-1")
    return "".join([byte.text for byte in _columns(line)])


def _shown(text: str, line: re.Match[str]) -> range:
    """The characters of the text column: one per byte, but blanks at the end may be cut off."""
    column = "frame" if _layout(line) == "framed" else "text"
    start, end = line.span(column)
    return range(start, min(end, start + len(_written(line))))


def _columns(line: re.Match[str]) -> Iterator[_Byte]:
    layout = _layout(line)
    for column in _COLUMNS.get(layout, _BYTE).finditer(line.string, *line.span(layout)):
        start, end, written = *column.span(), column[0]
        if layout == "pairs":
            yield _Byte(chr(int(written[2:], 16)), start + 2, end)
            yield _Byte(chr(int(written[:2], 16)), start, start + 2)
        elif (
            layout == "octal_pairs"
        ):  # of the digit in the middle, one bit belongs to the other byte
            high, low = divmod(int(written, 8), 256)
            yield _Byte(chr(low), start + 3, end)
            yield _Byte(chr(high % 256), start, start + 3)
        elif layout == "octal":
            yield _Byte(chr(int(written, 8) % 256), start, end)
        elif layout == "cells":
            yield _Byte(_cell(written.strip()), start, end)
        else:
            yield _Byte(chr(int(written, 16)), start, end)


def _cell(written: str) -> str:
    if _OCTAL.fullmatch(written):
        return chr(int(written, 8) % 256)
    return _NAMED.get(written, written if len(written) == 1 else "\0")
