"""The text in pictures: PNG's text chunks, JPEG's comments and EXIF. The pixels are never decoded."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from collections.abc import Iterator

from colab_safe.limits import PICTURE_TEXT, PICTURE_UNPACKED, Limit
from colab_safe.notebook.media import PNG
from colab_safe.notebook.pixels import WRAP, Cut
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex

_JPEG = b"\xff\xd8\xff"
# UTF-16, which EXIF comments may be: https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, 4.6.5
_WIDE = Regex(r"(?:[ -~]\0){8,}|(?:\0[ -~]){8,}")
_ENDLESS = 1 << 60  # letters per line, if there is only one
_NO_LINE_END = b"\\"  # never in a line of base64
# What is before the compressed text: https://www.w3.org/TR/png-3/#11zTXt, #11iTXt
_PACKED = {b"zTXt": Regex(rb"[^\0]*\0\0"), b"iTXt": Regex(rb"[^\0]*\0\x01\0[^\0]*\0[^\0]*\0")}


class _Payload:
    """Random access to bytes in base64, on one line or in lines of one width, as nbformat 3 wrote it."""

    def __init__(self, data: bytes, cut: Cut, reading: PictureReading) -> None:
        self._data = data
        self._reading = reading
        self._start = cut.start
        end = data.find(b"\\", cut.start, cut.end)
        line_end = WRAP.match(data, end) if end >= 0 else None
        self._line_end = line_end[0] if line_end else _NO_LINE_END
        self._width = end - cut.start if line_end else _ENDLESS
        line_ends = (cut.end - cut.start) // (self._width + len(self._line_end))
        self.size = (cut.end - cut.start - line_ends * len(self._line_end)) // 4 * 3

    def read(self, offset: int, length: int) -> bytes:
        """Return `length` bytes of the picture from `offset` on, as far as they exist."""
        first, last = offset // 3, -(-min(offset + length, self.size) // 3)
        letters = self._data[self._at(4 * first) : self._at(4 * last)]
        return a2b_base64(letters.replace(self._line_end, b""))[offset - 3 * first :][:length]

    def add(self, builder: TextBuilder, offset: int, length: int) -> None:
        """Add these bytes as Latin-1, from the beginning of their group of three on."""
        first = offset // 3
        most = self._reading.most_of(min(length, self.size - offset))
        text = self.read(3 * first, offset + most - 3 * first).decode("latin-1")
        count = -(-len(text) // 3)
        step = 1 if self._width % 4 else self._width // 4  # groups that no line end breaks
        group = first
        while group < first + count:
            end = min(first + count, (group // step + 1) * step)
            self._add_line(builder, text[3 * (group - first) : 3 * (end - first)], group)
            group = end
        builder.put("\n", self._start, self._start)
        for wide in _WIDE.finditer(text):
            for index in range(wide.start() + (wide[0][0] == "\0"), wide.end(), 2):
                builder.put(text[index], *self._span(first + index // 3, first + index // 3 + 1))
            builder.put("\n", self._start, self._start)

    def add_unpacked(
        self, builder: TextBuilder, offset: int, length: int, header: re.Pattern[bytes]
    ) -> None:
        """Add the text that zlib compressed into these bytes, after a header."""
        packed = self.read(offset, self._reading.most_of(min(length, self.size - offset)))
        begin = header.match(packed)
        text = self._reading.unpacked(packed[begin.end() :]) if begin else ""
        builder.put(
            f"{text}\n" if text else "", *self._span(offset // 3, -(-(offset + length) // 3))
        )

    def _add_line(self, builder: TextBuilder, text: str, group: int) -> None:
        whole = 0 if self._width % 4 else len(text) // 3
        builder.scale(text[: 3 * whole], self._at(4 * group), 3, 4)
        builder.put(text[3 * whole :], *self._span(group + whole, group + whole + 1))

    def _at(self, letter: int) -> int:
        """Where in the data a letter is."""
        return self._start + letter + letter // self._width * len(self._line_end)

    def _span(self, first: int, last: int) -> tuple[int, int]:
        """Where in the data these groups of four letters are."""
        return self._at(4 * first), self._at(4 * last - 1) + 1


class _Raw:
    """Random access to the bytes of a picture that is a file of its own."""

    def __init__(self, data: bytes) -> None:
        self._data, self.size = data, len(data)

    def read(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length]


class PictureReading:
    """What the pictures of one file may still take, the limits that they reached, and whether a text was damaged."""

    def __init__(self) -> None:
        self.limits: set[Limit] = set()
        self.is_damaged = False
        self._left = PICTURE_UNPACKED.most

    def most_of(self, length: int) -> int:
        """Return how many bytes to read of a text with this many.

        Args:
            length: Bytes of the text that the file has.
        """
        if length > PICTURE_TEXT.most:
            self.limits.add(PICTURE_TEXT)
        return min(length, PICTURE_TEXT.most)

    def unpacked(self, packed: bytes) -> str:
        """Return the text that zlib compressed, as far as it can be read.

        Args:
            packed: The compressed bytes, and nothing before them.
        """
        import zlib  # few pictures have compressed text

        most = min(self._left, PICTURE_TEXT.most)
        unpacking = zlib.decompressobj()
        try:
            data = unpacking.decompress(packed, most + 1)
        except zlib.error:
            self.is_damaged = True
            return ""
        if len(data) > most:
            self.limits.add(PICTURE_TEXT if most == PICTURE_TEXT.most else PICTURE_UNPACKED)
        elif not unpacking.eof:
            self.is_damaged = True
        self._left -= min(len(data), most)
        return data[:most].decode("utf-8", "replace")


def picture_text(data: bytes, cut: Cut, reading: PictureReading) -> TextBuilder:
    """Return all texts in one picture, decoded, with their origins in `data`.

    Args:
        data: A notebook in UTF-8.
        cut: Where the picture is in it.
        reading: What the file's pictures may still take.

    Returns:
        An empty text for a damaged picture, and for anything but PNG and JPEG.
    """
    builder, payload = TextBuilder(), _Payload(data, cut, reading)
    try:
        start = payload.read(0, len(PNG))
        if start == PNG:
            _add_png(builder, payload)
        elif start.startswith(_JPEG):
            _add_jpeg(builder, payload)
    except Error:
        pass  # lines of many widths, or not base64: the pixels cannot be read either
    return builder


def _add_png(builder: TextBuilder, payload: _Payload) -> None:
    """https://www.w3.org/TR/png-3/#11textinfo; also what follows the picture's end."""
    for kind, offset, length in _chunks(payload):
        if kind in (b"tEXt", b"iTXt", b"eXIf", b""):
            payload.add(builder, offset, length)
        if kind in _PACKED:
            payload.add_unpacked(builder, offset, length, _PACKED[kind])


