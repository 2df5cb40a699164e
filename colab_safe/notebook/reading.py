"""A file's bytes as segments; a file that is not a notebook is plain text."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.limits import STRETCH, Limit
from colab_safe.model import Place
from colab_safe.notebook.json_document import JsonDocument, with_spare_stack
from colab_safe.notebook.json_parsing import cells_let_go, orjson_tree
from colab_safe.notebook.nbformat import NotebookReader
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.source import Source
from colab_safe.notebook_names import is_notebook, may_be_text_notebook
from colab_safe.session import Session
from colab_safe.typed import Any, NamedTuple

_OVERLAP = 1 << 15  # characters that the next segment has too: no rule reaches further


def read(data: bytes, path: str, session: Session | None = None) -> Notebook:
    """Return the segments of any file, read as its name says.

    Args:
        data: The file's bytes, in any encoding.
        path: The file's name.
        session: What the run remembers from file to file; None to start afresh.
    """
    return read_notebook(data, session) if is_notebook(path) else read_text(data, path)


def read_text(data: bytes, path: str = "") -> Notebook:
    """Return a text notebook, or any file as plain text.

    Args:
        data: The file's bytes, in any encoding.
        path: The file's name; that of a text notebook tells its language.
    """
    source = Source(data)
    if not may_be_text_notebook(path):
        return _plain(source, None)
    from colab_safe.notebook.text.reading import add_cells  # most files have no cells

    notebook = Notebook(source)
    found = add_cells(notebook.segments, source.text, path)
    if found is None:
        return _plain(source, None)
    notebook.path, notebook.cell_tags = path, found.tags
    notebook.cells, notebook.outputs = found.cells, found.outputs
    _add_pictures(notebook)
    return notebook


def read_notebook(data: bytes, session: Session | None = None) -> Notebook:
    """Return a notebook's segments.

    A notebook that cannot be read to its last quotation mark is read as plain text too, and its
    `problem` says why.

    Args:
        data: The bytes of an `.ipynb` file, in any encoding.
        session: What the run remembers from file to file; None to start afresh.
    """
    source = Source(data)
    try:
        reading = _read(source, session or Session())
    except (ValueError, RecursionError) as error:
        # An empty file, as `touch` makes it, has nothing that could be overlooked.
        return _plain(source, _why_unreadable(error, source) if data else None)
    notebook = Notebook(source, reading.problem)
    notebook.is_parsed, notebook.has_repeated_keys = True, reading.has_repeated_keys
    notebook.segments = reading.reader.segments
    notebook.cells, notebook.outputs = reading.reader.cells, reading.reader.outputs
    if notebook.problem:
        _add_plain(notebook)
    _add_pictures(notebook)
    source.forget_text()
    return notebook


def problem_of(data: bytes) -> str | None:
    """Return why a file cannot be read as a notebook, at half the cost of reading it; None if it can be.

    Args:
        data: The file's bytes, in any encoding.
    """
    source = Source(data)
    try:
        tree, end = JsonDocument(source.text).parse()
    except (ValueError, RecursionError) as error:
        return _why_unreadable(error, source)
    return _problem_after(end, source) or _problem_of(tree)


class _Reading(NamedTuple):
    """A notebook that was parsed."""

    reader: NotebookReader
    has_repeated_keys: bool
    problem: str | None  # why the segments may not be all of the file


def _read(source: Source, session: Session) -> _Reading:
    """By orjson, then by the standard library, then with the repeated keys that a parser drops."""
    tree = orjson_tree(source.lean, session)
    reader = _read_all(tree, source) if tree is not None else None
    if reader:
        return _Reading(reader, False, _problem_of(tree))
    document = JsonDocument(source.text)
    tree, end = document.parse()
    reader = _read_tree(tree)
    is_whole = reader.quotes == source.quotes()
    if not is_whole:
        document = JsonDocument(source.text, keep_repeated=True)
        tree, end = document.parse()
        reader = _read_tree(tree)
    return _Reading(reader, not is_whole, _problem_after(end, source) or _problem_of(tree))


def _read_all(tree: Any, source: Source) -> NotebookReader | None:
    """None if a cell could not be parsed, or the segments do not account for all of the file."""
    try:
        reader = _read_tree(tree)
    except ValueError:
        return None
    return reader if reader.quotes == source.quotes() else None


def _read_tree(tree: Any) -> NotebookReader:
    """With spare stack: since CPython 3.12 a parser's own limit of recursion is not Python's."""
    return with_spare_stack(lambda: NotebookReader(cells_let_go(tree)))


def _plain(source: Source, problem: str | None) -> Notebook:
    notebook = Notebook(source, problem)
    _add_plain(notebook)
    _add_pictures(notebook)
    return notebook


def _add_plain(notebook: Notebook) -> None:
    """The text in stretches: the views of all of it at once would take ten times its bytes."""
    text, read = notebook.source.text, 0
    for start, end in _stretches(text):
        notebook.segments.add(text[start:end], Place("source"), offset=start)
        notebook.read_twice += len(text[start:read].encode("utf-8", "surrogatepass"))
        read = end


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """From line to line, if there are lines. Each overlaps the one before: a secret may be where that ends."""
    start = end = 0
    while end < len(text):
        end = min(len(text), start + STRETCH.most)
        if end < len(text):
            end = text.rfind("\n", end - _OVERLAP, end) + 1 or end
        yield start, end
        start = text.rfind("\n", end - 2 * _OVERLAP, end - _OVERLAP) + 1 or end - _OVERLAP


def _add_pictures(notebook: Notebook) -> None:
    """The texts in pictures; their place is looked up only if something is found in them."""
    limits: set[Limit] = set()
    for index, builder in notebook.source.picture_texts(limits):
        notebook.segments.add(builder.text, Place("source"), picture=builder.origins, offset=index)
    notebook.reach(sorted(limits))


def _problem_after(end: int, source: Source) -> str | None:
    """What is wrong with a file in which the first JSON value ends at character `end`."""
    if not source.is_unicode:
        return f"it contains bytes that are not {source.codec.upper()}"
    return "text follows the notebook's end" if source.text[end:].strip() else None


def _problem_of(tree: Any) -> str | None:
    is_notebook = isinstance(tree, dict) and ("cells" in tree or "worksheets" in tree)
    return None if is_notebook else "it is JSON, but has no cells"


def _why_unreadable(error: Exception, source: Source) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    for mark in ("<<<<<<< ", ">>>>>>> "):
        if f"\n{mark}" in source.text:
            return "it contains conflict markers"
    is_like_json = source.text.lstrip()[:1] in ("{", "[")
    return f"it is not valid JSON ({error})" if is_like_json else "it is not valid JSON"
