"""Line numbers of offsets in a text."""

from __future__ import annotations

from colab_safe.typed import Any


class LineCounter:
    """Line numbers of offsets in one text, from 1.

    It counts on from the offset that was asked for last, so ascending offsets take one pass.
    """

    def __init__(self, text: str | bytes) -> None:
        self._text = text
        self._end: Any = "\n" if isinstance(text, str) else b"\n"
        self._offset, self._lines = 0, 0

    def line(self, offset: int) -> int:
        """Return the number of the line that an offset is in.

        Args:
            offset: Characters or bytes of the text, from 0.
        """
        if offset < self._offset:
            self._offset, self._lines = 0, 0
        self._lines += self._text.count(self._end, self._offset, offset)
        self._offset = offset
        return self._lines + 1
