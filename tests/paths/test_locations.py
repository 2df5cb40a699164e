"""The same text is at the same location, whether `scan` reports it as a secret or `paths check` as a path."""

from __future__ import annotations

from typing import Any

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.pattern_rule import rule
from colab_safe.model import Location
from colab_safe.paths.hide import hide
from colab_safe.placeholders.store import PathStore
from colab_safe.scan import scan
from tests.notebooks import code, dump, error, markdown, notebook, output, stream

P = "/content/drive/MyDrive/keys/token.json"
HEAD, TAIL = P[:27], P[27:]
ENGINE = BuiltinEngine(
    [rule("path", "a path", r"MyDrive/(?P<secret>keys/token\.json)", ("mydrive",), "", "")]
)


def version3(*outputs: dict[str, Any], source: str = "a") -> dict[str, Any]:
    cell = {"cell_type": "code", "input": source, "outputs": list(outputs)}
    return {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": []}, {"cells": [cell]}]}


def shown(data: dict[str, Any]) -> dict[str, Any]:
    return notebook([code("b", [stream("c"), output(data)])])


# id: the notebook, then the output, line and column where a reader sees the path of the token file.
PLACES: dict[str, tuple[Any, tuple[int | None, int, int]]] = {
    "code": (notebook([markdown("a"), code(f"a = 1\nopen('{P}')")]), (None, 2, 30)),
    "code, list of lines": (
        notebook([code(["a = 1\n", "\n", f"open('{P}')\n", "b"])]),
        (None, 3, 30),
    ),
    "code that does not compile": (notebook([code(f"a b\n'{P}'")]), (None, 2, 25)),
    "markdown": (notebook([markdown(f"a\n\nin `{P}`")]), (None, 3, 28)),
    "stream": (notebook([code("a", [stream(f"a\nb {P}\n")])]), (1, 2, 26)),
    "second of two adjacent streams": (
        notebook([code("a", [stream("a\n"), stream(f"b\n{P}\n")])]),
        (2, 2, 24),
    ),
    "third of three adjacent streams": (
        notebook([code("a", [stream("a\n"), stream("b\n"), stream(f"{P}\n")])]),
        (3, 1, 24),
    ),
    "third of three, each a list of lines": (
        notebook([code("a", [stream(["a\n", "b"]), stream(["c\n"]), stream(["d\n", P])])]),
        (3, 2, 24),
    ),
    "behind an adjacent stream without a line end": (
        notebook([code("a", [stream("a\nb"), stream(P)])]),
        (2, 1, 24),
    ),
    "split over two adjacent streams": (
        notebook([code("a", [stream(f"a\n{HEAD}"), stream(f"{TAIL}\n")])]),
        (1, 2, 24),
    ),
    "behind another stream": (
        notebook([code("a", [stream("a\n", "stderr"), stream(f"b\n{P}")])]),
        (2, 2, 24),
    ),
    "traceback": (notebook([code("a", [error("E", "a", ["b\nc", f"d {P}"])])]), (1, 3, 26)),
    "text/plain": (shown({"text/plain": f"a\n'{P}'"}), (2, 2, 25)),
    "text/html": (shown({"text/html": ["<p>\n", f"<i>{P}</i>"]}), (2, 2, 27)),
    "text/html, coloured": (
        shown({"text/html": "<b>/content</b>/drive/MyDrive/<i>keys/token</i>.json"}),
        (2, 1, 34),
    ),
    "application/json": (shown({"application/json": {"a": [1, {"b": P}]}}), (2, 2, 30)),
    "attachment": (
        notebook([markdown("a", attachments={"b.txt": {"text/plain": f"a\n{P}"}})]),
        (None, 2, 24),
    ),
    "cell metadata": (notebook([code("a", metadata={"a": {"b": P}})]), (None, 5, 30)),
    "notebook metadata": (notebook(metadata={"a": P}), (None, 1, 30)),
    "nbformat 3, source": (version3(source=f"a = 1\nopen('{P}')"), (None, 2, 30)),
    "nbformat 3, third stream": (
        version3(*({"output_type": "stream", "text": text} for text in ("a\n", "b\n", P))),
        (3, 1, 24),
    ),
    "plain text": (f"a\nb\n  '{P}'\n", (None, 3, 27)),
    "plain text, first line": (P, (None, 1, 24)),
    "after a picture": (
        shown({"image/png": "iVBORw0KGgo" + "A" * 400, "text/plain": f"a\n{P}"}),
        (2, 2, 24),
    ),
}


def locations(data: bytes) -> tuple[list[Location], list[Location]]:
    """Where `scan` and `paths check` find the path."""
    in_scan = [finding.location for finding in scan(data, "a.ipynb", [ENGINE]).findings]
    in_check = [one.location for one in hide(data, "a.ipynb", PathStore()).hidden]
    return in_scan, [where._replace(path="a.ipynb") for where in in_check if where]


@pytest.mark.parametrize(("tree", "at"), PLACES.values(), ids=PLACES)
def test_scan_and_paths_check_agree(tree: Any, at: tuple[int | None, int, int]) -> None:
    data = tree.encode() if isinstance(tree, str) else dump(tree)
    in_scan, in_check = locations(data)
    # A path is reported in the first view that shows it, a secret in the one nearest to a reader.
    assert [one._replace(views=()) for one in in_check] == [
        one._replace(views=()) for one in in_scan
    ]
    assert [(one.place.output, one.line, one.column) for one in in_scan] == [at]
    (location,) = in_scan
    assert location.file_line == data.count(b"\n", 0, location.spans[0].start) + 1
