"""Search outputs for the credentials that their cells show."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.detect.engine import BUILTIN
from colab_safe.limits import CODE_DEPTH, SHOWN_TEXT
from colab_safe.matches import LocatedMatch
from colab_safe.model import Place
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT
from colab_safe.session import Session
from colab_safe.shown.words import CodeCells, code_cells
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.views import View, views

if TYPE_CHECKING:
    from colab_safe.shown.displays import Display
    from colab_safe.shown.flow import CredentialFlow
    from colab_safe.shown.pattern import Pattern
    from colab_safe.shown.program import CarriedBy, Followed

_STREAMS = frozenset((STDOUT, STDERR))


def shown_credentials(notebook: Notebook, cells: CodeCells, session: Session) -> list[LocatedMatch]:
    """Return the credentials in outputs that the code of their cells shows, and the code that would show one.

    The code is parsed only if it has a source of credentials: `ast` takes longer to import than everything else.

    Args:
        notebook: The notebook to search; one that cannot be read has no code.
        cells: Its code cells.
        session: Remembers parsed cells.
    """
    found = _followed(notebook, cells, cells.with_words, session)
    displayed = _displayed(found.flow, notebook, cells.numbers) if found else {}
    return _shown_by(displayed, notebook)


def carried_by(notebook: Notebook, session: Session) -> CarriedBy:
    """Return what hands credentials from cells on to others.

    Args:
        notebook: Cells of a notebook that get credentials from somewhere, and those that use them.
        session: Remembers parsed cells.
    """
    from colab_safe.shown.program import Carried, CarriedBy

    cells = code_cells(notebook)
    everything = set(range(len(cells.sources)))  # to find from name to name takes twice as long
    found = _followed(notebook, cells, everything, session)
    displayed = _displayed(found.flow, notebook, cells.numbers) if found else {}
    if _shown_by(displayed, notebook) or notebook.unread:
        return CarriedBy(None, False)
    return CarriedBy(found.carried if found else Carried(), not displayed)


def _followed(
    notebook: Notebook, cells: CodeCells, chosen: set[int], session: Session
) -> Followed | None:
    """The flow of credentials from the chosen cells on; None if there is none, or if the code is too deep."""
    from colab_safe.shown.evidence import has_source

    if not any(has_source(cells.sources[index]) for index in sorted(cells.with_words)):
        return None
    from colab_safe.shown.program import follow

    try:
        return follow(cells.sources, chosen, session.parsed_cells)
    except RecursionError:  # an expression of a thousand terms
        notebook.reach([CODE_DEPTH])
        return None


def _displayed(
    flow: CredentialFlow, notebook: Notebook, numbers: list[int]
) -> dict[int, list[Display]]:
    """What each cell displays of credentials; the cells of the code have these numbers in the notebook."""
    from colab_safe.shown.displays import displays

    by_cell: dict[int, list[Display]] = {}
    try:
        for each in displays(flow):
            by_cell.setdefault(numbers[each.cell], []).append(each)
    except RecursionError:
        notebook.reach([CODE_DEPTH])
        return {}
    notebook.reach(sorted(flow.program.limits))
    return by_cell


def _shown_by(by_cell: dict[int, list[Display]], notebook: Notebook) -> list[LocatedMatch]:
    """What is shown in outputs, or would be."""
    if not by_cell:
        return []
    from colab_safe.shown.hints import hints

    return [*_in_outputs(notebook, by_cell), *hints(notebook, by_cell)]


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
        yield LocatedMatch(SHOWN, BUILTIN, view, Match(0, SHOWN, start, end), in_segment, in_file)
