"""One file's segments, and the way back from a segment's characters to the file's bytes."""

from __future__ import annotations

from functools import cached_property

from colab_safe.model import Place, Span
from colab_safe.notebook.json_document import Document, Route
from colab_safe.notebook.json_literals import add_json_literal
from colab_safe.notebook.segments import Segment, Segments, strings
from colab_safe.notebook.source import Source
from colab_safe.origins import Origins, TextBuilder
from colab_safe.typed import Any

_PARTS = {"outputs": "output", "attachments": "attachment", "source": "source"}


class Notebook:
    """The segments of one file; `problem` says why a file that should be a notebook was read as plain text."""

    def __init__(self, source: Source, problem: str | None = None) -> None:
        self.source = source
        self.problem = problem
        self.is_parsed = False
        self.has_repeated_keys = False
        self.segments = Segments()
        self.cells = 0
        self.outputs = 0
        self.read_twice = 0  # bytes of plain text that belong to two segments
        self._origins: dict[int, Origins] = {}

    @cached_property
    def document(self) -> Document | None:
        """The JSON, gone through once more when something was found."""
        return (
            Document(self.source.text, keep_repeated=self.has_repeated_keys)
            if self.is_parsed
            else None
        )

    @property
    def text_bytes(self) -> int:
        """Bytes of all that was read as text, decoded, in UTF-8."""
        texts = self.segments.texts
        wide = [text for text in texts if not text.isascii()]
        encoded = sum([len(text.encode("utf-8", "surrogatepass")) for text in wide])
        return sum(map(len, texts)) - sum(map(len, wide)) + encoded - self.read_twice

    def byte_spans(self, segment: Segment, spans: list[Span]) -> list[Span]:
        """The bytes of the file that hold these characters of a segment, ascending."""
        if segment.picture:
            bytes_of_text = [
                origin for span in spans for origin in segment.picture.spans(span.start, span.end)
            ]
            return [self.source.picture_span(span) for span in bytes_of_text]
        if segment.route is None:
            spans = [Span(segment.offset + span.start, segment.offset + span.end) for span in spans]
        else:
            if id(segment) not in self._origins:
                self._origins[id(segment)] = self._built(segment)
            origins = self._origins[id(segment)]
            spans = [origin for span in spans for origin in origins.spans(span.start, span.end)]
        return [stored for span in spans for stored in self.source.byte_spans(span)]

    def place(self, segment: Segment, index: int) -> tuple[Place, int]:
        """The place of a character of a segment, and where in the segment the output begins that it stands in."""
        if segment.picture:
            route = self.document.route_at(segment.parts[0].start) if self.document else ()
            return (
                _picture_place(list(self.document.keys(route))) if self.document else segment.place
            ), 0
        place, first = segment.place, 0
        for part in segment.parts:
            if part.start <= index:
                place, first = place._replace(output=part.output), part.start
        return place, first

    def cell_metadata(self, number: int) -> Any:
        """The metadata of a cell, counted from 1 through all worksheets; None if it has none."""
        try:
            return (
                self.document.value((*_cell_route(self.document, number), "metadata"))
                if self.document
                else None
            )
        except LookupError:
            return None

    def _built(self, segment: Segment) -> Origins:
        """The segment once more, from the literals that it was read from."""
        builder, route = TextBuilder(), segment.route or ()
        if segment.joint is None:
            self._add_tree(builder, route, segment)
        else:
            for part in segment.parts or (None,):
                self._add_lines(builder, part.route if part else route, segment.joint)
        if builder.text != segment.text:
            raise AssertionError(f"segment at {route} does not read back as it was read")
        return builder.origins

    def _add_tree(self, builder: TextBuilder, route: Route, segment: Segment) -> None:
        document = self._parsed
        texts = strings(document.value(route), segment.without)
        for literal, (_, behind) in zip(
            document.literals(route, segment.without), texts, strict=False
        ):
            builder.put('"', literal.start, literal.start)
            add_json_literal(builder, document.text, literal.start, literal.end)
            builder.put(f'"{behind}', literal.end, literal.end)

    def _add_lines(self, builder: TextBuilder, route: Route, joint: str) -> None:
        document = self._parsed
        for number, literal in enumerate(document.literals(route)):
            if number:
                builder.put(joint, literal.start, literal.start)
            add_json_literal(builder, document.text, literal.start, literal.end)

    @property
    def _parsed(self) -> Document:
        if self.document is None:
            raise AssertionError("plain text has no routes")
        return self.document


def _cell_route(document: Document, number: int) -> Route:
    for sheet in ((), *(("worksheets", each) for each in range(document.size(("worksheets",))))):
        cells = document.size((*sheet, "cells"))
        if number <= cells:
            return (*sheet, "cells", number - 1)
        number -= cells
    raise LookupError("no such cell")


def _picture_place(keys: list[str | int]) -> Place:
    """`["cells", 3, "outputs", 0, "data", "image/png"]` in a reader's words; `worksheets`, 0 go before in nbformat 3."""
    keys = keys[2:] if keys[:1] == ["worksheets"] else keys
    numbers = [key + 1 for key in keys if isinstance(key, int)] + [None, None]
    mime = next((key for key in reversed(keys) if isinstance(key, str) and "/" in key), None)
    part = next((part for key, part in _PARTS.items() if key in keys), "metadata")
    return Place(part, numbers[0], None, None, numbers[1] if part == "output" else None, mime)
