"""Every place of a notebook that a reader sees, in every version of the format.

Each place has a row in `PLACES` with its exact location, and each row of the table in
colab_safe/notebook/nbformat.py has a place here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from colab_safe.notebook.nbformat import KINDS
from colab_safe.notebook.reading import read_notebook
from tests.notebook.planting import TOKEN, found
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream

ERROR = "application/vnd.jupyter.error"
STDOUT, STDERR = "application/vnd.jupyter.stdout", "application/vnd.jupyter.stderr"
WIDGETS = "application/vnd.jupyter.widget-state+json"
HEAD, TAIL = TOKEN[:9], TOKEN[9:]


class At(NamedTuple):
    """Where the sample is expected; lines and columns from 1."""

    part: str
    cell: int | None = None
    output: int | None = None
    mime: str | None = None
    line: int = 1
    column: int = 1


def shown(data: Json) -> Json:
    """A second cell with this bundle as its second output."""
    return notebook([markdown("a"), code("b", [stream("c"), output(data)])])


def second(cell: Json) -> Json:
    return notebook([markdown("a"), cell])


def outputs(*made: Json) -> Json:
    return notebook([code("a", made)])


def version3(cells: list[Json], **fields: Any) -> Json:
    sheets = [
        {"cells": [{"cell_type": "heading", "level": 1, "source": "a"}]},
        {"cells": cells, "metadata": {}},
    ]
    return {
        "metadata": {"name": "a"},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": sheets,
    } | fields


def code3(*made: Json, source: str = "a") -> Json:
    return {
        "cell_type": "code",
        "collapsed": False,
        "input": source,
        "language": "python",
        "outputs": list(made),
    }


def widget(value: str) -> Json:
    model = {
        "model_module": "@jupyter-widgets/controls",
        "model_name": "HTMLModel",
        "state": {"value": value},
    }
    return {
        "widgets": {WIDGETS: {"version_major": 2, "version_minor": 0, "state": {"0a1b": model}}}
    }


def caught_models(*made: Json, beside: str = "", beside_id: str = "2c") -> Json:
    """The models of an output widget, and of another one."""
    state = {"_model_module": "@jupyter-widgets/output", "msg_id": "", "outputs": list(made)}
    other = {"model_module": "b", "model_name": "HTMLModel", "state": {"value": beside}}
    return {"1b": {"model_name": "OutputModel", "state": state}, beside_id: other}


def caught(*made: Json, beside: str = "", beside_id: str = "2c") -> Json:
    models = caught_models(*made, beside=beside, beside_id=beside_id)
    state = {"version_major": 2, "version_minor": 0, "state": models}
    return notebook(metadata={"widgets": {WIDGETS: state}})


T = TOKEN
FIGURE = {
    "data": [{"type": "bar", "text": ["a", T], "y": [1, 2]}],
    "layout": {"title": {"text": "b"}},
}
# id: a notebook with the sample, and where a reader sees it.
PLACES: dict[str, tuple[Json, At]] = {
    # Sources.
    "code": (second(code(f"a\nt = '{T}'")), At("source", 2, line=2, column=6)),
    "code, list of lines": (
        second(code(["a\n", "\n", f"t = '{T}'\n", "b"])),
        At("source", 2, line=3, column=6),
    ),
    "code, split over the list": (
        second(code(["a\nt = '", HEAD, TAIL, "'"])),
        At("source", 2, line=2, column=6),
    ),
    "code, list of one": (second(code([T])), At("source", 2)),
    "markdown": (second(markdown(f"see `{T}`")), At("source", 2, column=6)),
    "raw": (second({"cell_type": "raw", "metadata": {}, "source": T}), At("source", 2)),
    "unknown cell type": (
        second({"cell_type": "sql", "metadata": {}, "source": T}),
        At("source", 2),
    ),
    "cell without a type": (second({"source": [T]}), At("source", 2)),
    # Outputs.
    "stdout": (outputs(stream(f"a\n{T}\n")), At("output", 1, 1, STDOUT, 2)),
    "stderr": (outputs(stream(T, "stderr")), At("output", 1, 1, STDERR)),
    "stream without a name": (
        outputs({"output_type": "stream", "text": T}),
        At("output", 1, 1, STDOUT),
    ),
    "stream, split in its list": (
        outputs(stream(["a\n", HEAD, TAIL, "\n"])),
        At("output", 1, 1, STDOUT, 2),
    ),
    "stream, second of two": (
        outputs(stream("a\nb\n"), stream(f"c\n{T}\n")),
        At("output", 1, 2, STDOUT, 2),
    ),
    "stream, split over two": (
        outputs(stream(f"a\nb {HEAD}"), stream(f"{TAIL}\n")),
        At("output", 1, 1, STDOUT, 2, 3),
    ),
    "stream, split over three": (
        outputs(output(plain="a"), stream(["a\n", HEAD[:5]]), stream(HEAD[5:]), stream([TAIL])),
        At("output", 1, 2, STDOUT, 2),
    ),
    "stream, after another": (
        outputs(stream("a", "stderr"), stream(T)),
        At("output", 1, 2, STDOUT),
    ),
    "result": (
        outputs(
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": f"'{T}'"},
            }
        ),
        At("output", 1, 1, "text/plain", 1, 2),
    ),
    "update": (
        outputs({"output_type": "update_display_data", "metadata": {}, "data": {"text/plain": T}}),
        At("output", 1, 1, "text/plain"),
    ),
    "error, name": (outputs(error(T, "a")), At("output", 1, 1, ERROR)),
    "error, value": (outputs(error("ValueError", f"bad: {T}")), At("output", 1, 1, ERROR, 1, 6)),
    "error, traceback": (
        outputs(error("E", "a", ["b\nc", f"d\n  {T}"])),
        At("output", 1, 1, ERROR, 4, 3),
    ),
    "error, traceback as one text": (
        outputs(error("E", "a") | {"traceback": T}),
        At("output", 1, 1, ERROR),
    ),
    # Bundles.
    **{
        mime: (shown({mime: f"a\n{T}\n", "text/other": "b"}), At("output", 2, 2, mime, 2))
        for mime in (
            "text/plain",
            "text/html",
            "text/markdown",
            "text/latex",
            "text/csv",
            "image/svg+xml",
            "application/xml",
            "application/javascript",
            "application/octet-stream",
            "application/vnd.dataresource",
            "application/vnd.bokehjs_exec.v0+json; charset=x",
            "model/gltf",
            "x",
            "",
        )
    },
    "bundle entry, list of lines": (
        shown({"text/html": ["<p>\n", HEAD, TAIL]}),
        At("output", 2, 2, "text/html", 2),
    ),
    "application/json, text": (
        shown({"application/json": T}),
        At("output", 2, 2, "application/json", 1, 2),
    ),
    "application/json, tree": (
        shown({"application/json": {"a": 1, "b": [{"c": "d"}, {"token": T}]}}),
        At("output", 2, 2, "application/json", 4, 11),
    ),
    "application/json, key": (
        shown({"application/json": {"a": {T: 1}}}),
        At("output", 2, 2, "application/json", 2, 2),
    ),
    "application/json, list": (
        shown({"application/json": [1, [T]]}),
        At("output", 2, 2, "application/json", 1, 2),
    ),
    "plotly": (
        shown({"application/vnd.plotly.v1+json": FIGURE}),
        At("output", 2, 2, "application/vnd.plotly.v1+json", 5, 2),
    ),
    "vega": (
        shown({"application/vnd.vegalite.v5+json": {"datasets": {"d": [{"x": T}]}}}),
        At("output", 2, 2, "application/vnd.vegalite.v5+json", 3, 7),
    ),
    "bokeh": (
        shown(
            {"application/vnd.bokehjs_load.v0+json": "", "application/javascript": f"var a = '{T}'"}
        ),
        At("output", 2, 2, "application/javascript", 1, 10),
    ),
    "widget view": (
        shown({"application/vnd.jupyter.widget-view+json": {"model_id": T}}),
        At("output", 2, 2, "application/vnd.jupyter.widget-view+json", 1, 14),
    ),
    "colab's interactive table": (
        shown(
            {
                "application/vnd.google.colaboratory.intrinsic+json": {
                    "type": "dataframe",
                    "summary": f'{{"a": "{T}"}}',
                }
            }
        ),
        At("output", 2, 2, "application/vnd.google.colaboratory.intrinsic+json", 2, 20),
    ),
    "tree where lines should be": (
        shown({"text/html": {"a": [T]}}),
        At("output", 2, 2, "text/html", 2, 2),
    ),
    "number where lines should be": (
        shown({"text/html": 1, "text/plain": T}),
        At("output", 2, 2, "text/plain"),
    ),
    "bundle's key": (shown({T: "a"}), At("output", 2, 2, line=1, column=2)),
    "bundle that is a list": (
        outputs(output() | {"data": [T]}),
        At("output", 1, 1, line=1, column=2),
    ),
    # Attachments.
    "attachment, text": (
        second(markdown("a", attachments={"b.txt": {"text/plain": T}})),
        At("attachment", 2, None, "text/plain"),
    ),
    "attachment, svg": (
        second(markdown("a", attachments={"b.svg": {"image/svg+xml": ["<svg>", T]}})),
        At("attachment", 2, None, "image/svg+xml", 1, 6),
    ),
    "attachment, name": (
        second(markdown("a", attachments={f"{T}.png": {"image/png": "aGVsbG8="}})),
        At("attachment", 2, None, None, 1, 2),
    ),
    "attachments that are a list": (
        second(markdown("a", attachments=[T])),
        At("attachment", 2, None, None, 1, 2),
    ),
    # Metadata, ids and whatever else there is.
    "cell, metadata": (
        second(code("a", metadata={"tags": [T]})),
        At("metadata", 2, line=5, column=2),
    ),
    "cell, metadata key": (
        second(code("a", metadata={T: True})),
        At("metadata", 2, line=4, column=2),
    ),
    "cell, id": (second(code("a") | {"id": T}), At("metadata", 2, line=6, column=8)),
    "cell, unknown member": (second(code("a", comment=T)), At("metadata", 2, line=6, column=13)),
    "cell, prompt of Zeppelin": (
        second(code("a", paragraph={"text": T})),
        At("metadata", 2, line=7, column=10),
    ),
    "cell that is a string": (notebook([markdown("a"), T]), At("metadata", 2, line=1, column=2)),  # type: ignore[list-item]
    "output, metadata": (
        outputs(output(plain="a") | {"metadata": {"text/html": {"x": T}}}),
        At("output", 1, 1, line=5, column=7),
    ),
    "output, unknown member": (
        outputs(stream("a") | {"filename": T}),
        At("output", 1, 1, line=4, column=14),
    ),
    "output that is a string": (outputs(T), At("output", 1, 1, line=1, column=2)),  # type: ignore[arg-type]
    "outputs that are an object": (
        notebook([code("a") | {"outputs": {"a": T}}]),
        At("source", 1, line=1, column=7),
    ),
    "notebook, metadata": (
        notebook(metadata={"authors": [{"name": T}]}),
        At("metadata", line=2, column=10),
    ),
    "notebook, unknown member": (notebook() | {"signature": T}, At("metadata", line=5, column=15)),
    "notebook, key": (notebook() | {T: None}, At("metadata", line=5, column=2)),
    "notebook, cells that are an object": (
        notebook() | {"cells": {"a": T}},
        At("metadata", line=1, column=7),
    ),
    "notebook, number of its version as text": (
        notebook() | {"nbformat": T},
        At("metadata", line=3, column=14),
    ),
    "colab, form field": (
        second(code(f"t = '{T}'  # @param", metadata={"cellView": "form"})),
        At("source", 2, column=6),
    ),
    "colab, outputId": (
        second(code("a", metadata={"id": "x", "outputId": T, "colab": {}})),
        At("metadata", 2, line=5, column=14),
    ),
    "colab, base uri": (
        second(code("a", metadata={"colab": {"base_uri": f"https://localhost:8080/?t={T}"}})),
        At("metadata", 2, line=5, column=40),
    ),
    "colab, provenance": (
        notebook(
            metadata={"colab": {"name": "a.ipynb", "provenance": [{"file_id": T, "timestamp": 1}]}}
        ),
        At("metadata", line=4, column=13),
    ),
    "colab, resource cache": (
        notebook(
            metadata={"colab": {"resources": {"http://a": {"data": T, "headers": [["b", "c"]]}}}}
        ),
        At("metadata", line=4, column=10),
    ),
    "widget state": (
        notebook(metadata=widget(f"<b>{T}</b>")),
        At("metadata", None, None, WIDGETS, 9, 14),
    ),
    "widget state, key": (
        notebook(metadata={"widgets": {WIDGETS: {"state": {T: {}}}}}),
        At("metadata", None, None, WIDGETS, 3, 2),
    ),
    "widget state, colab's form": (
        notebook(metadata={"widgets": {WIDGETS: {"0a1b": {"state": {"value": T}}}}}),
        At("metadata", None, None, WIDGETS, 4, 11),
    ),
    "widget state, stream that a widget has caught": (
        caught(stream("a\n"), stream(["b\nc ", HEAD]), stream(TAIL)),
        At("metadata", None, None, WIDGETS, 2, 3),
    ),
    "widget state, result that a widget has caught": (
        caught(output({"text/html": ["<p>", HEAD, TAIL]})),
        At("metadata", None, None, WIDGETS, 1, 4),
    ),
    "widget state, error that a widget has caught": (
        caught(error("E", "a", ["b", T])),
        At("metadata", None, None, WIDGETS, 2, 1),
    ),
    "widget state, colab's form, stream that a widget has caught": (
        notebook(metadata={"widgets": {WIDGETS: caught_models(stream([HEAD, TAIL]))}}),
        At("metadata", None, None, WIDGETS, 1, 1),
    ),
    "widget state, beside a widget that has caught something": (
        caught(stream("a"), beside=T),
        At("metadata", None, None, WIDGETS, 4, 11),
    ),
    "widget state, id beside a widget that has caught something": (
        caught(stream("a"), beside="b", beside_id=T),
        At("metadata", None, None, WIDGETS, 2, 2),
    ),
    "widget state without a type": (
        notebook(metadata={"widgets": {"a": {"b": T}}}),
        At("metadata", None, None, WIDGETS, 2, 7),
    ),
    # nbformat 3, 2 and 1.
    "v3, code": (version3([code3(source=f"a\n{T}")]), At("source", 2, line=2)),
    "v3, markdown": (
        version3([{"cell_type": "markdown", "metadata": {}, "source": [T]}]),
        At("source", 2),
    ),
    "v3, heading": (
        version3([{"cell_type": "heading", "level": 2, "metadata": {}, "source": T}]),
        At("source", 2),
    ),
    "v3, stream": (
        version3([code3({"output_type": "stream", "stream": "stdout", "text": [T]})]),
        At("output", 2, 1, STDOUT),
    ),
    "v3, stream of errors": (
        version3([code3({"output_type": "stream", "stream": "stderr", "text": [T]})]),
        At("output", 2, 1, STDERR),
    ),
    "v3, pyout, text": (
        version3(
            [
                code3(
                    {"output_type": "pyout", "prompt_number": 1, "metadata": {}, "text": ["a\n", T]}
                )
            ]
        ),
        At("output", 2, 1, "text/plain", 2),
    ),
    **{
        f"v3, display_data, {name}": (
            version3([code3({"output_type": "display_data", "metadata": {}, name: [f"a\n{T}"]})]),
            At("output", 2, 1, mime, 2),
        )
        for name, mime in (
            ("html", "text/html"),
            ("svg", "image/svg+xml"),
            ("latex", "text/latex"),
            ("javascript", "application/javascript"),
            ("png", "image/png"),
            ("jpeg", "image/jpeg"),
            ("pdf", "application/pdf"),
        )
    },
    "v3, json": (
        version3([code3({"output_type": "display_data", "json": f'{{"a": "{T}"}}'})]),
        At("output", 2, 1, "application/json", 1, 8),
    ),
    "v3, pyerr": (
        version3(
            [code3({"output_type": "pyerr", "ename": "E", "evalue": "a", "traceback": ["b", T]})]
        ),
        At("output", 2, 1, ERROR, 2),
    ),
    "v3, name": (version3([], metadata={"name": T}), At("metadata", line=1, column=10)),
    "v3, worksheet's metadata": (
        version3([]) | {"worksheets": [{"cells": [], "metadata": {"a": T}}]},
        At("metadata", line=1, column=7),
    ),
    "v2, cell": (version3([{"cell_type": "html", "source": T}]) | {"nbformat": 2}, At("source", 2)),
    "v1, code": (
        {"cells": [{"cell_type": "code", "code": T, "prompt_number": 1}], "nbformat": 1},
        At("source", 1),
    ),
    "v1, text": ({"cells": [{"cell_type": "text", "text": T}], "nbformat": 1}, At("source", 1)),
}


def rows_used(tree: Json) -> set[tuple[str, str]]:
    """The rows of nbformat.py's table, (kind of object, key), that a reader follows to the sample."""
    return {row for keys in ways_to_sample(tree) for row in rows_on_the_way(tree, keys)}


