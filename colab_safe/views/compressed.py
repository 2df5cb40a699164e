"""Text compressed by gzip, zlib, bzip2 or xz, or in a zip archive, found inside base64."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from colab_safe.limits import COMPRESSED_DEPTH, VIEW_SHARE, XZ_MEMORY, Limit
from colab_safe.typed import Any, NamedTuple

_GZIP, _BZIP2, _XZ, _ZIP = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"
_MAGICS = (_GZIP, _BZIP2, _XZ, _ZIP)
_ZIP_HEADER = (
    30  # bytes: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, section 4.3.7
)
_STORED, _DEFLATED, _BZIPPED = 0, 8, 12  # methods, section 4.4.5
_ENCRYPTED = 1  # a flag, section 4.4.4


class Decompressed(NamedTuple):
    """What could be read of some compressed bytes."""

    text: str  # one character per byte; empty if the bytes are not compressed
    is_whole: bool  # whether the end of the compressed data was reached
    limit: Limit | None = None  # what kept the rest from being read


def decompressed(data: bytes, most: int) -> Decompressed:
    """Return the text that is compressed in some bytes, as much of it as can be read.

    Args:
        data: gzip or zlib, which the value 47 tells apart: https://zlib.net/manual.html; bzip2, xz or zip.
        most: How many bytes are read, of all compressions inside each other together.
    """
    reading = _Reading(most)
    text = b"\n".join(reading.read(data, COMPRESSED_DEPTH.most)).decode("latin-1")
    return Decompressed(text, reading.is_whole and not reading.limit, reading.limit)


class _Reading:
    """One run of base64: how much of it may still be read, and what kept the rest from being read."""

    def __init__(self, most: int) -> None:
        self.is_whole = True
        self.limit: Limit | None = None
        self._left = most

    def read(self, data: bytes, depth: int) -> Iterator[bytes]:
        """What is compressed in some bytes, once it is not compressed any more."""
        for part in self._members(data) if data.startswith(_ZIP) else [self._streams(data)]:
            if depth > 1 and part.startswith(_MAGICS) and not self.limit:
                yield from self.read(part, depth - 1)
                continue
            if part.startswith(_MAGICS):
                self.limit = self.limit or COMPRESSED_DEPTH
            yield part

    def _streams(self, data: bytes, start: Callable[[], Any] | None = None) -> bytes:
        """All streams, one after the other, as `cat a.gz b.gz` makes them."""
        parts, magic = [], data[:3]
        start = start or _decompressor(data)
        while True:
            stream = start()
            try:
                part = stream.decompress(data, max(0, self._left) + 1)
            except _errors(data) as error:
                self._failed(error)
                break
            parts.append(part[: self._left])
            self._left -= len(part)
            if self._left < 0:
                self.limit, self._left = VIEW_SHARE, 0
                break
            data = stream.unused_data
            if not (stream.eof and magic in (_GZIP, _BZIP2, _XZ[:3]) and data.startswith(magic)):
                self.is_whole = self.is_whole and stream.eof
                break
        return b"".join(parts)

    def _failed(self, error: Exception) -> None:
        self.is_whole = False
        if "limit exceeded" in str(error).lower():
            self.limit = XZ_MEMORY

    def _members(self, data: bytes) -> Iterator[bytes]:
        """The members of a zip archive in the order of their bytes.

        `zipfile` starts at the end, which a truncated output lacks, and an archive whose members overlap makes it
        read the same bytes a thousand times.
        """
        at = 0
        while at >= 0 and not self.limit:
            method, flags = data[at + 8 : at + 10], data[at + 6 : at + 7]
            size = int.from_bytes(data[at + 18 : at + 22], "little")
            lengths = (
                data[at + 26 : at + 28],
                data[at + 28 : at + 30],
            )  # of the name, and of what follows it
            begin = at + _ZIP_HEADER + sum(int.from_bytes(each, "little") for each in lengths)
            at = data.find(_ZIP, begin + size)
            end = (
                begin + size if size else at if at >= 0 else len(data)
            )  # written behind it, or in front
            if flags and not flags[0] & _ENCRYPTED:
                yield self._member(data[begin:end], int.from_bytes(method, "little"))

    def _member(self, data: bytes, method: int) -> bytes:
        if method == _DEFLATED:
            return self._streams(data, lambda: zlib.decompressobj(-15))
        if method == _BZIPPED:
            return self._streams(data)
        if method != _STORED:
            self.is_whole = False
            return b""
        self._left -= len(data)
        if self._left < 0:
            self.limit, self._left = VIEW_SHARE, 0
        return data


def _decompressor(data: bytes) -> Callable[[], Any]:
    if data.startswith(_BZIP2):
        from bz2 import BZ2Decompressor  # some Pythons lack it, and few notebooks need it

        return BZ2Decompressor
    if data.startswith(_XZ):
        from lzma import FORMAT_XZ, LZMADecompressor

        return lambda: LZMADecompressor(FORMAT_XZ, memlimit=XZ_MEMORY.most)
    return lambda: zlib.decompressobj(47)


def _errors(data: bytes) -> tuple[type[Exception], ...]:
    if not data.startswith(_XZ):
        return (zlib.error, OSError, ValueError)
    from lzma import LZMAError

    return (LZMAError, EOFError)
