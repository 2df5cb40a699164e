"""Which texts a reader of a notebook sees, of any nbformat version: one entry of a table for each kind of place.

Nothing is left over: what no entry names is in a segment of the object that holds it, keys included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

from colab_safe.model import Place
from colab_safe.notebook.document import Route
from colab_safe.notebook.pieces import Pieces
from colab_safe.regex import Regex

# JupyterLab's names for what has no MIME type of its own.
STDOUT, STDERR, ERROR = (f"application/vnd.jupyter.{name}" for name in ("stdout", "stderr", "error"))
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
# nbformat 3 wrote these as members of the output itself: https://nbformat.readthedocs.io/en/latest/format_description.html
_V3_MIMES = {
    "html": "text/html", "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf",
    "latex": "text/latex", "json": "application/json", "javascript": "application/javascript",
}  # fmt: skip
# nbformat's own words, and ids too short to be a token: an object that holds nothing else is no segment.
_WORDS = frozenset(
    ("code", "markdown", "raw", "stream", "display_data", "execute_result", "pyout", "stdout", "stderr", "", "python")
)
_WORD_KEYS = frozenset(("cell_type", "output_type", "name", "stream", "id", "execution_count", "metadata", "language"))
_SHORT = 16
_MIME = Regex(r"(?:text|image|application)/[a-z0-9.+-]{,40}")
_ALL: frozenset[int] = frozenset()


class Part(NamedTuple):
    """From character `start` on, a segment was built from the strings below `route`."""

    start: int
    route: Route
    output: int | None


class Segment(NamedTuple):
    """One text with its place, and the route of the value that it was built from.

    `joint` is what a reader sees between two strings of a list; None where the text is a tree, written one
    pair a line. Of the members in `without` only the keys belong to the text. `parts` is set where the text runs over
    several outputs. A text with no route is the whole file, read as plain text, or has its own way back: `picture`
    leads to the file's bytes, and the place is that of the picture.
    """

    text: str
    place: Place
    route: Route | None = None
    joint: str | None = ""
    without: frozenset[int] = _ALL
    parts: tuple[Part, ...] = ()
    picture: Pieces | None = None


class Reading:
    """All segments of one parsed notebook, and how many of the file's quotation marks they account for.

    Raises RecursionError for a tree nested too deeply.
    """

    def __init__(self, notebook: Any) -> None:
        self.segments: list[Segment] = []
        self.quotes = 0
        self.cells = 0
        self.outputs = 0
        self._object(notebook, (), Place("metadata"), _NOTEBOOK)

    def _object(self, node: Any, route: Route, place: Place, shape: Shape) -> None:
        """The segments of an object's named members, then one of all that is left of the object."""
        if not isinstance(node, dict):
            self.tree(node, route, place._replace(part="metadata"))
            return
        members = shape.members(tuple(node))
        for number, key, read in members.named:
            if node[key]:
                read(self, node[key], (*route, number), place)
        quotes = self._plain_quotes(node, members)
        if quotes is None:
            place = Place("metadata", place.cell, place.cell_id, place.cell_type, place.output)
            self.tree(node, route, place, frozenset(number for number, key, _ in members.named if node[key]))
        else:
            self.quotes += quotes

    def _plain_quotes(self, node: dict[str, Any], members: Members) -> int | None:
        """The quotation marks of an object of nbformat's own words; None when it holds more than those."""
        if not members.known:
            return None
        quotes = 2 * len(node) + 2 * [node[key] for _, key, _ in members.named].count("")
        for key in members.words:
            value = node[key]
            if isinstance(value, str):
                if value not in _WORDS and len(value) >= _SHORT:
                    return None
                quotes += 2 + value.count('"')
            elif value and not isinstance(value, (int, float)):
                return None
        return quotes

    def tree(self, node: Any, route: Route, place: Place, without: frozenset[int] = _ALL) -> None:
        """A tree as one text, `"key": "value"` a line; numbers, which are no secrets, are left out."""
        text = "".join([f'"{string}"{behind}' for string, behind in strings(node, without)])
        if text:
            self.quotes += text.count('"')
            self.segments.append(Segment(text, place, route, None, without))

    def text(self, value: Any, route: Route, place: Place, joint: str = "") -> None:
        """A string or a list of lines as one text; anything else as a tree."""
        text = self._joined(value, joint)
        if text is None:
            self.tree(value, route, place)
        else:
            self.segments.append(Segment(text, place, route, joint))

    def _joined(self, value: Any, joint: str = "") -> str | None:
        """The lines as one text, accounted for; None if they are no lines."""
        lines = value if isinstance(value, list) else (value,)
        try:
            text = joint.join(lines)
        except TypeError:
            return None
        self.quotes += text.count('"') + 2 * len(lines)
        return text

    def each(self, value: Any, route: Route, place: Place, read: Callable[[int, Any, Route], None]) -> None:
        """Calls `read` with the number of each member, from 1; a value that is no list is a tree."""
        if not isinstance(value, list):
            self.tree(value, route, place)
            return
        for number, member in enumerate(value):
            read(number + 1, member, (*route, number))

    def cell_list(self, value: Any, route: Route, place: Place) -> None:
        """Cells are counted through, also over the worksheets of nbformat 3."""

        def read(_: int, cell: Any, route: Route) -> None:
            self.cells += 1
            known = cell if isinstance(cell, dict) else {}
            here = Place("source", self.cells, _name(known.get("id")), _name(known.get("cell_type")))
            self._object(cell, route, here, _CELL)

        self.each(value, route, place, read)

    def worksheets(self, value: Any, route: Route, place: Place) -> None:
        self.each(value, route, place, lambda _, sheet, route: self._object(sheet, route, place, _NOTEBOOK))

    def output_list(self, value: Any, route: Route, place: Place) -> None:
        def read(number: int, output: Any, route: Route) -> None:
            self.outputs += 1
            here = Place("output", place.cell, place.cell_id, place.cell_type, number)
            self._object(output, route, here, _STREAM if _stream(output) else _OUTPUT)

        self.each(value, route, place, read)
        if isinstance(value, list):
            for mime, group in groupby(enumerate(value), lambda member: _stream(member[1])):
                if mime:
                    self._stream_run(list(group), route, place._replace(part="output", mime=mime))

    def _stream_run(self, outputs: list[tuple[int, Any]], route: Route, place: Place) -> None:
        """Adjacent outputs of one stream as one text, as every front end shows them."""
        text, parts = "", []
        for number, output in outputs:
            here = (*route, number, list(output).index("text"))
            joined = self._joined(output["text"])
            if joined is None:
                self.tree(output["text"], here, place._replace(output=number + 1))
            else:
                parts.append(Part(len(text), here, number + 1))
                text += joined
        if parts:
            self.segments.append(
                Segment(text, place._replace(output=parts[0].output), parts[0].route, parts=tuple(parts))
            )

    def bundle(self, value: Any, route: Route, place: Place) -> None:
        """A MIME bundle: one segment an entry; its keys too, unless they are MIME types."""
        if not isinstance(value, dict):
            self.tree(value, route, place)
            return
        for number, (mime, entry) in enumerate(value.items()):
            self._entry(mime, entry, (*route, number), place)
        self._keys(value, route, place)

    def _keys(self, node: dict[str, Any], route: Route, place: Place) -> None:
        if all([_MIME.fullmatch(key) for key in node]):
            self.quotes += 2 * len(node)
        else:
            self.tree(node, route, place._replace(part="metadata"), frozenset(range(len(node))))

    def _entry(self, mime: str, value: Any, route: Route, place: Place) -> None:
        """One MIME type's payload: a tree where the type is JSON, otherwise lines."""
        here = Place(place.part, place.cell, place.cell_id, place.cell_type, place.output, mime)
        (self.tree if mime.endswith(("/json", "+json")) else self.text)(value, route, here)

    def attachments(self, value: Any, route: Route, place: Place) -> None:
        """Bundles by the names of their files, which are read as well."""
        place = place._replace(part="attachment")
        files = tuple(value.values()) if isinstance(value, dict) else ()
        for number, bundle in enumerate(files):
            self.bundle(bundle, (*route, number), place)
        self.tree(value, route, place, frozenset(range(len(files))))

    def notebook_metadata(self, value: Any, route: Route, place: Place) -> None:
        self._object(value, route, place, _METADATA)


