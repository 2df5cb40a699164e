"""Lines of a text: the number of the line that an offset is in, and the lines around a secret."""

from __future__ import annotations

from bisect import bisect_right

_LONGEST = 10_000  # characters to either side of a secret that an `allow` of lines is searched in


def lines_around(text: str, start: int, end: int) -> str:
    """Return the lines that a part of a text is on; of a very long line, what is near the part.

    Args:
        text: The text.
        start: The first character of the part.
        end: The character after its last.
    """
    farthest = max(0, start - _LONGEST)
    first, last = text.rfind("\n", farthest, start) + 1, text.find("\n", end, end + _LONGEST)
    return text[first or farthest : last if last >= 0 else end + _LONGEST]


class LineCounter:
    """Lines of offsets in one text, each found by bisection.

    The text is searched for line ends once, as far as the farthest offset that was asked for.
    """

    def __init__(self, text: str | bytes, end: str | bytes | None = None) -> None:
        """Make a counter; nothing is searched yet.

        Args:
            text: Characters, or bytes of a file.
            end: What ends a line; None for a line feed. In UTF-16 it has two bytes, and begins at
                an even offset.
        """
        from array import array  # 1 M instructions, where nothing was found

        self._find = text.find
        self._end: str | bytes = end or ("\n" if isinstance(text, str) else b"\n")
        self._width = len(self._end)
        self._starts = array("Q", [0])
        self._searched = 0

    def line(self, offset: int) -> int:
        """Return the number of the line that an offset is in, from 1.

        Args:
            offset: Characters or bytes of the text, from 0.
        """
        self._search(offset)
        return bisect_right(self._starts, offset)

    def start(self, offset: int) -> int:
        """Return where the line begins that an offset is in.

        Args:
            offset: Characters or bytes of the text, from 0.
        """
        return self._starts[self.line(offset) - 1]

    def _search(self, offset: int) -> None:
        while self._searched < offset:
            at = self._find(self._end, self._searched, offset)  # type: ignore[arg-type]
            if at < 0:
                self._searched = max(self._searched, offset - self._width + 1)
                return
            self._searched = at + self._width
            if at % self._width:
                self._searched = at + 1
            else:
                self._starts.append(at + self._width)
