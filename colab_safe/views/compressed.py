"""Text compressed by gzip or zlib, found inside base64."""

from __future__ import annotations

import zlib

from colab_safe.typed import NamedTuple

_MOST = 1 << 24  # bytes of the decompressed text; what comes after them is not read


class Decompressed(NamedTuple):
    """What could be read of some compressed bytes."""

    text: str  # one character per byte; empty if the bytes are not compressed
    is_whole: bool  # whether the end of the compressed data was reached


def decompressed(data: bytes) -> Decompressed:
    """Return the text that is compressed in some bytes, as much of it as can be read.

    Args:
        data: gzip or zlib, which the value 47 tells apart: https://zlib.net/manual.html.
    """
    reading = zlib.decompressobj(47)
    try:
        return Decompressed(reading.decompress(data, _MOST).decode("latin-1"), reading.eof)
    except zlib.error:
        return Decompressed("", False)
