"""Which texts a reader of a notebook sees, of any nbformat version: one row of a table for each place.

To add a place, add its row to one of the `KINDS` at the end, and a notebook with a token there to
`PLACES` in tests/notebook/test_segments.py. A member without a row is not lost: it is in the segment
of the object around it, together with its key.
"""

from __future__ import annotations

from colab_safe.model import Place
from colab_safe.notebook.collector import Collector, ObjectKind, Reader, place_of_rest
from colab_safe.notebook.common_cells import (
    STREAM_QUOTES,
    common_bundle,
    common_cell,
    is_common_stream,
)
from colab_safe.notebook.json_document import Route
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT, WIDGET_STATE, OutputStart
from colab_safe.regex import Regex
from colab_safe.typed import Any

_MIME = Regex(r"(?:text|image|application)/[a-z0-9.+-]{,40}")
_COMMON_MIMES = frozenset(("text/plain", "text/html", "image/png"))


class NotebookReader(Collector):
    """All segments of one parsed notebook.

    Attributes:
        cells: How many cells were read, over all worksheets.
        outputs: How many outputs they have together.
    """

    def __init__(self, tree: Any) -> None:
        """Read a notebook.

        Args:
            tree: Any parsed JSON. Instead of a list of cells, it may have an iterator.

        Raises:
            RecursionError: The tree is nested too deeply.
        """
        super().__init__()
        self.cells = 0
        self.outputs = 0
        self.add_object(tree, (), Place("metadata"), _NOTEBOOK)

    def add_cells(self, value: Any, route: Route, place: Place) -> None:
        """Add all cells of the notebook, or of a worksheet.

        Args:
            value: A list of cells, or an iterator.
            route: Where it is in the JSON.
            place: The notebook's place.
        """
        for number, cell in self.members(value, route, place):
            self.cells += 1
            common = common_cell(cell)
            if common is None:
                known = cell if isinstance(cell, dict) else {}
                cell_id, cell_type = _string(known.get("id")), _string(known.get("cell_type"))
                cell_place = Place("source", self.cells, cell_id, cell_type)
                self.add_object(cell, (*route, number), cell_place, _CELL)
                continue
            cell_type, cell_id, source, outputs, quotes = common
            cell_place = Place._make(("source", self.cells, cell_id, cell_type, None, None))
            self.other_quotes += quotes
            if source:
                self.segments.add(source, cell_place, (*route, number, "source"))
            if outputs:
                self.add_outputs(outputs, (*route, number, "outputs"), cell_place)

    def add_worksheets(self, value: Any, route: Route, place: Place) -> None:
        """Add the worksheets of nbformat 3, each of which is like a notebook.

        Args:
            value: A list of worksheets.
            route: Where it is in the JSON.
            place: The notebook's place.
        """
        for number, sheet in self.members(value, route, place):
            self.add_object(sheet, (*route, number), place, _NOTEBOOK)

    def add_outputs(self, value: Any, route: Route, place: Place) -> None:
        """Add the outputs of a cell; adjacent ones of one stream are one text, as every front end shows them.

        Args:
            value: A list of outputs.
            route: Where it is in the JSON.
            place: The cell's place.
        """
        stream = _NO_STREAM
        for number, output in self.members(value, route, place):
            self.outputs += 1
            bundle = common_bundle(output)
            mime = None if bundle else _stream_mime(output)
            if mime != stream.mime:
                self._add_stream(stream, place)
                stream = _AdjacentOutputs(mime) if mime else _NO_STREAM
            if bundle:
                self.other_quotes += 2 * (len(output) + 1)
                output_place = place.in_output(number + 1)
                self.add_bundle(bundle, (*route, number, "data"), output_place)
            elif mime:
                self._add_to_stream(stream, output, (*route, number), place, number + 1)
            else:
                self.add_object(output, (*route, number), place.in_output(number + 1), _OUTPUT)
        self._add_stream(stream, place)

    def _add_to_stream(
        self, stream: _AdjacentOutputs, output: Any, route: Route, place: Place, number: int
    ) -> None:
        if is_common_stream(output):
            self.other_quotes += STREAM_QUOTES
        else:
            self.add_object(output, route, place.in_output(number), _STREAM)
        value = output["text"]
        if not value:  # an empty output does not separate those around it
            return
        text = self.join_lines(value)
        if text is None:
            self.add_tree(value, (*route, "text"), place.in_output(number, stream.mime))
        else:
            stream.add(text, (*route, "text"), number)

    def _add_stream(self, stream: _AdjacentOutputs, place: Place) -> None:
        if stream.size:
            first = stream.starts[0]
            stream_place = place.in_output(first.output, stream.mime)
            text, starts = "".join(stream.texts), tuple(stream.starts)
            self.segments.add(text, stream_place, first.route, outputs=starts)

    def add_bundle(self, value: Any, route: Route, place: Place) -> None:
        """Add a MIME bundle: a segment per entry, and one of its keys if they are not MIME types.

        Args:
            value: A dict of texts or trees by their MIME types.
            route: Where it is in the JSON.
            place: The output's or attachment's place.
        """
        if not isinstance(value, dict):
            self.add_tree(value, route, place)
            return
        for number, (mime, entry) in enumerate(value.items()):
            self.add_entry(mime, entry, (*route, number), place)
        if _COMMON_MIMES.issuperset(value) or all([_MIME.fullmatch(key) for key in value]):
            self.other_quotes += 2 * len(value)
        else:
            entries = frozenset(range(len(value)))
            self.add_tree(value, route, place_of_rest(place), entries)

    def add_entry(self, mime: str, value: Any, route: Route, place: Place) -> None:
        """Add one entry of a MIME bundle: a tree if its type is JSON, otherwise lines.

        Args:
            mime: Its MIME type.
            value: Its payload.
            route: Where it is in the JSON.
            place: The bundle's place.
        """
        if mime == WIDGET_STATE:
            self.add_widgets(value, route, place.with_mime(mime))
            return
        add = self.add_tree if mime.endswith(("/json", "+json")) else self.add_text
        add(value, route, place.with_mime(mime))

    def add_widgets(self, value: Any, route: Route, place: Place) -> None:
        """Add the state of widgets: all of it as one tree, but each widget by itself where one contains outputs.

        Args:
            value: Models by their ids; Jupyter puts them into `state`, and metadata all of it into a member that is
                called like the MIME type: https://github.com/jupyter-widgets/schema.
            route: Where it is in the JSON.
            place: The notebook's place.
        """
        key = next(
            (key for key in (WIDGET_STATE, "state") if isinstance(value, dict) and key in value),
            None,
        )
        models = value.values() if isinstance(value, dict) else ()
        if key is not None and _has_outputs(value[key]):
            at = list(value).index(key)
            self.add_tree(value, route, place, frozenset([at]))
            self.add_widgets(value[key], (*route, at), place)
        elif any(map(_outputs_of, models)):
            self.add_tree(value, route, place, frozenset(range(len(value))))
            for number, model in enumerate(models):
                self._add_widget(model, (*route, number), place)
        else:
            self.add_tree(value, route, place)

    def _add_widget(self, model: Any, route: Route, place: Place) -> None:
        outputs = _outputs_of(model)
        if not outputs:
            self.add_tree(model, route, place)
            return
        state = list(model).index("state")
        number = list(model["state"]).index("outputs")
        self.add_tree(model, route, place, frozenset([state]))
        self.add_tree(model["state"], (*route, state), place, frozenset([number]))
        first, count = len(self.segments), self.outputs
        self.add_outputs(outputs, (*route, state, number), place)
        self.segments.move(first, place)
        self.outputs = count  # those of cells

    def add_attachments(self, value: Any, route: Route, place: Place) -> None:
        """Add the attachments of a cell: a MIME bundle per file, and the files' names.

        Args:
            value: A dict of bundles by file names.
            route: Where it is in the JSON.
            place: The cell's place.
        """
        attachment = place.as_part("attachment")
        files = tuple(value.values()) if isinstance(value, dict) else ()
        for number, bundle in enumerate(files):
            self.add_bundle(bundle, (*route, number), attachment)
        self.add_tree(value, route, attachment, frozenset(range(len(files))))

    def add_notebook_metadata(self, value: Any, route: Route, place: Place) -> None:
        """Add the notebook's metadata.

        Args:
            value: The metadata.
            route: Where it is in the JSON.
            place: The notebook's place.
        """
        self.add_object(value, route, place, _METADATA)


