"""Matches as findings, and what accepts each of them. Imported only for a file in which something matched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.accept import cells, pragmas
from colab_safe.accept.mistyped import meant_comment
from colab_safe.blots import Blotter, union
from colab_safe.detect.randomness import is_random
from colab_safe.excerpt import excerpt, without_secrets
from colab_safe.lines import lines_around
from colab_safe.matches import LocatedMatch
from colab_safe.model import (
    CELL,
    CODE,
    COMMENT,
    AcceptedBy,
    AcceptedFinding,
    Finding,
    Report,
    Secret,
    Span,
    counted,
    numbered,
)
from colab_safe.notebook.notebook import Notebook
from colab_safe.typed import NamedTuple

# What accepts a finding: (the finding, the lines that its secret is on) → the setting; None: nothing.
Acceptance = Callable[[Finding, str], "AcceptedBy | None"]


class Judged(NamedTuple):
    """A finding, and what accepts it."""

    finding: Finding
    by: AcceptedBy | None  # None: nothing


def unaccepted_findings(
    notebook: Notebook, path: str, matches: list[LocatedMatch], accepts: Acceptance
) -> Iterator[tuple[LocatedMatch, Finding]]:
    """Yield matches as findings, without those that somebody accepts.

    Args:
        notebook: The notebook that the matches are in.
        path: The file's name in the report.
        matches: All matches of the notebook: each finding's excerpt has all of them blotted out.
        accepts: Accepts findings by the project's configuration and baselines.
    """
    judged = judge(notebook, path, matches, accepts)
    for match, (finding, by) in zip(matches, judged, strict=True):
        if not by:
            yield match, finding


def judge(
    notebook: Notebook,
    path: str,
    matches: list[LocatedMatch],
    accepts: Acceptance,
    with_cells: bool = False,
) -> list[Judged]:
    """Return matches as findings, each with what accepts it: a value that stands again is accepted with the one that is named.

    Args:
        notebook: The notebook that the matches are in.
        path: The file's name in the report.
        matches: All matches of the notebook: each finding's excerpt has all of them blotted out.
        accepts: Accepts findings by the project's configuration and baselines.
        with_cells: Whether findings get the lines around them.
    """
    judged = list(_judged_alone(notebook, path, matches, accepts, with_cells))
    named = {
        match.secret: each.by
        for match, each in sorted(zip(matches, judged, strict=True), key=_is_open)
        if not match.match.again
    }
    return [
        each._replace(by=each.by or named.get(match.secret)) if match.match.again else each
        for match, each in zip(matches, judged, strict=True)
    ]


def _is_open(judged: tuple[LocatedMatch, Judged]) -> bool:
    return judged[1].by is None  # the last one counts: all must be accepted


def _judged_alone(
    notebook: Notebook,
    path: str,
    matches: list[LocatedMatch],
    accepts: Acceptance,
    with_cells: bool,
) -> Iterator[Judged]:
    of_cells: dict[int, frozenset[str]] = {}
    findings = numbered(_findings(notebook, path, matches, with_cells))
    for match, finding in zip(matches, findings, strict=True):
        cell = finding.location.place.cell
        if cell is not None and cell not in of_cells:
            of_cells[cell] = cells.allowed_rules(notebook.cell_metadata(cell))
        by_cell = of_cells[cell] if cell is not None else frozenset()
        by = _accepted_by(match, finding, by_cell, accepts)
        yield Judged(finding if by else _with_meant_comment(match, finding), by)


def _with_meant_comment(match: LocatedMatch, finding: Finding) -> Finding:
    meant = meant_comment(match.view.segment.text, match.in_segment[-1].end, finding.rule)
    return finding._replace(meant_comment=meant) if meant else finding


def _findings(
    notebook: Notebook, path: str, matches: list[LocatedMatch], with_cells: bool
) -> Iterator[Finding]:
    if not matches:
        return
    if with_cells:
        from colab_safe.surroundings import surroundings
    blots: dict[int, list[Span]] = {}
    secrets = [match for match in matches if match.engine != CODE]
    for match in secrets:
        blots.setdefault(match.view.number, []).extend(match.in_segment)
    spans = {number: union(each) for number, each in blots.items()}
    blotter = Blotter({match.secret for match in secrets})
    for match in matches:
        rule, segment, characters = match.rule, match.view.segment, match.in_segment
        location = notebook.location(path, segment, characters, match.view.names)
        own = spans.get(match.view.number, [])
        yield Finding(
            rule.id,
            match.engine,
            rule.description,
            rule.revoke,
            location._replace(place=without_secrets(location.place, blotter)),
            excerpt(segment.text, characters[0].start, own, blotter),
            Secret(match.secret),
            live=match.match.live,
            is_random=is_random(rule, match.engine, match.secret),
            confidence=match.match.confidence,
            surroundings=surroundings(notebook, match, location, own, blotter)
            if with_cells
            else None,
        )


def _accepted_by(
    match: LocatedMatch, finding: Finding, by_cell: frozenset[str], accepts: Acceptance
) -> AcceptedBy | None:
    """By a comment on the secret's line, by its cell's tags, or by what the caller accepts."""
    text, rule = match.view.segment.text, finding.rule
    start, end = match.in_segment[0].start, match.in_segment[-1].end
    if not by_cell.isdisjoint((cells.EVERY, rule)):
        return AcceptedBy(CELL)
    if pragmas.accepts(text, start, end, rule):
        return AcceptedBy(COMMENT)
    return accepts(finding, lines_around(text, start, end))


def with_accepted(report: Report, accepted: Sequence[Judged], with_cells: bool) -> Report:
    """Return a report that says what is accepted, and by what.

    Args:
        report: On one file.
        accepted: Its findings that something accepts.
        with_cells: Whether they are listed.
    """
    listed = [AcceptedFinding(each.finding, each.by) for each in accepted if each.by]
    return report._replace(
        accepted_secrets=tuple({each.finding.secret for each in accepted if each.finding.is_value}),
        accepted_by=counted(each.by for each in listed),
        accepted_findings=tuple(listed) if with_cells else (),
    )
