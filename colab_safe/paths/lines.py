"""The lines of a hidden notebook that hold placeholders: by them a path is known again after edits elsewhere.

A line ends where the text of a cell or an output has a line end, or its JSON string ends; so it stays the same when
a notebook is indented in another way, or a list of lines becomes one string.
"""

from __future__ import annotations

import re

from colab_safe.placeholders.names import SIGN
from colab_safe.typed import NamedTuple

_PLACEHOLDER = re.compile(rb"__DRIVE_TOKEN_PATH(?:_[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*)?__")
# The end of a line as JSON escapes it, of a JSON string, of a line of the file; or an escape that is none of these.
_TOKEN = re.compile(rb'(\\[nr]|"|[\r\n])|\\.')
_WIDTH = 80  # bytes to either side: enough to tell lines apart, little enough for HTML on one line


class Occurrence(NamedTuple):
    """One placeholder in the bytes of a file (in UTF-8), and the line round it."""

    start: int
    end: int
    placeholder: str
    line: str


def occurrences(data: bytes) -> list[Occurrence]:
    """Every placeholder in a file, in its order."""
    if SIGN.encode() not in data:
        return []
    spans = [match.span() for match in _PLACEHOLDER.finditer(data)]
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans[1:]), len(data)]
    return [
        Occurrence(start, end, data[start:end].decode(), _line(data, start, end, before, behind))
        for (start, end), before, behind in zip(spans, ends, starts, strict=False)
    ]


def _line(data: bytes, start: int, end: int, before: int, behind: int) -> str:
    left, right = data[max(before, start - _WIDTH) : start], data[end : min(behind, end + _WIDTH)]
    ends = [token.end() for token in _TOKEN.finditer(left) if token[1]]
    starts = [token.start() for token in _TOKEN.finditer(right) if token[1]]
    return text(
        left[ends[-1] if ends else 0 :] + data[start:end] + right[: starts[0] if starts else None]
    )


def line_round(data: bytes, start: int, end: int) -> str:
    """The line round some bytes, with {} for them."""
    window = data[max(0, start - _WIDTH) : start] + b"{}" + data[end : end + _WIDTH]
    at = min(start, _WIDTH)
    return _line(window, at, at + 2, 0, len(window))


def text(data: bytes) -> str:
    """Bytes as the store keeps them; every byte comes back."""
    return data.decode("utf-8", "surrogateescape")


def written(text: str) -> bytes:
    """The bytes that `text` made a text of."""
    return text.encode("utf-8", "surrogateescape")