class _AdjacentOutputs:
    """The texts of adjacent outputs of one stream, whose MIME type is `mime`; None for no stream."""

    def __init__(self, mime: str | None) -> None:
        self.mime = mime
        self.texts: list[str] = []
        self.starts: list[OutputStart] = []
        self.size = 0

    def add(self, text: str, route: Route, output: int) -> None:
        self.texts.append(text)
        self.starts.append(OutputStart._make((self.size, route, output)))
        self.size += len(text)


_NO_STREAM = _AdjacentOutputs(None)


def _outputs_of(model: Any) -> list[Any] | None:
    """The outputs that an `OutputModel` has caught."""
    state = model.get("state") if isinstance(model, dict) else None
    outputs = state.get("outputs") if isinstance(state, dict) else None
    return outputs if isinstance(outputs, list) else None


def _has_outputs(value: Any) -> bool:
    """Whether a widget has caught outputs, among models or those in a member `state`."""
    models = value.get("state", value) if isinstance(value, dict) else None
    return isinstance(models, dict) and any(map(_outputs_of, models.values()))


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _stream_mime(output: Any) -> str | None:
    """The MIME type of a stream output; nbformat 3 calls the stream's name "stream"."""
    if (
        not isinstance(output, dict)
        or output.get("output_type") != "stream"
        or "text" not in output
    ):
        return None
    return STDERR if "stderr" in (output.get("name"), output.get("stream")) else STDOUT


