"""Where in a notebook's bytes the paths stand that are to be hidden: literal ones, and those that are known already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from colab_safe.drive_layout import MY_DRIVE, SIGNS, pattern
from colab_safe.model import Location, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.segments import Segment
from colab_safe.paths.drive import drive_paths
from colab_safe.paths.lines import written
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple
from colab_safe.views.views import View


class Sighting(NamedTuple):
    """A path in these bytes of the file; `kept` is what of them stays: colour codes, tags, the next line's quotes."""

    span: Span
    kept: bytes
    path: str
    where: Location | None = None
    placeholder: str | None = None  # where it is known


def sighting(notebook: Notebook, view: View, start: int, end: int, path: str) -> Sighting | None:
    """Characters of a view as a sighting; None where they come from no bytes of the file."""
    characters = view.spans(start, end)
    spans = notebook.byte_spans(view.segment, characters)
    if not spans:
        return None
    data = notebook.source.data
    kept = b"".join(data[one.end : other.start] for one, other in pairwise(spans))
    where = notebook.location("", view.segment, characters, view.names)
    return Sighting(Span(spans[0].start, spans[-1].end), kept, path, where)


def code_cells(notebook: Notebook) -> list[Segment]:
    return [
        segment
        for segment in notebook.segments
        if segment.place.part == "source"
        and segment.place.mime is None
        and segment.place.cell_type == "code"
    ]


def literal_paths(
    notebook: Notebook, all_views: Iterable[View], rules: Rules
) -> Iterator[Sighting]:
    """Every path to a token file that is written out, in any view but base64, which holds no single characters."""
    for view in all_views:
        if not view.is_by_character or not any(sign in view.text for sign in SIGNS):
            continue
        for found in drive_paths(view.text):
            if rules.hides(found.path):
                seen = sighting(notebook, view, found.start, found.end, found.path)
                if seen:
                    yield seen


_ROOT_BEFORE = re.compile(rf"(?:{pattern(MY_DRIVE)}|\}}|\$\w+|[\"'])[\\/]+\Z")


def known_paths(
    notebook: Notebook, all_views: Iterable[View], paths: Iterable[str]
) -> Iterator[Sighting]:
    """Paths that stand for placeholders already, wherever else they are mentioned, also over the end of a line."""
    patterns = [
        (path, _pattern(path))
        for path in paths
        if "/" in path and _may_hold(notebook.source.data, path)
    ]
    for view in all_views if patterns else ():
        if not view.is_by_character:
            continue
        for path, written_path in patterns:
            for match in written_path.finditer(view.text):
                if _stands_alone(view.text, match.start()):
                    seen = sighting(notebook, view, *match.span(), path)
                    if seen:
                        yield seen


def _pattern(path: str) -> re.Pattern[str]:
    characters = [r"[\\/]+" if character == "/" else re.escape(character) for character in path]
    return re.compile(r"\n?".join(characters) + r"(?![\w-]|\.\w)")


def _may_hold(data: bytes, path: str) -> bool:
    """Whether half of the path's longest word is there: all of it need not be, a line may end inside."""
    word = max(re.findall(r"[A-Za-z0-9]*", path), key=len).encode()
    return word[: len(word) // 2] in data or word[len(word) // 2 :] in data


def _stands_alone(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start]
    return not re.search(r"[\w.\\/-]\Z", before) or bool(_ROOT_BEFORE.search(before))


class Echo(NamedTuple):
    """A line of code, and the characters in it that are part of a path."""

    line: str
    start: int
    end: int
    path: str


class Flow(NamedTuple):
    """What is to be hidden in code, and the lines of the code that it is in."""

    found: tuple[Sighting, ...] = ()
    echoes: tuple[Echo, ...] = ()


_SHORTEST = 12  # characters of a line of code that is known again: `"keys",` may be anything


def echoed_paths(
    notebook: Notebook, all_views: Iterable[View], echoes: Iterable[Echo]
) -> Iterator[Sighting]:
    """Parts of paths in lines of code that outputs show again, as tracebacks do."""
    sought = [echo for echo in echoes if len(echo.line) >= _SHORTEST]
    for view in all_views if sought else ():
        if view.segment.place.part != "output" or not view.is_by_character:
            continue
        for echo in sought:
            position = view.text.find(echo.line)
            while position >= 0:
                seen = sighting(
                    notebook, view, position + echo.start, position + echo.end, echo.path
                )
                if seen:
                    yield seen
                position = view.text.find(echo.line, position + 1)


def known_lines(data: bytes, notebook: str, store: PathStore) -> Iterator[Sighting]:
    """What stands where the store knows a placeholder to stand: lines that were hidden, or restored, before."""
    for line in store.written:
        match = PLACEHOLDER.search(line)
        texts = store.texts(line, notebook) or []
        for original, *kept in texts if match else ():
            if match and original != match[0]:
                yield from _known_line(data, line, match, written(original), written("".join(kept)))


def _known_line(
    data: bytes, line: str, match: re.Match[str], original: bytes, kept: bytes
) -> Iterator[Sighting]:
    left, right = written(line[: match.start()]), written(line[match.end() :])[len(kept) :]
    sought = left + original + right
    position = data.find(sought)
    while position >= 0:
        start = position + len(left)
        yield Sighting(Span(start, start + len(original)), kept, "", None, match[0])
        position = data.find(sought, position + 1)