def packed_text(picture: bytes, reading: PictureReading) -> str:
    """Return the compressed texts of a PNG, each with a line end; its other texts are in its bytes as they are.

    Args:
        picture: The bytes of the file.
        reading: What the picture may still take; it says afterwards if something is missing.
    """
    if not any(kind in picture for kind in _PACKED):
        return ""
    raw, texts, kinds = _Raw(picture), [], set()
    for kind, offset, length in _chunks(raw):
        kinds.add(kind)
        begin = _PACKED[kind].match(raw.read(offset, length)) if kind in _PACKED else None
        if begin:
            packed = raw.read(offset, reading.most_of(length))[begin.end() :]
            texts.append(reading.unpacked(packed))
    if b"IEND" not in kinds:
        reading.is_damaged = True
    return "".join(f"{text}\n" for text in texts)


def _chunks(payload: _Payload | _Raw) -> Iterator[tuple[bytes, int, int]]:
    offset, kind = len(PNG), b""
    while kind != b"IEND" and offset + 8 <= payload.size:
        header = payload.read(offset, 8)
        length, kind = int.from_bytes(header[:4], "big"), header[4:]
        yield kind, offset + 8, length
        offset += length + 12
    if offset + 3 < payload.size:
        yield b"", offset, payload.size - offset


def _add_jpeg(builder: TextBuilder, payload: _Payload) -> None:
    """Segments before the pixels: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B."""
    offset = 2
    while offset + 4 <= payload.size:
        header = payload.read(offset, 4)
        marker, length = header[1], int.from_bytes(header[2:], "big")
        if header[0] != 0xFF or marker == 0xDA:
            return
        if marker in (0xFE, 0xE1, 0xED) and length > 2:  # comment, EXIF and XMP, IPTC
            payload.add(builder, offset + 4, length - 2)
        offset += 2 + length