def _entry(mime: str) -> Reader:
    """Reads a member like the entry of a MIME bundle."""
    return lambda reader, value, route, place: reader.add_entry(mime, value, route, place)


def _lines(mime: str, separator: str = "") -> Reader:
    """Reads a member as lines of text."""
    return lambda reader, value, route, place: reader.add_text(
        value, route, place.with_mime(mime), separator
    )


def _with_its_stream(reader: Any, value: Any, route: Route, place: Place) -> None:
    """Leaves a member to `add_outputs`, which joins it with the outputs before and after."""


# The table: what is read by itself, by the kind of object it is in, and how. The keys of nbformat 3
# and before: https://nbformat.readthedocs.io/en/latest/changelog.html,
# https://github.com/jupyter/nbformat/blob/main/nbformat/v3/nbbase.py.
# fmt: off
_NOTEBOOK = ObjectKind("notebook", {
    "cells":       NotebookReader.add_cells,
    "worksheets":  NotebookReader.add_worksheets,  # nbformat 3
    "metadata":    NotebookReader.add_notebook_metadata,
})
_METADATA = ObjectKind("notebook metadata", {
    "widgets":     _entry(WIDGET_STATE),
})
_CELL = ObjectKind("cell", {
    "source":      NotebookReader.add_text,
    "input":       NotebookReader.add_text,  # nbformat 3
    "code":        NotebookReader.add_text,  # nbformat 1
    "text":        NotebookReader.add_text,  # nbformat 1
    "outputs":     NotebookReader.add_outputs,
    "attachments": NotebookReader.add_attachments,
})
_STREAM = ObjectKind("stream output", {
    "text":        _with_its_stream,
})
_OUTPUT = ObjectKind("output", {
    "data":        NotebookReader.add_bundle,
    "ename":       _lines(ERROR),
    "evalue":      _lines(ERROR),
    "traceback":   _lines(ERROR, "\n"),
    # nbformat 3 wrote the entries of a MIME bundle as members of the output.
    "text":        _lines("text/plain"),
    "html":        _entry("text/html"),
    "svg":         _entry("image/svg+xml"),
    "png":         _entry("image/png"),
    "jpeg":        _entry("image/jpeg"),
    "pdf":         _entry("application/pdf"),
    "latex":       _entry("text/latex"),
    "json":        _lines("application/json"),  # as text
    "javascript":  _entry("application/javascript"),
})
# fmt: on
KINDS = (_NOTEBOOK, _METADATA, _CELL, _STREAM, _OUTPUT)