def ways_to_sample(tree: Any) -> Iterator[list[str | int]]:
    """The keys and indices that lead to each string with a part of the sample in it."""
    members = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for key, value in members:
        if isinstance(value, str) and any(part in value for part in (T, HEAD[:5], TAIL)):
            yield [key]
        yield from ([key, *rest] for rest in ways_to_sample(value))


def rows_on_the_way(tree: Any, keys: list[str | int]) -> Iterator[tuple[str, str]]:
    kind, lists = "notebook", {"cells": "cell", "worksheets": "notebook", "outputs": "output"}
    for number, key in enumerate(keys):
        if isinstance(key, int):
            is_stream = isinstance(tree[key], dict) and tree[key].get("output_type") == "stream"
            kind = "stream output" if is_stream else lists.get(str(keys[number - 1]), "other")
        else:
            yield kind, key
            kind = "notebook metadata" if (kind, key) == ("notebook", "metadata") else kind
        tree = tree[key]


ROWS = [(kind.name, key) for kind in KINDS for key in kind.readers]


@pytest.mark.parametrize(("kind", "key"), ROWS, ids=[", ".join(row) for row in ROWS])
def test_every_row_of_the_table_has_a_place_here(kind: str, key: str) -> None:
    assert any((kind, key) in rows_used(tree) for tree, _ in PLACES.values()), (
        f"colab_safe/notebook/nbformat.py reads `{key}` of a {kind}, but no notebook in PLACES "
        "(tests/notebook/test_segments.py) has the sample there: add a row"
    )


