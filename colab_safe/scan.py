"""The straight line: bytes → segments → views → matches → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.detect.engine import Engine
from colab_safe.lines import LineCount
from colab_safe.matches import Sighting, sightings
from colab_safe.model import Coverage, Finding, Location, Problem, Report, Secret, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.session import Session

# Whether a finding is accepted that stands on this line of its cell, or on these lines.
Acceptance = Callable[[Finding, str], bool]


def scan(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    accepts: Acceptance = lambda *_: False,
    session: Session | None = None,
) -> Report:
    """All secrets in one file that nobody accepts; `path` names it in the report and tells a notebook by its ending.

    `session` goes from one file to the next, for engines that look at each text by itself.
    """
    session = session or Session()
    notebook = read_notebook(data, session) if path.endswith(".ipynb") else read_text(data)
    seen = sightings(notebook, engines, session)
    reported = tuple(finding for _, finding in reportable(notebook, path, seen, accepts))
    return Report(
        reported, _problems(notebook, path), _coverage(notebook), len(seen) - len(reported)
    )


def reportable(
    notebook: Notebook, path: str, seen: list[Sighting], accepts: Acceptance
) -> Iterator[tuple[Sighting, Finding]]:
    """What was seen, as findings, without those that somebody accepts."""
    for sighting, finding in zip(seen, _findings(notebook, path, seen), strict=True):
        if not _is_accepted(notebook, sighting, finding, accepts):
            yield sighting, finding


def _findings(notebook: Notebook, path: str, seen: list[Sighting]) -> Iterator[Finding]:
    if not seen:
        return
    from colab_safe.excerpt import excerpt

    blots: dict[int, list[Span]] = {}
    for sighting in seen:
        blots.setdefault(id(sighting.view.segment), []).extend(sighting.in_segment)
    secrets = frozenset(sighting.secret for sighting in seen)
    lines: dict[int, LineCount] = {}
    for sighting in seen:
        segment, start = sighting.view.segment, sighting.in_segment[0].start
        rule = sighting.rule
        yield Finding(
            rule.id,
            sighting.engine,
            rule.description,
            rule.revoke,
            _location(notebook, path, sighting, secrets, lines),
            excerpt(segment.text, start, blots[id(segment)]),
            Secret(sighting.secret),
            live=sighting.match.live,
        )


def _location(
    notebook: Notebook,
    path: str,
    sighting: Sighting,
    secrets: frozenset[str],
    lines: dict[int, LineCount],
) -> Location:
    from colab_safe.excerpt import nameable

    segment, start = sighting.view.segment, sighting.in_segment[0].start
    place, first = notebook.place(segment, start)
    text, start = (
        (notebook.source.text, segment.offset + start) if segment.offset else (segment.text, start)
    )
    count = lines.setdefault(id(text), LineCount(text))
    line = count.line(start) - (text.count("\n", 0, first) if first else 0)
    column = start - max(text.rfind("\n", first, start) + 1, first) + 1
    file_line = notebook.source.line(sighting.in_file[0].start)
    place = nameable(place, secrets)
    outermost = (
        ("json", "picture")
        if segment.picture
        else ("text",)
        if segment.route is None
        else ("json",)
    )
    return Location(
        path, place, line, column, file_line, sighting.in_file, (*outermost, *sighting.view.names)
    )


def _is_accepted(
    notebook: Notebook, sighting: Sighting, finding: Finding, accepts: Acceptance
) -> bool:
    """By a comment on the secret's line, by the cell that it stands in, or by what the caller brings."""
    from colab_safe.accept import (
        cells,
        pragmas,
    )  # what only a finding needs is imported when there is one

    text, start, end = (
        sighting.view.segment.text,
        sighting.in_segment[0].start,
        sighting.in_segment[-1].end,
    )
    cell = finding.location.place.cell
    return (
        pragmas.accepts(text, start, end, finding.rule)
        or (cell is not None and cells.accepts(notebook.cell_metadata(cell), finding.rule))
        or accepts(
            finding, text[text.rfind("\n", 0, start) + 1 : end] + text[end:].partition("\n")[0]
        )
    )


def _problems(notebook: Notebook, path: str) -> tuple[Problem, ...]:
    if notebook.problem is None:
        return ()
    return (
        Problem(
            path, f"not a readable notebook, so its plain text was scanned: {notebook.problem}"
        ),
    )


def _coverage(notebook: Notebook) -> Coverage:
    return Coverage(
        1, notebook.cells, notebook.outputs, notebook.text_bytes, notebook.source.skipped_bytes
    )
