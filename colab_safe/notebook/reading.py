"""A file's bytes as segments; what is no notebook is plain text."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import Place
from colab_safe.notebook.json_document import Document, with_room
from colab_safe.notebook.json_parsing import orjson_tree
from colab_safe.notebook.nbformat import Reading
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.segments import Part
from colab_safe.notebook.source import Source
from colab_safe.session import Session
from colab_safe.typed import Any

# Characters: of plain text in one segment, and of those that the next one has too; no rule reaches further.
_STRETCH, _OVERLAP = 4_000_000, 1 << 15


def read_text(data: bytes) -> Notebook:
    """Any file as plain text."""
    return _plain(Source(data), None)


def read_notebook(data: bytes, session: Session | None = None) -> Notebook:
    """A notebook's segments; where it cannot be parsed to the last quotation mark, the plain text as well, and why."""
    source = Source(data)
    try:
        reading, repeated, problem = _read(source, session or Session())
    except (ValueError, RecursionError) as error:
        return _plain(source, _reason(error, source))
    notebook = Notebook(source, problem)
    notebook.is_parsed, notebook.has_repeated_keys = True, repeated
    notebook.segments = reading.segments
    if problem:
        _add_plain(notebook)
    _add_pictures(notebook)
    notebook.cells, notebook.outputs = reading.cells, reading.outputs
    source.forget_text()
    return notebook


def _read(source: Source, session: Session) -> tuple[Reading, bool, str | None]:
    """All segments, whether repeated keys had to be kept for them, and what makes their completeness doubtful."""
    tree = orjson_tree(source.lean, session)
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
    _add_pictures(notebook)
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


def _add_pictures(notebook: Notebook) -> None:
    """The words in pictures; where those stand is looked up only when something is found in them."""
    for index, builder in notebook.source.words():
        notebook.segments.add(
            builder.text, _FILE, parts=(Part(index, (), None),), picture=builder.origins
        )


_FILE = Place("source")


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
