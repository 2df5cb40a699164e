"""Which texts a reader of a notebook sees, of any nbformat version: one entry of a table for each kind of place.

What no entry names is in a segment of the object that holds it, keys included.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from colab_safe.model import Place
from colab_safe.notebook.collector import Collector, Reader, Shape
from colab_safe.notebook.document import Route
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT, WIDGET_STATE, Part, Segment
from colab_safe.regex import Regex

# nbformat 3 wrote these as members of the output itself: https://nbformat.readthedocs.io/en/latest/format_description.html
_V3_MIMES = {
    "html": "text/html", "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf",
    "latex": "text/latex", "json": "application/json", "javascript": "application/javascript",
}  # fmt: skip
_MIME = Regex(r"(?:text|image|application)/[a-z0-9.+-]{,40}")


class Reading(Collector):
    """All segments of one parsed notebook. Raises RecursionError for a tree nested too deeply."""

    def __init__(self, notebook: Any) -> None:
        super().__init__()
        self.cells = 0
        self.outputs = 0
        self.object(notebook, (), Place("metadata"), _NOTEBOOK)

    def cell_list(self, value: Any, route: Route, place: Place) -> None:
        """Cells are counted through, also over the worksheets of nbformat 3."""

        def read(_: int, cell: Any, route: Route) -> None:
            self.cells += 1
            known = cell if isinstance(cell, dict) else {}
            here = Place("source", self.cells, _name(known.get("id")), _name(known.get("cell_type")))
            self.object(cell, route, here, _CELL)

        self.each(value, route, place, read)

    def worksheets(self, value: Any, route: Route, place: Place) -> None:
        self.each(value, route, place, lambda _, sheet, route: self.object(sheet, route, place, _NOTEBOOK))

    def output_list(self, value: Any, route: Route, place: Place) -> None:
        def read(number: int, output: Any, route: Route) -> None:
            self.outputs += 1
            here = Place("output", place.cell, place.cell_id, place.cell_type, number)
            self.object(output, route, here, _STREAM if _stream(output) else _OUTPUT)

        self.each(value, route, place, read)
        if isinstance(value, list):
            for mime, group in groupby(enumerate(value), lambda member: _stream(member[1])):
                if mime:
                    self._stream_run(list(group), route, place._replace(part="output", mime=mime))

    def _stream_run(self, outputs: list[tuple[int, Any]], route: Route, place: Place) -> None:
        """Adjacent outputs of one stream as one text, as every front end shows them."""
        text, parts = "", []
        for number, output in outputs:
            if not output["text"]:
                continue  # an empty one does not part the others
            here = (*route, number, list(output).index("text"))
            joined = self.joined(output["text"])
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
            self.entry(mime, entry, (*route, number), place)
        self._keys(value, route, place)

    def _keys(self, node: dict[str, Any], route: Route, place: Place) -> None:
        if all([_MIME.fullmatch(key) for key in node]):
            self.quotes += 2 * len(node)
        else:
            self.tree(node, route, place._replace(part="metadata"), frozenset(range(len(node))))

    def entry(self, mime: str, value: Any, route: Route, place: Place) -> None:
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
        self.object(value, route, place, _METADATA)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _stream(output: Any) -> str | None:
    """The MIME type of a stream output; nbformat 3 calls the name "stream"."""
    if not isinstance(output, dict) or output.get("output_type") != "stream" or "text" not in output:
        return None
    return STDERR if "stderr" in (output.get("name"), output.get("stream")) else STDOUT


def _mime(mime: str) -> Reader:
    return lambda reading, value, route, place: reading.entry(mime, value, route, place)


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
