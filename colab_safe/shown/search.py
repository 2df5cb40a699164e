"""Search outputs for the credentials that their cells show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.joined_texts import JoinedTexts
from colab_safe.limits import CODE_DEPTH, SHOWN_TEXT
from colab_safe.matches import LocatedMatch
from colab_safe.model import Place
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.views import View, views

if TYPE_CHECKING:
    from colab_safe.shown.displays import Display
    from colab_safe.shown.pattern import Pattern
    from colab_safe.shown.program import Carried

ENGINE = "builtin"  # the engine in whose name shown credentials are reported
# An ASCII letter or sign as an escape of JSON, which only serves to hide it.
_ESCAPED = Regex(rb"\\u00[2-7]")
_STREAMS = frozenset((STDOUT, STDERR))


def shown_credentials(notebook: Notebook) -> list[LocatedMatch]:
    """Return the credentials in outputs that the code of their cells shows, and the code that would show one.

    The code is parsed only if it names a source of credentials: `ast` takes longer to import than everything else.

    Args:
        notebook: The notebook to search; one that cannot be read has no code.
    """
    cells = _code_cells(notebook)
    chosen = _with_sources(list(cells.values()))
    if not chosen:
        return []
    from colab_safe.shown.displays import displays
    from colab_safe.shown.program import flow_of

    try:
        flow = flow_of(list(cells.values()), chosen)
        found = list(displays(flow))
    except RecursionError:  # an expression of a thousand terms
        notebook.reach([CODE_DEPTH])
        return []
    notebook.reach(sorted(flow.program.limits))
    numbers = list(cells)
    by_cell: dict[int, list[Display]] = {}
    for each in found:
        by_cell.setdefault(numbers[each.cell], []).append(each)
    if not by_cell:
        return []
    from colab_safe.shown.hints import hints

    return [*_in_outputs(notebook, by_cell), *hints(notebook, by_cell)]


def names_source(data: bytes) -> bool:
    """Return whether JSON may name something that gives credentials.

    Args:
        data: JSON in UTF-8, such as a cell.
    """
    return bool(_words().find_matches_as_indexes(data)) or _ESCAPED.search(data) is not None


def carried_by(notebook: Notebook) -> Carried | None:
    """Return what hands credentials from cells on to others; None if no code names a source of credentials.

    Args:
        notebook: A part of a notebook.
    """
    cells = list(_code_cells(notebook).values())
    if not _with_sources(cells):
        return None
    from colab_safe.shown.program import Carried, carried

    try:
        return carried(cells)
    except RecursionError:
        return Carried(frozenset(("",)), frozenset())


def _with_sources(cells: Sequence[str]) -> set[int]:
    """The numbers of the cells that name something that gives credentials."""
    texts = JoinedTexts(cells)
    hits = _words().find_matches_as_indexes(texts.narrow)
    return {texts.number_at(start) for _, start, _ in hits}


@cache
def _words() -> BytesAhoCorasick:
    from colab_safe.shown.words import WORDS

    return BytesAhoCorasick([word.encode() for word in WORDS])


def _code_cells(notebook: Notebook) -> dict[int, str]:
    """The sources of the code cells by the numbers of the cells."""
    segments = notebook.segments
    found: dict[int, str] = {}
    for number, text in enumerate(segments.texts):
        place = segments.place(number)
        if place.part == "source" and place.cell_type == "code" and place.cell is not None:
            found.setdefault(place.cell, text)
    return found


def _in_outputs(notebook: Notebook, by_cell: dict[int, list[Display]]) -> Iterator[LocatedMatch]:
    segments = notebook.segments
    places = map(segments.place, range(len(segments)))
    numbers = [
        number
        for number, place in enumerate(places)
        if place.part == "output" and place.cell in by_cell
    ]
    left = SHOWN_TEXT.most
    for view in views(segments, numbers):
        for pattern in _patterns(by_cell[view.place.cell or 0], view.place):
            left -= len(view.text)
            if left < 0:
                notebook.reach([SHOWN_TEXT])
                return
            yield from _located(notebook, view, pattern)


def _patterns(displayed: list[Display], place: Place) -> list[Pattern]:
    """What the lines of an output may show, each once."""
    from colab_safe.code.values import as_str
    from colab_safe.shown.pattern import patterns

    texts = [as_str(each.text) for each in displayed if _may_be_in(place, each.how)]
    return list(dict.fromkeys(pattern for text in texts for pattern in patterns(text)))


def _may_be_in(place: Place, how: str) -> bool:
    from colab_safe.shown.displays import PRINTED, RAISED, VALUE

    if place.mime == ERROR or how == RAISED:
        return place.mime == ERROR and how == RAISED
    is_stream = place.mime in _STREAMS
    return (
        not is_stream if how == VALUE else how != PRINTED or is_stream or place.mime == "text/plain"
    )


def _located(notebook: Notebook, view: View, pattern: Pattern) -> Iterator[LocatedMatch]:
    from colab_safe.detect.rule import Match
    from colab_safe.shown.pattern import credentials_in
    from colab_safe.shown.rule import SHOWN

    for start, end in credentials_in(view.text, pattern):
        in_segment = view.spans(start, end)
        in_file = tuple(notebook.byte_spans(view.segment, in_segment))
        yield LocatedMatch(SHOWN, ENGINE, view, Match(0, SHOWN, start, end), in_segment, in_file)
