"""Text as a terminal shows it: colours and other control sequences gone, overwritten characters too."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.substitution import Decoded, Substitution, built

# CSI, OSC and other string sequences, two-character escapes: ECMA-48, sections 5.4, 5.6 and 8.3.89.
# What kind it is, is asked behind the first character: `re` looks for that alone ten times faster.
_CONTROL = (
    r"[\x1b\x90\x98\x9b\x9d-\x9f](?:(?:(?<=\x9b)|(?<=\x1b)\[)[0-?]*[ -/]*[@-~]"
    r"|(?:(?<=[\x90\x98\x9d-\x9f])|(?<=\x1b)[\]PX^_])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|(?<=\x1b)[ -/]*[0-Z\\^-~])"
)
_OVERWRITES = Regex(r"\x08|\r(?!\n)")


WITHOUT_CONTROLS = Substitution(_CONTROL, lambda control: "")


def overwritten(text: str) -> Decoded | None:
    """With carriage returns and backspaces carried out: what comes later replaces what stood there."""
    mark = _OVERWRITES.search(text)
    if not mark:
        return None
    builder, position = TextBuilder(), 0
    while mark:
        start = text.rfind("\n", position, mark.start()) + 1 or position
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        builder.keep(text, position, start)
        line = text[start:end]
        for first, last in (_typed if "\b" in line else _returned)(line):
            builder.keep(text, start + first, start + last)
        position = end
        mark = _OVERWRITES.search(text, end)
    builder.keep(text, position, len(text))
    return built(builder)


def _returned(line: str) -> Iterator[tuple[int, int]]:
    """What is left on screen where each carriage return starts over: of every column the last character."""
    column, end = 0, len(line)
    while end >= 0:
        start = line.rfind("\r", 0, end) + 1
        if end - start > column:
            yield start + column, end
            column = end - start
        end = start - 1


def _typed(line: str) -> Iterator[tuple[int, int]]:
    """The same with backspaces, character by character."""
    cells: list[int] = []
    column = 0
    for index, character in enumerate(line):
        if character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        else:
            cells[column : column + 1] = [index]
            column += 1
    return ((index, index + 1) for index in cells)