Reader = Callable[[Reading, Any, Route, Place], None]


class Members(NamedTuple):
    """What an object's keys are: `named` have a reader (number, key, reader), `words` hold nbformat's own words."""

    named: tuple[tuple[int, str, Reader], ...]
    words: tuple[str, ...]
    known: bool  # there are no others


class Shape:
    """A kind of object by its named members; the few lists of keys that notebooks have are looked at once."""

    def __init__(self, readers: dict[str, Reader]) -> None:
        self._readers = readers
        self._seen: dict[tuple[str, ...], Members] = {}

    def members(self, keys: tuple[str, ...]) -> Members:
        if keys not in self._seen:
            named = [(number, key, self._readers[key]) for number, key in enumerate(keys) if key in self._readers]
            rest = tuple(key for key in keys if key not in self._readers)
            self._seen[keys] = Members(tuple(named), rest, _WORD_KEYS.issuperset(rest))
        return self._seen[keys]


def strings(tree: Any, without: frozenset[int] = _ALL) -> Iterator[tuple[str, str]]:
    """The strings of a tree in the order of the file, each with what a reader sees behind it."""
    if isinstance(tree, str):
        yield tree, "\n"
    elif isinstance(tree, dict):
        for number, (key, value) in enumerate(tree.items()):
            inside = isinstance(value, (str, dict, list)) and number not in without
            yield key, ": " if inside and isinstance(value, str) else ":\n"
            if inside:
                yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _stream(output: Any) -> str | None:
    """The MIME type of a stream output; nbformat 3 calls the name "stream"."""
    if not isinstance(output, dict) or output.get("output_type") != "stream" or not output.get("text"):
        return None
    return STDERR if "stderr" in (output.get("name"), output.get("stream")) else STDOUT


