"""Line numbers of offsets in a text."""

from __future__ import annotations

from colab_safe.typed import Any


class LineCount:
    """In which line of a text an offset is, from 1; counted on from the offset asked for last, so ascending ones are one pass."""

    def __init__(self, text: str | bytes) -> None:
        self._text = text
        self._end: Any = "\n" if isinstance(text, str) else b"\n"
        self._offset, self._lines = 0, 0

    def line(self, offset: int) -> int:
        if offset < self._offset:
            self._offset, self._lines = 0, 0
        self._lines += self._text.count(self._end, self._offset, offset)
        self._offset = offset
        return self._lines + 1
