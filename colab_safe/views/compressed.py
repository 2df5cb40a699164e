"""Text compressed by gzip or zlib, found inside base64."""

from __future__ import annotations

import zlib

from colab_safe.limits import COMPRESSED_DEPTH, VIEW_SHARE, Limit
from colab_safe.typed import NamedTuple

_GZIP = b"\x1f\x8b\x08"


class Decompressed(NamedTuple):
    """What could be read of some compressed bytes."""

    text: str  # one character per byte; empty if the bytes are not compressed
    is_whole: bool  # whether the end of the compressed data was reached
    limit: Limit | None = None  # what kept the rest from being read


def decompressed(data: bytes, most: int) -> Decompressed:
    """Return the text that is compressed in some bytes, as much of it as can be read.

    Args:
        data: gzip or zlib, which the value 47 tells apart: https://zlib.net/manual.html.
        most: How many bytes are read, of all compressions inside each other together.
    """
    left = most
    for _ in range(COMPRESSED_DEPTH.most):
        data, is_whole, is_cut = _unpacked(data, left)
        left -= len(data)
        if is_cut:
            return Decompressed(data.decode("latin-1"), False, VIEW_SHARE)
        if not data.startswith(_GZIP):
            return Decompressed(data.decode("latin-1"), is_whole)
    return Decompressed(data.decode("latin-1"), False, COMPRESSED_DEPTH)


class _Unpacked(NamedTuple):
    data: bytes
    is_whole: bool
    is_cut: bool  # whether there is more than the limit allows


def _unpacked(data: bytes, most: int) -> _Unpacked:
    """All members of gzip, one after the other, as `cat a.gz b.gz` makes them."""
    parts: list[bytes] = []
    size = 0
    while True:
        reading = zlib.decompressobj(47)
        try:
            part = reading.decompress(data, max(0, most - size) + 1)
        except zlib.error:
            return _Unpacked(b"".join(parts), False, False)
        parts.append(part)
        size += len(part)
        if size > most:
            return _Unpacked(b"".join(parts)[:most], False, True)
        data = reading.unused_data
        if not (reading.eof and data.startswith(_GZIP)):
            return _Unpacked(b"".join(parts), reading.eof, False)