SPELLINGS: dict[str, Callable[[Json], bytes]] = {
    "Jupyter": dump,
    "ASCII": lambda tree: dump(tree, ensure_ascii=True),
    "minified": lambda tree: json.dumps(tree, separators=(",", ":")).encode(),
    "indented by 4": lambda tree: dump(tree, indent=4),
    "CRLF and BOM": lambda tree: dump(tree, newline="\r\n", bom=True, indent="\t"),
    "UTF-16": lambda tree: dump(tree).decode().encode("utf-16"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize(("tree", "at"), PLACES.values(), ids=PLACES)
def test_place(tree: Json, at: At, spelling: str) -> None:
    data = SPELLINGS[spelling](tree)
    (finding,) = found(data)
    location, place = finding.location, finding.location.place
    assert (
        At(place.part, place.cell, place.output, place.mime, location.line, location.column) == at
    )
    written = b"".join(data[span.start : span.end] for span in location.spans)
    assert written == (TOKEN.encode("utf-16-le") if spelling == "UTF-16" else TOKEN.encode())
    assert read_notebook(data).problem is None


@pytest.mark.parametrize("minor", range(6))
def test_every_minor_version_of_4(minor: int) -> None:
    data = dump(notebook([markdown("a"), code(T, [stream(T)])], minor=minor))
    places = [finding.location.place for finding in found(data)]
    assert [(place.part, place.cell, place.cell_id, place.cell_type) for place in places] == [
        ("source", 2, "c2" if minor == 5 else None, "code"),
        ("output", 2, "c2" if minor == 5 else None, "code"),
    ]


def test_streams_interleaved_are_not_joined() -> None:
    """A reader sees the warning between the two halves."""
    assert found(dump(outputs(stream(HEAD), stream("Warning\n", "stderr"), stream(TAIL)))) == []


def test_cells_and_outputs_are_counted() -> None:
    one = read_notebook(
        dump(
            notebook(
                [markdown("a"), code("b", [stream("c"), stream("d")]), code("e", [stream("f")])]
            )
        )
    )
    assert (one.cells, one.outputs) == (3, 3)
    two = read_notebook(dump(version3([code3({"output_type": "stream", "text": "a"})])))
    assert (two.cells, two.outputs) == (2, 1)


def test_an_empty_notebook_has_only_its_own_words() -> None:
    words = [segment.text for segment in read_notebook(dump(notebook())).segments]
    assert words == ['"cells":\n"metadata":\n"nbformat":\n"nbformat_minor":\n']


def test_file_line_is_that_of_the_first_byte() -> None:
    data = dump(notebook([markdown("a"), code(["b\n", f"t = '{HEAD}", f"{TAIL}'"])]))
    (finding,) = found(data)
    assert data.split(b"\n")[finding.location.file_line - 1].strip() == f'"t = \'{HEAD}",'.encode()
