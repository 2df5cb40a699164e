"""What `colab-safe fix` knows of a notebook: the secrets that can be read at run time, and those that stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colab_safe.fixes.cell_code import CellCode
from colab_safe.fixes.readers import Reader
from colab_safe.matches import LocatedMatch
from colab_safe.model import Finding, Secret, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.typed import NamedTuple


class Fix(NamedTuple):
    """A secret that can be read at run time."""

    finding: Finding
    match: LocatedMatch
    name: str  # under which the value is known at run time
    reading: str  # the expression that reads it


class Left(NamedTuple):
    """A secret that stays where it is."""

    finding: Finding
    why: str


class Plan(NamedTuple):
    """What can be done about the secrets of a notebook."""

    notebook: Notebook
    reader: Reader
    fixes: tuple[Fix, ...] = ()
    left: tuple[Left, ...] = ()
    codes: Mapping[int, CellCode] = {}  # the cells, by the numbers of their segments
    imported: frozenset[int] = frozenset()  # the segments that surely have the import when they run
    one_import: bool = False  # whether an import in one cell serves all, and a second is an error
    below: tuple[Finding, ...] = ()  # of a lower confidence than what is to be changed
    secrets: tuple[Secret, ...] = ()  # all of the notebook, also accepted ones: no diff shows them
    spans: Mapping[int, list[Span]] = {}  # their characters, by the numbers of their segments

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is changed, and what is not."""
        return (*(each.finding for each in self.fixes), *(each.finding for each in self.left))


class Fixed(NamedTuple):
    """A rewritten notebook."""

    data: bytes
    fixes: tuple[Fix, ...]
    left: tuple[Left, ...]  # what a scan of the rewritten notebook would still find


def span_of(match: LocatedMatch) -> Span:
    """Return the characters of a cell from the first to the last of a match.

    Args:
        match: In a segment.
    """
    return Span(match.in_segment[0].start, match.in_segment[-1].end)


def by_segment(fixes: Sequence[Fix]) -> Mapping[int, list[Fix]]:
    """Return fixes by the numbers of their segments.

    Args:
        fixes: Of one notebook.
    """
    found: dict[int, list[Fix]] = {}
    for fix in fixes:
        found.setdefault(fix.match.view.number, []).append(fix)
    return found
