"""One file's segments, and the way back from a segment's characters to the file's bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from colab_safe.limits import Limit, sentence
from colab_safe.model import Location, Place, Span
from colab_safe.notebook.json_document import JsonDocument, Route
from colab_safe.notebook.json_literals import add_json_literal
from colab_safe.notebook.segments import Segment, Segments
from colab_safe.notebook.source import Source
from colab_safe.notebook.tree_text import tree_strings
from colab_safe.origins import Origins, TextBuilder
from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colab_safe.lines import LineCounter

_COUNTS = ("execution_count", "prompt_number")  # nbformat 4, and 3
_PARTS = {"outputs": "output", "attachments": "attachment", "source": "source"}


class Notebook:
    """The segments of one file, and where each of their characters is in it.

    Attributes:
        source: The file's bytes, and its text without pixels.
        problem: Why a file that should be a notebook was read as plain text too; None if it was not.
        is_parsed: Whether the file was read as JSON; otherwise all segments are plain text.
        has_repeated_keys: Whether an object of the JSON has the same key twice.
        segments: All that a reader sees, in the order of the file.
        cells: How many cells there are, over all worksheets.
        outputs: How many outputs all cells have together.
        read_twice: Bytes of plain text that belong to two segments.
        path: The file's name, by which it was read as a text notebook; empty for all other files.
        cell_tags: The tags of the cells of a text notebook, by their numbers from 1.
        limits: The limits that kept parts of the file from being read, each once, in their order.
    """

    def __init__(self, source: Source, problem: str | None = None) -> None:
        self.source = source
        self.problem = problem
        self.is_parsed = False
        self.has_repeated_keys = False
        self.segments = Segments()
        self.cells = 0
        self.outputs = 0
        self.read_twice = 0
        self.path = ""
        self.cell_tags: dict[int, list[str]] = {}
        self.limits: dict[Limit, None] = {}
        self._origins: dict[int, Origins] = {}
        self._line_counters: dict[int, LineCounter] = {}
        self._cell_metadata: dict[int, Any] = {}

    @cached_property
    def document(self) -> JsonDocument | None:
        """The JSON once more, for offsets: needed only if something was found."""
        if not self.is_parsed:
            return None
        return JsonDocument(self.source.text, keep_repeated=self.has_repeated_keys)

    def reach(self, limits: Iterable[Limit]) -> None:
        """Remember that limits kept a part of the file from being read.

        Args:
            limits: In any number, also the same one again.
        """
        self.limits.update(dict.fromkeys(limits))

    @property
    def unread(self) -> str | None:
        """What was not read of the file, and by which limits; None if all of it was read."""
        if not self.limits:
            return None
        return f"not all of it was read: {'; '.join(map(sentence, self.limits))}"

    @property
    def text_bytes(self) -> int:
        """The size of all that was read as text, decoded, in bytes of UTF-8."""
        texts = self.segments.texts
        wide = [text for text in texts if not text.isascii()]
        encoded = sum([len(text.encode("utf-8", "surrogatepass")) for text in wide])
        return sum(map(len, texts)) - sum(map(len, wide)) + encoded - self.read_twice

    def byte_spans(self, segment: Segment, spans: list[Span]) -> list[Span]:
        """Return the bytes of the file that characters of a segment were read from.

        Args:
            segment: One of this notebook's segments.
            spans: Characters of its text, ascending.

        Returns:
            Bytes of the file as stored, ascending; none for characters that only a reader sees,
            such as the quotation marks around a key.
        """
        if segment.picture:
            in_utf8 = _parent_spans(segment.picture, spans)
            return [self.source.picture_span(span) for span in in_utf8]
        if segment.pieces:
            in_text = _parent_spans(segment.pieces, spans)
        elif segment.route is None:
            in_text = [Span(segment.offset + start, segment.offset + end) for start, end in spans]
        else:
            in_text = _parent_spans(self._origins_of(segment), spans)
        return [stored for span in in_text for stored in self.source.byte_spans(span)]

    def location(
        self, path: str, segment: Segment, characters: list[Span], decoders: tuple[str, ...] = ()
    ) -> Location:
        """Return where characters of a segment are, for a report.

        Args:
            path: The file's name, as the report gives it.
            segment: One of this notebook's segments.
            characters: Characters of its text, ascending, at least one of which has bytes.
            decoders: The names of what decoded the segment further, outermost first.
        """
        start = characters[0].start
        place, first = self._place_at(segment, start)
        line, column = self._line_and_column(segment, start, first)
        spans = tuple(self.byte_spans(segment, characters))
        file_line = self.source.line(spans[0].start)
        views = (*segment.decoded_from, *decoders)
        return Location(path, place, line, column, file_line, spans, views)

    def cell_metadata(self, number: int) -> Any:
        """Return the metadata of a cell; None if it has none.

        Args:
            number: Which cell, from 1, counted through all worksheets.
        """
        if number not in self._cell_metadata:
            self._cell_metadata[number] = self._parsed_metadata(number)
        return self._cell_metadata[number]

    def execution_count(self, number: int) -> int | None:
        """Return how often the kernel had run when it ran a cell; None if the notebook does not say.

        Args:
            number: Which cell, from 1, counted through all worksheets.
        """
        if self.document is None:
            return None
        for name in _COUNTS:
            try:
                count = self.document.value((*_cell_route(self.document, number), name))
            except LookupError:
                continue
            return count if type(count) is int else None
        return None

    def _parsed_metadata(self, number: int) -> Any:
        if self.document is None:
            return {"tags": self.cell_tags.get(number, [])}
        try:
            return self.document.value((*_cell_route(self.document, number), "metadata"))
        except LookupError:
            return None

    def _place_at(self, segment: Segment, start: int) -> tuple[Place, int]:
        """The place of a character of a segment, and the segment's character where that place begins."""
        if segment.picture:
            return self._picture_place(segment), 0
        place, first = segment.place, 0
        number = bisect_right(segment.outputs, start, key=lambda output: output.start)
        if number:
            output = segment.outputs[number - 1]
            first = output.start
            if place.output:  # not one that a widget has caught
                place = place._replace(output=output.output)
        return place, first

    def text_of_place(self, segment: Segment, start: int) -> Span:
        """Return which characters of a segment's text are in the same place: a segment may run over several outputs.

        Args:
            segment: One of this notebook's segments.
            start: A character of its text.
        """
        number = bisect_right(segment.outputs, start, key=lambda output: output.start)
        first = segment.outputs[number - 1].start if number else 0
        following = segment.outputs[number:]
        return Span(first, following[0].start if following else len(segment.text))

    def _picture_place(self, segment: Segment) -> Place:
        if self.document is None:
            return segment.place
        route = self.document.route_at(segment.offset)
        return _place_of_keys(list(self.document.keys(route)))

    def _line_and_column(self, segment: Segment, start: int, first: int) -> tuple[int, int]:
        """Both from 1; lines are those of the output that begins at `first`, or of the whole file's text."""
        from colab_safe.lines import LineCounter  # needed only if something was found

        text, counted = segment.text, id(segment)
        if segment.offset and not segment.picture:
            text, counted, start = self.source.text, 0, segment.offset + start
        if counted not in self._line_counters:
            self._line_counters[counted] = LineCounter(text)
        counter = self._line_counters[counted]
        line = counter.line(start) - counter.line(first) + 1
        return line, start - max(counter.start(start), first) + 1

    def _origins_of(self, segment: Segment) -> Origins:
        if id(segment) not in self._origins:
            self._origins[id(segment)] = self._built_again(segment)
        return self._origins[id(segment)]

    def _built_again(self, segment: Segment) -> Origins:
        """The origin of each character, from the literals that the segment was read from."""
        builder, route = TextBuilder(), segment.route or ()
        if segment.separator is None:
            self._add_tree(builder, route, segment)
        else:
            for each in [output.route for output in segment.outputs] or [route]:
                self._add_lines(builder, each, segment.separator)
        if builder.text != segment.text:
            raise AssertionError(f"segment at {route} does not read back as it was read")
        return builder.origins

    def _add_tree(self, builder: TextBuilder, route: Route, segment: Segment) -> None:
        document = self._parsed_document
        literals = document.literals(route, segment.keys_only)
        strings = tree_strings(document.value(route), segment.keys_only)
        for literal, (_, after) in zip(literals, strings, strict=False):
            builder.put('"', literal.start, literal.start)
            add_json_literal(builder, document.text, literal)
            builder.put(f'"{after}', literal.end, literal.end)

    def _add_lines(self, builder: TextBuilder, route: Route, separator: str) -> None:
        document = self._parsed_document
        for number, literal in enumerate(document.literals(route)):
            if number:
                builder.put(separator, literal.start, literal.start)
            add_json_literal(builder, document.text, literal)

    @property
    def _parsed_document(self) -> JsonDocument:
        if self.document is None:
            raise AssertionError("plain text has no routes")
        return self.document


def _parent_spans(origins: Origins, spans: list[Span]) -> list[Span]:
    return [origin for span in spans for origin in origins.spans(span.start, span.end)]


def _cell_route(document: JsonDocument, number: int) -> Route:
    worksheets: list[Route] = [
        ("worksheets", sheet) for sheet in range(document.size(("worksheets",)))
    ]
    for sheet in ((), *worksheets):
        cells = document.size((*sheet, "cells"))
        if number <= cells:
            return (*sheet, "cells", number - 1)
        number -= cells
    raise LookupError("no such cell")


def _place_of_keys(keys: list[str | int]) -> Place:
    """`["cells", 3, "outputs", 0, "data", "image/png"]` as a place; nbformat 3 has `"worksheets", 0` before it."""
    keys = keys[2:] if keys[:1] == ["worksheets"] else keys
    numbers = [key + 1 for key in keys if isinstance(key, int)] + [None, None]
    mime = next((key for key in reversed(keys) if isinstance(key, str) and "/" in key), None)
    part = next((part for key, part in _PARTS.items() if key in keys), "metadata")
    return Place(part, numbers[0], None, None, numbers[1] if part == "output" else None, mime)
