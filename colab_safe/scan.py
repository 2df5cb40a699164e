"""The straight line: bytes → segments → views → matches → findings."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from colab_safe.accept import cells, pragmas
from colab_safe.detect.engine import Engine
from colab_safe.detect.rule import Rule
from colab_safe.excerpt import excerpt
from colab_safe.model import Coverage, Finding, Location, Problem, Report, Secret, Span
from colab_safe.notebook.reading import Notebook, read_notebook, read_text
from colab_safe.notebook.views import SHOWING, View, views

# Whether a finding is accepted that stands on this line of its cell, or on these lines.
Acceptance = Callable[[Finding, str], bool]


class Sighting(NamedTuple):
    """A match with its way back: what was seen, in which view, and the bytes it stands in."""

    rule: Rule
    engine: str
    view: View
    secret: str
    in_segment: list[Span]
    in_file: tuple[Span, ...]


def scan(data: bytes, path: str, engines: Sequence[Engine], accepts: Acceptance = lambda *_: False) -> Report:
    """All secrets in one file that nobody accepts; `path` names it in the report and tells a notebook by its ending."""
    notebook = read_notebook(data) if path.endswith(".ipynb") else read_text(data)
    all_views = list(views(notebook.segments))
    sightings = _strongest(_sightings(notebook, all_views, engines))
    findings = zip(sightings, _findings(notebook, path, sightings), strict=True)
    reported = tuple(
        finding for sighting, finding in findings if not _is_accepted(notebook, sighting, finding, accepts)
    )
    accepted = len(sightings) - len(reported)
    return Report(reported, _problems(notebook, path), _coverage(notebook), accepted)


def _sightings(notebook: Notebook, all_views: list[View], engines: Sequence[Engine]) -> Iterator[Sighting]:
    texts = [view.text for view in all_views]
    for engine in engines:
        for match in engine.find(texts):
            view = all_views[match.text]
            in_segment = view.spans(match.start, match.end)
            in_file = tuple(notebook.byte_spans(view.segment, in_segment))
            if in_file:
                yield Sighting(match.rule, engine.name, view, view.text[match.start : match.end], in_segment, in_file)


def _strongest(sightings: Iterable[Sighting]) -> list[Sighting]:
    """One for each place in the file: the most specific rule, then the view nearest to what is shown, the longest match."""
    taken: list[Span] = []
    kept = []
    for sighting in sorted(sightings, key=_rank):
        if not any(_overlaps(taken, span) for span in sighting.in_file):
            kept.append(sighting)
            for span in sighting.in_file:
                insort(taken, span)
    return sorted(kept, key=lambda sighting: sighting.in_file)


def _rank(sighting: Sighting) -> tuple[int, int, int, int, tuple[Span, ...], str]:
    names = sighting.view.names
    shown = sum(name in SHOWING for name in names)
    length = sum(span.end - span.start for span in sighting.in_file)
    return sighting.rule.strength, -shown, -length, len(names), sighting.in_file, sighting.rule.id


def _overlaps(taken: list[Span], span: Span) -> bool:
    """Whether a span shares a byte with one of those taken, which are sorted and apart."""
    at = bisect_left(taken, span)
    return (at < len(taken) and taken[at].start < span.end) or (at > 0 and taken[at - 1].end > span.start)


def _findings(notebook: Notebook, path: str, sightings: list[Sighting]) -> Iterator[Finding]:
    blots: dict[int, list[Span]] = {}
    for sighting in sightings:
        blots.setdefault(id(sighting.view.segment), []).extend(sighting.in_segment)
    for sighting in sightings:
        segment, start = sighting.view.segment, sighting.in_segment[0].start
        rule = sighting.rule
        yield Finding(
            rule.id,
            sighting.engine,
            rule.description,
            rule.revoke,
            _location(notebook, path, sighting),
            excerpt(segment.text, start, blots[id(segment)]),
            Secret(sighting.secret),
        )


def _location(notebook: Notebook, path: str, sighting: Sighting) -> Location:
    segment, start = sighting.view.segment, sighting.in_segment[0].start
    place, first = notebook.place(segment, start)
    line = segment.text.count("\n", first, start) + 1
    column = start - max(segment.text.rfind("\n", first, start) + 1, first) + 1
    file_line = notebook.source.line(sighting.in_file[0].start)
    outermost = ("json", "picture") if segment.picture else ("text",) if segment.route is None else ("json",)
    return Location(path, place, line, column, file_line, sighting.in_file, (*outermost, *sighting.view.names))


def _is_accepted(notebook: Notebook, sighting: Sighting, finding: Finding, accepts: Acceptance) -> bool:
    """By a comment on the secret's line, by the cell that it stands in, or by what the caller brings."""
    text, start, end = sighting.view.segment.text, sighting.in_segment[0].start, sighting.in_segment[-1].end
    tree = notebook.document.tree if notebook.document else None
    return (
        pragmas.accepts(text, start, end, finding.rule)
        or cells.accepts(tree, finding.location.place.cell, finding.rule)
        or accepts(finding, text[text.rfind("\n", 0, start) + 1 : end] + text[end:].partition("\n")[0])
    )


def _problems(notebook: Notebook, path: str) -> tuple[Problem, ...]:
    if notebook.problem is None:
        return ()
    return (Problem(path, f"not a readable notebook, so its plain text was scanned: {notebook.problem}"),)


def _coverage(notebook: Notebook) -> Coverage:
    return Coverage(1, notebook.cells, notebook.outputs, notebook.text_bytes, notebook.source.skipped_bytes)
