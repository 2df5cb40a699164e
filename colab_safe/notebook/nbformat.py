"""Which texts a reader of a notebook sees, of any nbformat version: one entry of a table for each kind of place.

What no entry names is in a segment of the object that holds it, keys included.
"""

from __future__ import annotations

from colab_safe.model import Place
from colab_safe.notebook.collector import Collector, Reader, Shape
from colab_safe.notebook.common_cells import usual_bundle, usual_cell
from colab_safe.notebook.json_document import Route
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT, WIDGET_STATE, Part
from colab_safe.regex import Regex
from colab_safe.typed import Any

# nbformat 3 wrote these as members of the output itself: https://nbformat.readthedocs.io/en/latest/format_description.html
_V3_MIMES = {
    "html": "text/html", "svg": "image/svg+xml", "png": "image/png", "jpeg": "image/jpeg", "pdf": "application/pdf",
    "latex": "text/latex", "json": "application/json", "javascript": "application/javascript",
}  # fmt: skip
_MIME = Regex(r"(?:text|image|application)/[a-z0-9.+-]{,40}")
_USUAL = frozenset(("text/plain", "text/html", "image/png"))
_NOWHERE = Place("metadata")


class Reading(Collector):
    """All segments of one parsed notebook. Raises RecursionError for a tree nested too deeply."""

    def __init__(self, notebook: Any) -> None:
        super().__init__()
        self.cells = 0
        self.outputs = 0
        self.object(notebook, (), _NOWHERE, _NOTEBOOK)

    def cell_list(self, value: Any, route: Route, place: Place) -> None:
        """Cells are counted through, also over the worksheets of nbformat 3."""
        for number, cell in self.numbered(value, route, place):
            self.cells += 1
            usual = usual_cell(cell)
            if usual is None:
                known = cell if isinstance(cell, dict) else {}
                here = Place(
                    "source", self.cells, _name(known.get("id")), _name(known.get("cell_type"))
                )
                self.object(cell, (*route, number), here, _CELL)
            else:
                kind, name, source, outputs, quotes = usual
                here = Place._make(("source", self.cells, name, kind, None, None))
                self._outside += quotes
                if source:
                    self.segments.add(source, here, (*route, number, "source"))
                if outputs:
                    self.output_list(outputs, (*route, number, "outputs"), here)
            value[number] = None  # the texts of a large notebook are in memory once

    def worksheets(self, value: Any, route: Route, place: Place) -> None:
        for number, sheet in self.numbered(value, route, place):
            self.object(sheet, (*route, number), place, _NOTEBOOK)

    def output_list(self, value: Any, route: Route, place: Place) -> None:
        """Adjacent outputs of one stream are one text, as every front end shows them."""
        run, last = Run(), None
        for number, output in self.numbered(value, route, place):
            self.outputs += 1
            here = place.in_output(number + 1)
            bundle = usual_bundle(output)
            mime = None if bundle else _stream(output)
            if mime != last:
                self._end(run, place, last)
                run, last = Run(), mime
            if bundle:
                self._outside += 2 * (len(output) + 1)
                self.bundle(bundle, (*route, number, "data"), here)
            else:
                self.object(output, (*route, number), here, _STREAM if mime else _OUTPUT)
            if mime and output["text"]:  # an empty one does not part the others
                self._add_to(run, output, (*route, number, "text"), here.with_mime(mime))
        self._end(run, place, last)

    def _add_to(self, run: Run, output: Any, route: Route, place: Place) -> None:
        joined = self.joined(output["text"])
        if joined is None:
            self.tree(output["text"], route, place)
        else:
            run.add(joined, Part(run.size, route, place.output))

    def _end(self, run: Run, place: Place, mime: str | None) -> None:
        if run.size:
            first = run.parts[0]
            here = place.in_output(first.output).with_mime(mime)
            self.segments.add("".join(run.texts), here, first.route, parts=tuple(run.parts))

    def bundle(self, value: Any, route: Route, place: Place) -> None:
        """A MIME bundle: one segment an entry; its keys too, unless they are MIME types."""
        if not isinstance(value, dict):
            self.tree(value, route, place)
            return
        for number, (mime, entry) in enumerate(value.items()):
            self.entry(mime, entry, (*route, number), place)
        if _USUAL.issuperset(value) or all([_MIME.fullmatch(key) for key in value]):
            self._outside += 2 * len(value)
        else:
            self.tree(value, route, place.as_part("metadata"), frozenset(range(len(value))))

    def entry(self, mime: str, value: Any, route: Route, place: Place) -> None:
        """One MIME type's payload: a tree where the type is JSON, otherwise lines."""
        (self.tree if mime.endswith(("/json", "+json")) else self.text)(
            value, route, place.with_mime(mime)
        )

    def attachments(self, value: Any, route: Route, place: Place) -> None:
        """Bundles by the names of their files, which are read as well."""
        here = place.as_part("attachment")
        files = tuple(value.values()) if isinstance(value, dict) else ()
        for number, bundle in enumerate(files):
            self.bundle(bundle, (*route, number), here)
        self.tree(value, route, here, frozenset(range(len(files))))

    def notebook_metadata(self, value: Any, route: Route, place: Place) -> None:
        self.object(value, route, place, _METADATA)


class Run:
    """The texts of adjacent outputs of one stream."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parts: list[Part] = []
        self.size = 0

    def add(self, text: str, part: Part) -> None:
        self.texts.append(text)
        self.parts.append(part)
        self.size += len(text)


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _stream(output: Any) -> str | None:
    """The MIME type of a stream output; nbformat 3 calls the name "stream"."""
    if (
        not isinstance(output, dict)
        or output.get("output_type") != "stream"
        or "text" not in output
    ):
        return None
    return STDERR if "stderr" in (output.get("name"), output.get("stream")) else STDOUT


def _mime(mime: str) -> Reader:
    return lambda reading, value, route, place: reading.entry(mime, value, route, place)


def _lines(mime: str, joint: str = "") -> Reader:
    return lambda reading, value, route, place: reading.text(
        value, route, place.with_mime(mime), joint
    )


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
        "source": Reading.text,
        "input": Reading.text,  # nbformat 3
        "code": Reading.text,  # nbformat 1
        "text": Reading.text,
        "outputs": Reading.output_list,
        "attachments": Reading.attachments,
    }
)
_STREAM = Shape({"text": lambda reading, value, route, place: None})  # `output_list` joins them
_OUTPUT = Shape(
    {
        "data": Reading.bundle,
        "text": _lines("text/plain"),  # nbformat 3
        "ename": _lines(ERROR),
        "evalue": _lines(ERROR),
        "traceback": _lines(ERROR, "\n"),
        **{key: _mime(mime) for key, mime in _V3_MIMES.items()},
    }
)
