"""The parts of a text notebook, in lines of its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from colab_safe.model import Span
from colab_safe.typed import NamedTuple

CODE, MARKDOWN, RAW = "code", "markdown", "raw"
OUTPUT = "output"  # of the code cell before it
METADATA = "metadata"  # what is in no cell: headers, markers and what they say

_BEFORE_HEADER = re.compile(r"#!|\W{1,2} ?(?:-\*- )?coding[:=]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+\Z")

# Returns how many characters at the beginning of a line do not belong to the text of its cell.
LeftOut = Callable[[str], int]


def nothing(line: str) -> int:
    """Return 0: the line is a line of the cell as it is.

    Args:
        line: Any line.
    """
    return 0


class Part(NamedTuple):
    """One cell, output or piece of metadata."""

    kind: str
    first: int  # line, from 0
    end: int  # the line after the last
    left_out: LeftOut = nothing
    before: str = ""  # what is in front of the text in an `.ipynb`, but not here, such as `%%bash`
    options: str = ""  # what the marker of the cell says about it, such as its tags


class Lines:
    """The lines of a file's text, by their numbers from 0."""

    def __init__(self, text: str) -> None:
        """Find the lines.

        Args:
            text: All characters of the file.
        """
        self.text = text
        self.spans = [Span(*line.span()) for line in _LINE.finditer(text)]
        self._lines = [text[start:end].rstrip("\r\n") for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.spans)

    def __getitem__(self, number: int) -> str:
        """The line without its end."""
        return self._lines[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    @cached_property
    def _next_text(self) -> list[int]:
        """For each line, the first one from it on that is not blank; the number of lines where all are."""
        following, found = [], len(self)
        for number in range(len(self) - 1, -1, -1):
            found = number if self[number].strip() else found
            following.append(found)
        return following[::-1]

    def next_text(self, number: int) -> int:
        """Return the first line that is not blank; the number of lines where all are.

        Args:
            number: Where to begin.
        """
        return self._next_text[number] if number < len(self) else len(self)

    def without_blank(self, first: int, end: int) -> tuple[int, int]:
        """Return a range of lines without the blank ones at its beginning and end.

        Args:
            first: The first line.
            end: The line after the last.
        """
        first = min(self.next_text(first), end)
        while end > first and not self[end - 1].strip():
            end -= 1
        return first, end

    def header(self, fence: str) -> int:
        """Return the line after the YAML header at the beginning; 0 without one.

        Args:
            fence: The line before and after it, such as "---" or "# ---".
        """
        first = 0
        while first < len(self) and _BEFORE_HEADER.match(self[first]):
            first += 1
        if first < len(self) and self[first].rstrip() == fence:
            for number in range(first + 1, len(self)):
                if self[number].rstrip() == fence:
                    return number + 1
        return 0


def indentation(width: int) -> LeftOut:
    """Return the function that leaves out blanks.

    Args:
        width: How many blanks at most.
    """
    return lambda line: min(width, len(line) - len(line.lstrip(" ")))


def comment_sign(sign: str) -> LeftOut:
    """Return the function that leaves out the sign of a comment, and one blank after it.

    Args:
        sign: What comments begin with, such as "#" or "# MAGIC".
    """

    def left_out(line: str) -> int:
        if not line.startswith(sign):
            return 0
        return len(sign) + line.startswith(" ", len(sign))

    return left_out
