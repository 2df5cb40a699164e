"""Text as a terminal shows it: colours and other control sequences gone, overwritten characters too."""

from __future__ import annotations

import re

from colab_safe.notebook.literals import substitute
from colab_safe.notebook.pieces import Builder

# CSI, OSC and other string sequences, two-character escapes: ECMA-48, sections 5.4, 5.6 and 8.3.89.
_CONTROL = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-Z\\^-~]"
)
_OVERWRITES = re.compile(r"\x08|\r(?!\n)")


def without_controls(text: str) -> Builder | None:
    """Without ANSI control sequences."""
    return substitute(text, _CONTROL, lambda match: "")


def overwritten(text: str) -> Builder | None:
    """With carriage returns and backspaces carried out: what comes later replaces what stood there."""
    if not _OVERWRITES.search(text):
        return None
    builder, position = Builder(), 0
    for line in text.splitlines(keepends=True) if "\r" not in text else _lines(text):
        if _OVERWRITES.search(line):
            for origin in _shown(line):
                builder.keep(text, position + origin, position + origin + 1)
        else:
            builder.keep(text, position, position + len(line))
        position += len(line)
    return builder


def _lines(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _shown(line: str) -> list[int]:
    """The indexes of the characters that are left on screen, in their columns."""
    cells: list[int] = []
    column = 0
    for index, character in enumerate(line):
        if character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        elif character == "\n":
            cells.append(index)
        else:
            cells[column : column + 1] = [index]
            column += 1
    return cells
