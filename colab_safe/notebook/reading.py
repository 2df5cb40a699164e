"""A file's bytes as segments, with each segment's way back to the bytes; what is no notebook is plain text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from colab_safe.model import Place, Span
from colab_safe.notebook.document import Document, Route, with_room
from colab_safe.notebook.literals import add_json_literal
from colab_safe.notebook.pieces import Builder, Pieces
from colab_safe.notebook.places import Reading
from colab_safe.notebook.segments import Part, Segment, Segments, strings
from colab_safe.notebook.source import Source
from colab_safe.notebook.trees import PARSER
from colab_safe.typed import Any

# Characters: of plain text in one segment, and of those that the next one has too; the longest rules reach so far.
_STRETCH, _OVERLAP = 4_000_000, 1 << 15


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
        self._pieces: dict[int, Pieces] = {}

    @cached_property
    def document(self) -> Document | None:
        """The JSON, gone through once more when something was found."""
        return Document(self.source.text, keep_repeated=self.has_repeated_keys) if self.is_parsed else None

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
            bytes_of_text = [origin for span in spans for origin in segment.picture.spans(span.start, span.end)]
            return [self.source.picture_span(span) for span in bytes_of_text]
        if segment.route is None:
            spans = [Span(segment.offset + span.start, segment.offset + span.end) for span in spans]
        else:
            if id(segment) not in self._pieces:
                self._pieces[id(segment)] = self._built(segment)
            pieces = self._pieces[id(segment)]
            spans = [origin for span in spans for origin in pieces.spans(span.start, span.end)]
        return [stored for span in spans for stored in self.source.byte_spans(span)]

    def place(self, segment: Segment, index: int) -> tuple[Place, int]:
        """The place of a character of a segment, and where in the segment the output begins that it stands in."""
        if segment.picture:
            route = self.document.route_at(segment.parts[0].start) if self.document else ()
            return (picture_place(list(self.document.keys(route))) if self.document else segment.place), 0
        place, first = segment.place, 0
        for part in segment.parts:
            if part.start <= index:
                place, first = place._replace(output=part.output), part.start
        return place, first

    def cell_metadata(self, number: int) -> Any:
        """The metadata of a cell, counted from 1 through all worksheets; None if it has none."""
        try:
            return self.document.value((*_cell_route(self.document, number), "metadata")) if self.document else None
        except LookupError:
            return None

    def _built(self, segment: Segment) -> Pieces:
        """The segment once more, from the literals that it was read from."""
        builder, route = Builder(), segment.route or ()
        if segment.joint is None:
            self._add_tree(builder, route, segment)
        else:
            for part in segment.parts or (None,):
                self._add_lines(builder, part.route if part else route, segment.joint)
        if builder.text != segment.text:
            raise AssertionError(f"segment at {route} does not read back as it was read")
        return builder.pieces

    def _add_tree(self, builder: Builder, route: Route, segment: Segment) -> None:
        document = self._parsed
        texts = strings(document.value(route), segment.without)
        for literal, (_, behind) in zip(document.literals(route, segment.without), texts, strict=False):
            builder.put('"', literal.start, literal.start)
            add_json_literal(builder, document.text, literal.start, literal.end)
            builder.put(f'"{behind}', literal.end, literal.end)

    def _add_lines(self, builder: Builder, route: Route, joint: str) -> None:
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


def read_text(data: bytes) -> Notebook:
    """Any file as one segment of plain text."""
    return _plain(Source(data), None)


def read_notebook(data: bytes) -> Notebook:
    """A notebook's segments; where it cannot be parsed to the last quotation mark, the plain text as well, and why."""
    source = Source(data)
    try:
        reading, repeated, problem = _read(source)
    except (ValueError, RecursionError) as error:
        return _plain(source, _reason(error, source))
    notebook = Notebook(source, problem)
    notebook.is_parsed, notebook.has_repeated_keys = True, repeated
    notebook.segments = reading.segments
    if problem:
        _add_plain(notebook)
    _add_pictures(notebook.segments, source)
    notebook.cells, notebook.outputs = reading.cells, reading.outputs
    source.forget_text()
    return notebook


