"""The decoded forms of a segment: a table of decoders, applied to each other's results to a bounded depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from colab_safe.model import Span
from colab_safe.notebook.encoded import base64_decoded, may_hold_base64, percent_decoded, quoted_printable
from colab_safe.notebook.literals import joined_lines, joined_literals, unescaped
from colab_safe.notebook.markup import resolved_entities, shown_text
from colab_safe.notebook.pieces import Builder, Pieces, merged
from colab_safe.notebook.segments import Segment
from colab_safe.notebook.terminal import overwritten, without_controls

DEPTH = 4  # base64 of JSON of HTML with entities takes four
GROWTH = 8  # all views of a segment together are at most so many times its length …
ALLOWANCE = 1 << 16  # … and this many characters


class View:
    """A text of a segment, decoded by the decoders that `names` lists, and its way back to the segment's text."""

    __slots__ = ("text", "segment", "names", "parent", "_pieces")

    def __init__(
        self, text: str, segment: Segment, names: tuple[str, ...] = (), parent: View | None = None, pieces: Pieces | None = None
    ) -> None:
        self.text = text
        self.segment = segment
        self.names = names
        self.parent = parent
        self._pieces = pieces

    def spans(self, start: int, end: int) -> list[Span]:
        """The parts of the segment's text that characters `start`–`end` were decoded from, ascending."""
        if self.parent is None:
            return [Span(start, end)]
        origins = [self.parent.spans(span.start, span.end) for span in self.parent_spans(start, end)]
        return merged([span for spans in origins for span in spans])

    def parent_spans(self, start: int, end: int) -> list[Span]:
        """The same parts of the parent's text."""
        return self._pieces.spans(start, end) if self._pieces else [Span(start, end)]

    def decoded(self, name: str, builder: Builder) -> View:
        return View(builder.text, self.segment, (*self.names, name), self, builder.pieces)


class Decoder(NamedTuple):
    """`decode` is tried where one of `signs` stands in the text, and the segment is one that it `applies` to."""

    name: str
    signs: tuple[str, ...]
    decode: Callable[[str], Builder | None]
    applies: Callable[[Segment], bool] = lambda segment: True


def _is_markup(segment: Segment) -> bool:
    mime = segment.place.mime
    return segment.place.cell_type != "code" if mime is None else mime.endswith(("html", "xml", "markdown", "json"))


def _is_code(segment: Segment) -> bool:
    return segment.place.mime is None and segment.place.part == "source"


def _is_broken(segment: Segment) -> bool:
    return segment.place.cell is None and segment.place.part == "source"


DECODERS = (
    Decoder("ansi", ("\x1b", "\x9b"), without_controls),
    Decoder("terminal", ("\r", "\b"), overwritten),
    Decoder("html", ("<", "&"), shown_text, _is_markup),
    Decoder("entities", ("&",), resolved_entities, _is_markup),
    Decoder("escapes", ("\\",), unescaped),
    Decoder("literals", ("' ", "'+", "'\\", "'\n", "')", '" ', '"+', '"\\', '"\n', '")'), joined_literals, _is_code),
    Decoder("lines", ('",',), joined_lines, _is_broken),
    Decoder("percent", ("%",), percent_decoded),
    Decoder("quoted-printable", ("=\n", "=\r\n", "=3D"), quoted_printable),
)
BASE64 = "base64"


def views(segments: Iterable[Segment]) -> Iterator[View]:
    """Every segment's own text, and every view of it."""
    for segment in segments:
        yield from _views(segment)


def _views(segment: Segment) -> Iterator[View]:
    waiting = [View(segment.text, segment)]
    seen = {segment.text}
    left = GROWTH * len(segment.text) + ALLOWANCE
    while waiting:
        view = waiting.pop(0)
        yield view
        for decoded in _decoded(view) if len(view.names) < DEPTH else ():
            if decoded.text not in seen and len(decoded.text) <= left:
                seen.add(decoded.text)
                left -= len(decoded.text)
                waiting.append(decoded)


def _decoded(view: View) -> Iterator[View]:
    for decoder in DECODERS:
        if any([sign in view.text for sign in decoder.signs]) and decoder.applies(view.segment):
            builder = decoder.decode(view.text)
            if builder:
                yield view.decoded(decoder.name, builder)
    builder = base64_decoded(view.text) if len(view.text) >= 16 else None
    if builder:
        yield view.decoded(BASE64, builder)
