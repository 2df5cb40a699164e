"""A file's bytes as text: encodings, pixels left out, and the way back from a character to its bytes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, pairwise

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.limits import Limit
from colab_safe.model import Span
from colab_safe.notebook.pixels import without_pixels
from colab_safe.origins import TextBuilder
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.lines import LineCounter

_BOMS = (  # UTF-32's little-endian mark begins with UTF-16's
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# Which of the first four bytes are not zero: https://www.rfc-editor.org/rfc/rfc4627#section-3
_UNMARKED = {
    b"\1\0\1\0": "utf-16-le",
    b"\0\1\0\1": "utf-16-be",
    b"\1\0\0\0": "utf-32-le",
    b"\0\0\0\1": "utf-32-be",
    b"\1\0": "utf-16-le",
    b"\0\1": "utf-16-be",
}
_STRIDE = 1 << 12
_BEYOND = 1 << 60
_WRITTEN_QUOTE = BytesAhoCorasick([b"\\u0022"])  # found ten times faster than by `in`


class Source:
    """A file's bytes, and its text without pixels.

    Offsets of the text are in characters, spans of the file in bytes as stored. Bytes that are not
    UTF-8 become lone surrogates (`surrogateescape`), so every byte has its character.

    Attributes:
        data: The file's bytes as stored.
        codec: The file's encoding, as Python names it.
        lean: The file in UTF-8, without its byte order mark and its pixels.
        is_unicode: Whether every byte belongs to a character; known once `text` was asked for.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        mark, self.codec = encoding(data)
        self._skip = len(mark)
        body = data[self._skip :] if mark else data
        if self.codec != "utf-8":
            body = body.decode(self.codec, "replace").encode("utf-8", "surrogatepass")
        self.lean, self._cuts = without_pixels(body)
        self._utf8 = body
        self.is_unicode = True

    @cached_property
    def text(self) -> str:
        """All characters of the file, without its pixels."""
        try:
            return self.lean.decode("utf-8")
        except UnicodeDecodeError:
            self.is_unicode = False
            return self.lean.decode("utf-8", "surrogateescape")

    def forget_text(self) -> None:
        """Free `text`, which is up to four times as large as the file; it is decoded again when needed."""
        self.__dict__.pop("text", None)

    @property
    def skipped_bytes(self) -> int:
        """How many bytes are pixels, sound and fonts, which are not text."""
        return sum(cut.end - cut.start for cut in self._cuts)

    def byte_spans(self, span: Span) -> list[Span]:
        """Return the bytes of the file that characters of `text` were read from.

        Args:
            span: Characters of `text`.

        Returns:
            Bytes of the file as stored, ascending; several where pixels are in between.
        """
        start, end = self._lean_offset(span.start), self._lean_offset(span.end)
        inside = self._cut_offsets[
            bisect_right(self._cut_offsets, start) : bisect_left(self._cut_offsets, end)
        ]
        bounds = [start, *inside, end]
        return [
            Span(self._stored(one, False), self._stored(other, True))
            for one, other in pairwise(bounds)
        ]

    def quotes(self) -> int | None:
        """Return how many quotation marks the text has; None if some are written as `\\u0022`."""
        if _WRITTEN_QUOTE.find_matches_as_indexes(self.lean):
            return None
        return self.lean.count(b'"')

    def picture_texts(self, limits: set[Limit]) -> Iterator[tuple[int, TextBuilder]]:
        """Yield the text in each picture that has any.

        Args:
            limits: Gets the limits that kept a part of these texts from being read.

        Yields:
            The character of `text` before which the picture was cut out, and its own text with
            origins in bytes of the file's UTF-8.
        """
        if not self._cuts:
            return
        from colab_safe.notebook.pictures import PictureReading, picture_text  # few have a picture

        reading = PictureReading()
        index = offset = 0
        for cut, lean in zip(self._cuts, self._cut_offsets, strict=True):
            index, offset = (
                index + len(self.lean[offset:lean].decode("utf-8", "surrogateescape")),
                lean,
            )
            builder = picture_text(self._utf8, cut, reading)
            if builder.text.strip():
                yield index, builder
        limits |= reading.limits

    def picture_span(self, span: Span) -> Span:
        """Return the bytes of the file as stored for bytes of its UTF-8.

        Args:
            span: Bytes of the file in UTF-8, without its byte order mark.
        """
        return Span(self._skip + self._in_codec(span.start), self._skip + self._in_codec(span.end))

    def line(self, offset: int) -> int:
        """Return the line of the file that a byte is in, from 1.

        Args:
            offset: A byte of the file as stored.
        """
        return self._line_counter.line(offset)

    @cached_property
    def _line_counter(self) -> LineCounter:
        from colab_safe.lines import LineCounter  # needed only if something was found

        return LineCounter(self.data, "\n".encode(self.codec))

    def encode(self, text: str) -> bytes:
        """Return a text in the file's own encoding.

        Args:
            text: Any text; lone surrogates become the bytes that they were read from.
        """
        return text.encode(
            self.codec, "surrogateescape" if self.codec == "utf-8" else "surrogatepass"
        )

    def _stored(self, lean: int, is_end: bool) -> int:
        """The offset in the file of one in `lean`: an end at a cut is before the pixels, a start after them."""
        cut = (bisect_right(self._cut_offsets, lean - is_end)) - 1
        offset = lean + (self._removed[cut] if cut >= 0 else 0)
        return self._skip + self._in_codec(offset)

    def _in_codec(self, offset: int) -> int:
        if self.codec == "utf-8":
            return offset
        number = bisect_right(self._codec_checkpoints, (offset, _BEYOND)) - 1
        start, stored = self._codec_checkpoints[number]
        return stored + self._size_in_codec(start, offset)

    def _size_in_codec(self, start: int, end: int) -> int:
        text = self._utf8[start:end].decode("utf-8", "surrogatepass")
        return len(text.encode(self.codec, "surrogatepass"))

    @cached_property
    def _codec_checkpoints(self) -> list[tuple[int, int]]:
        """Bytes of the UTF-8, at every stride a character's first, and how many bytes they are in the file."""
        points = [(0, 0)]
        for end in range(_STRIDE, len(self._utf8), _STRIDE):
            while self._utf8[end] & 0xC0 == 0x80:  # inside a character
                end -= 1
            start, stored = points[-1]
            points.append((end, stored + self._size_in_codec(start, end)))
        return points

    @cached_property
    def _cut_offsets(self) -> list[int]:
        return [
            cut.start - removed
            for cut, removed in zip(self._cuts, [0, *self._removed], strict=False)
        ]

    @cached_property
    def _removed(self) -> list[int]:
        return list(accumulate(cut.end - cut.start for cut in self._cuts))

    @cached_property
    def _checkpoints(self) -> list[int]:
        """The UTF-8 lengths of the text's first 0, 4,096, 8,192 … characters, so that look-ups are fast."""
        sizes = (
            len(self._bytes(start, start + _STRIDE)) for start in range(0, len(self.text), _STRIDE)
        )
        return [0, *accumulate(sizes)]

    def _lean_offset(self, index: int) -> int:
        """The offset in `lean` of a character of `text`."""
        if len(self.text) == len(self.lean):
            return index
        stride = index // _STRIDE
        return self._checkpoints[stride] + len(self._bytes(stride * _STRIDE, index))

    def _bytes(self, start: int, end: int) -> bytes:
        return self.text[start:end].encode("utf-8", "surrogateescape")


def encoding(data: bytes) -> tuple[bytes, str]:
    """Return the byte order mark, if any, and the codec. PowerShell's `>` writes UTF-16 with a mark.

    Args:
        data: The beginning of a file, at least four bytes of it.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return mark, codec
    return b"", _UNMARKED.get(bytes(map(bool, data[:4])), "utf-8")