def _read(source: Source) -> tuple[Reading, bool, str | None]:
    """All segments, whether repeated keys had to be kept for them, and what makes their completeness doubtful."""
    tree = source.tree(PARSER)
    reading = _whole(tree, source) if tree is not None else None
    if reading:
        return reading, False, _shape_doubt(tree)
    document = Document(source.text)
    reading = _reading(document.tree)
    repeated = reading.quotes != source.quotes()  # a parser drops the first of two equal keys
    if repeated:
        document = Document(source.text, keep_repeated=True)
        reading = _reading(document.tree)
    return reading, repeated, _doubt(source, document)


def _reading(tree: Any) -> Reading:
    """With room left: since CPython 3.12 a parser's own limit is no longer Python's."""
    return with_room(lambda: Reading(tree))


def _whole(tree: Any, source: Source) -> Reading | None:
    """None where a part of it could not be parsed, or where the segments do not account for all of the file."""
    try:
        reading = _reading(tree)
    except ValueError:
        return None
    return reading if reading.quotes == source.quotes() else None


def _plain(source: Source, problem: str | None) -> Notebook:
    notebook = Notebook(source, problem)
    _add_plain(notebook)
    _add_pictures(notebook.segments, source)
    return notebook


def _add_plain(notebook: Notebook) -> None:
    """The text in stretches: the views of all of it at once would take ten times its bytes."""
    text, read = notebook.source.text, 0
    for start, end in _stretches(text):
        notebook.segments.add(text[start:end], _FILE, offset=start)
        notebook.read_twice += len(text[start:read].encode("utf-8", "surrogatepass"))
        read = end


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """From line to line, where there are lines. Each begins a little before the last one ends: a secret may stand there."""
    start = end = 0
    while end < len(text):
        end = min(len(text), start + _STRETCH)
        if end < len(text):
            end = text.rfind("\n", end - _OVERLAP, end) + 1 or end
        yield start, end
        start = text.rfind("\n", end - 2 * _OVERLAP, end - _OVERLAP) + 1 or end - _OVERLAP


def _add_pictures(segments: Segments, source: Source) -> None:
    """The words in pictures; where those stand is looked up only when something is found in them."""
    for index, builder in source.words():
        segments.add(builder.text, _FILE, parts=(Part(index, (), None),), picture=builder.pieces)


def picture_place(keys: list[str | int]) -> Place:
    """`["cells", 3, "outputs", 0, "data", "image/png"]` in a reader's words; `worksheets`, 0 go before in nbformat 3."""
    keys = keys[2:] if keys[:1] == ["worksheets"] else keys
    numbers = [key + 1 for key in keys if isinstance(key, int)] + [None, None]
    mime = next((key for key in reversed(keys) if isinstance(key, str) and "/" in key), None)
    part = next((part for key, part in _PARTS.items() if key in keys), "metadata")
    return Place(part, numbers[0], None, None, numbers[1] if part == "output" else None, mime)


_FILE = ("source", None, None, None, None, None)
_PARTS = {"outputs": "output", "attachments": "attachment", "source": "source"}


def _doubt(source: Source, document: Document) -> str | None:
    """What of the file may not have been read as a notebook."""
    if not source.is_unicode:
        return f"it holds bytes that are no {source.codec.upper()}"
    if document.text[document.end :].strip():
        return "text follows the notebook's end"
    return _shape_doubt(document.tree)


def _shape_doubt(tree: Any) -> str | None:
    is_notebook = isinstance(tree, dict) and ("cells" in tree or "worksheets" in tree)
    return None if is_notebook else "it is JSON, but holds no cells"


def _reason(error: Exception, source: Source) -> str:
    if not source.data:
        return "it is empty"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    for mark in ("<<<<<<< ", ">>>>>>> "):
        if f"\n{mark}" in source.text:
            return "it holds conflict markers"
    return f"it is no JSON ({error})" if source.text.lstrip()[:1] in ("{", "[") else "it is no JSON"
