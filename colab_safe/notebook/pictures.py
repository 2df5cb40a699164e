"""The words in pictures: PNG's text chunks, JPEG's comments and EXIF; only their headers are decoded, never the pixels."""

from __future__ import annotations

import zlib
from binascii import Error, a2b_base64
from collections.abc import Iterator

from colab_safe.notebook.pieces import Builder
from colab_safe.notebook.pixels import Cut

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_LARGEST = 1 << 20  # bytes of one text that are read
# Zero bytes as in UTF-16, which EXIF comments may be: https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.5
_NO_ZEROS = {0: None}


class _Payload:
    """Random access to the bytes that a run of base64 stands for; a wrapped one cannot be entered in the middle."""

    def __init__(self, data: bytes, cut: Cut) -> None:
        self._data = data
        self._start = cut.start
        self.size = (cut.end - cut.start) // 4 * 3

    def read(self, offset: int, length: int) -> bytes:
        """These bytes, as far as they exist."""
        first, last = offset // 3, -(-min(offset + length, self.size) // 3)
        decoded = a2b_base64(self._data[self._start + 4 * first : self._start + 4 * last])
        return decoded[offset - 3 * first :][:length]

    def add(self, builder: Builder, offset: int, length: int) -> None:
        """These bytes as Latin-1, from the beginning of their group of three on."""
        first = offset // 3
        text = self.read(3 * first, offset + min(length, _LARGEST) - 3 * first).decode("latin-1")
        start = self._start + 4 * first
        builder.scale(text[: len(text) // 3 * 3], start, 3, 4)
        builder.put(text[len(text) // 3 * 3 :], start + len(text) // 3 * 4, start + len(text) // 3 * 4 + 4)
        if "\0" in text:
            builder.put("\n" + text.translate(_NO_ZEROS), start, start + -(-len(text) // 3) * 4)
        builder.put("\n", start, start)

    def add_packed(self, builder: Builder, offset: int, length: int) -> None:
        """What zlib packed into these bytes, wherever in them it begins."""
        packed = self.read(offset, min(length, _LARGEST))
        first = self._start + offset // 3 * 4
        for begin in range(len(packed)):
            if packed[begin : begin + 1] == b"\x78":
                text = _unpacked(packed[begin:])
                builder.put(f"{text}\n" if text else "", first, first + -(-length // 3) * 4)


def words(data: bytes, cut: Cut) -> Builder:
    """All texts in one picture, decoded; empty for anything but PNG and JPEG, and for damaged ones."""
    builder, payload = Builder(), _Payload(data, cut)
    try:
        start = payload.read(0, len(_PNG))
        if start == _PNG:
            _add_png(builder, payload)
        elif start.startswith(_JPEG):
            _add_jpeg(builder, payload)
    except Error:
        pass  # base64 that is wrapped, or none: the pixels are not readable either
    return builder


def _add_png(builder: Builder, payload: _Payload) -> None:
    """https://www.w3.org/TR/png-3/#11textinfo; what follows the end is read too."""
    for kind, offset, length in _chunks(payload):
        if kind in (b"tEXt", b"iTXt", b"eXIf", b""):
            payload.add(builder, offset, length)
        if kind in (b"zTXt", b"iTXt"):
            payload.add_packed(builder, offset, length)


def _chunks(payload: _Payload) -> Iterator[tuple[bytes, int, int]]:
    offset, kind = len(_PNG), b""
    while kind != b"IEND" and offset + 8 <= payload.size:
        header = payload.read(offset, 8)
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        yield kind, offset + 8, length
        offset += length + 12
    if offset + 3 < payload.size:
        yield b"", offset, payload.size - offset


def _add_jpeg(builder: Builder, payload: _Payload) -> None:
    """Segments before the pixels: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B."""
    offset = 2
    while offset + 4 <= payload.size:
        header = payload.read(offset, 4)
        marker, length = header[1], int.from_bytes(header[2:], "big")
        if header[0] != 0xFF or marker == 0xDA:
            return
        if marker in (0xFE, 0xE1, 0xED):  # comment, EXIF and XMP, IPTC
            payload.add(builder, offset + 4, length - 2)
        offset += 2 + length


def _unpacked(packed: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(packed, _LARGEST).decode("utf-8", "replace")
    except zlib.error:
        return ""