def _mime(mime: str) -> Reader:
    return lambda reading, value, route, place: reading._entry(mime, value, route, place)


def _lines(part: str, mime: str | None = None, joint: str = "") -> Reader:
    def read(reading: Reading, value: Any, route: Route, place: Place) -> None:
        here = Place(part, place.cell, place.cell_id, place.cell_type, place.output, mime)
        reading.text(value, route, here, joint)

    return read


_NOTEBOOK = Shape(
    {
        "cells": Reading.cell_list,
        "worksheets": Reading.worksheets,  # nbformat 3
        "metadata": Reading.notebook_metadata,
    }
)
_METADATA = Shape({"widgets": _mime(WIDGET_STATE)})
_CELL = Shape(
    {
        "source": _lines("source"),
        "input": _lines("source"),  # nbformat 3
        "code": _lines("source"),  # nbformat 1
        "text": _lines("source"),
        "outputs": Reading.output_list,
        "attachments": Reading.attachments,
    }
)
_STREAM = Shape({"text": lambda reading, value, route, place: None})  # `output_list` joins them
_OUTPUT = Shape(
    {
        "data": Reading.bundle,
        "text": _lines("output", "text/plain"),  # nbformat 3
        "ename": _lines("output", ERROR),
        "evalue": _lines("output", ERROR),
        "traceback": _lines("output", ERROR, "\n"),
        **{key: _mime(mime) for key, mime in _V3_MIMES.items()},
    }
)
