"""The lines of a notebook that contain placeholders: by them a path is known again after edits elsewhere.

A line ends where the text of a cell or an output has a line end, or where its JSON string ends. So it stays the same when
a notebook is indented in another way, or a list of lines becomes one string.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from colab_safe.placeholders.names import PLACEHOLDER, SIGN
from colab_safe.placeholders.store import Original
from colab_safe.typed import NamedTuple

_PLACEHOLDER = re.compile(PLACEHOLDER.pattern.encode())
# The end of a line as JSON escapes it, of a JSON string, of a line of the file; or an escape that is none of these.
_TOKEN = re.compile(rb'(\\[nr]|"|[\r\n])|\\.')
# In a text notebook, a quotation mark does not end the line.
_END_OF_LINE = re.compile(rb"([\r\n])")
_WIDTH = 80  # bytes to either side: enough to tell lines apart, little enough for HTML on one line


class Occurrence(NamedTuple):
    """One placeholder in the bytes of a file (in UTF-8), and the line around it."""

    start: int
    end: int
    placeholder: str
    line: str


def occurrences(data: bytes) -> list[Occurrence]:
    """Return every placeholder in a file, in its order.

    Args:
        data: The bytes of the file, in UTF-8.
    """
    if SIGN.encode() not in data:
        return []
    spans, token = [match.span() for match in _PLACEHOLDER.finditer(data)], _token(data)
    ends_before = [0, *(end for _, end in spans)]
    starts_after = [*(start for start, _ in spans[1:]), len(data)]
    return [
        Occurrence(
            start, end, data[start:end].decode(), _line(data, start, end, first, last, token)
        )
        for (start, end), first, last in zip(spans, ends_before, starts_after, strict=False)
    ]


def line_around(data: bytes, start: int, end: int) -> str:
    """Return the line around some bytes, with {} for them.

    Args:
        data: The bytes of a file, in UTF-8.
        start: The first of the bytes.
        end: The byte after the last one.
    """
    window = data[max(0, start - _WIDTH) : start] + b"{}" + data[end : end + _WIDTH]
    at = min(start, _WIDTH)
    return _line(window, at, at + 2, 0, len(window), _token(data))


def _token(data: bytes) -> re.Pattern[bytes]:
    """What ends a line: JSON begins with a bracket, a text notebook with its first line."""
    return _TOKEN if data[:_WIDTH].lstrip()[:1] in (b"{", b"[", b"") else _END_OF_LINE


def _line(
    data: bytes, start: int, end: int, first: int, last: int, token: re.Pattern[bytes]
) -> str:
    """The line around `start`–`end`, of bytes between `first` and `last`: no line contains two placeholders."""
    left, right = data[max(first, start - _WIDTH) : start], data[end : min(last, end + _WIDTH)]
    ends = [found.end() for found in token.finditer(left) if found[1]]
    starts = [found.start() for found in token.finditer(right) if found[1]]
    line_start, line_end = ends[-1] if ends else 0, starts[0] if starts else None
    return as_text(left[line_start:] + data[start:end] + right[:line_end])


def as_text(data: bytes) -> str:
    """Return bytes as the text that the store keeps; `as_bytes` brings every byte back.

    Args:
        data: Bytes of a file, in UTF-8 or not.
    """
    return data.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Return the bytes that `as_text` was given.

    Args:
        text: A text of the store.
    """
    return text.encode("utf-8", "surrogateescape")


@lru_cache(maxsize=4096)
def sides(line: str) -> tuple[str, bytes, bytes]:
    """Return the placeholder in a line of the store, and what is before and after it; an empty one if there is none.

    Args:
        line: A line of the store.
    """
    found = PLACEHOLDER.search(line)
    if found is None:
        return "", as_bytes(line), b""
    return found[0], as_bytes(line[: found.start()]), as_bytes(line[found.end() :])


def texts_of(line: str, originals: Iterable[Original]) -> Iterator[bytes]:
    """Yield what a notebook has where the store has a line: the line with its path, for each way to write it.

    Args:
        line: A line of the store.
        originals: What its placeholder stands for.
    """
    placeholder, left, right = sides(line)
    for original, *kept in originals if placeholder else ():
        if original != placeholder:
            yield left + as_bytes(original) + right[len(as_bytes("".join(kept))) :]
