"""The straight line: bytes → segments → views → matches → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.clean_texts import not_known_as_clean, remember_as_clean
from colab_safe.detect.engine import Engine
from colab_safe.lines import lines_around
from colab_safe.matches import LocatedMatch, cut_off, locate_matches, strongest
from colab_safe.model import Coverage, Finding, Problem, Report, Secret, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.session import Session
from colab_safe.views.views import views

# Whether somebody accepts a finding: (the finding, the whole lines that its secret is on).
Acceptance = Callable[[Finding, str], bool]

# The id by which a project accepts that a notebook cannot be read as one.
UNREADABLE = "unreadable-notebook"
_ACCEPTING = f'To accept this, name the rule "{UNREADABLE}" in the setting `allow`'

BATCH = 4_000_000  # characters of segments whose views are in memory at the same time


def scan(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    accepts: Acceptance = lambda *_: False,
    session: Session | None = None,
) -> Report:
    """Report all secrets in one file that nobody accepts.

    Args:
        data: The file's bytes.
        path: The file's name in the report. If it ends in `.ipynb`, the file is a notebook;
            otherwise it is plain text.
        engines: What to search with. Each must look at every text by itself.
        accepts: Accepts findings by the project's configuration and baselines. Comments in the
            notebook and tags of its cells are looked at in any case.
        session: What the run remembers from file to file; None to start afresh.
    """
    session = session or Session()
    notebook = read_notebook(data, session) if path.endswith(".ipynb") else read_text(data)
    matches = find_matches(notebook, engines, session)
    findings = [finding for _, finding in unaccepted_findings(notebook, path, matches, accepts)]
    accepted = len(matches) - len(findings)
    return Report(tuple(findings), _problems(notebook, path), _coverage(notebook), accepted)


def find_matches(
    notebook: Notebook, engines: Sequence[Engine], session: Session
) -> list[LocatedMatch]:
    """Return the secrets of a notebook in the order of the file, at each byte the strongest match.

    Args:
        notebook: The notebook to search.
        engines: What to search with.
        session: Knows texts that are clean, which are skipped.
    """
    segments, found = notebook.segments, []
    for batch in segments.batches(BATCH):
        numbers = not_known_as_clean(segments, batch, session)
        read = views(segments, numbers)
        notebook.reach(read.limits.values())
        matches = list(locate_matches(notebook, read, engines))
        unsearched = cut_off(read, engines)
        notebook.reach(unsearched.values())
        with_matches = {one.view.number for one in matches}
        remember_as_clean(
            segments, set(numbers) - with_matches - read.limits.keys() - unsearched.keys(), session
        )
        found += matches
    return strongest(found)


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
    of_cells: dict[int, frozenset[str]] = {}
    for match, finding in zip(matches, _findings(notebook, path, matches), strict=True):
        cell = finding.location.place.cell
        if cell is not None and cell not in of_cells:
            from colab_safe.accept.cells import allowed_rules  # most notebooks have no finding

            of_cells[cell] = allowed_rules(notebook.cell_metadata(cell))
        by_cell = of_cells[cell] if cell is not None else frozenset()
        if not _is_accepted(match, finding, by_cell, accepts):
            yield match, finding


def _findings(notebook: Notebook, path: str, matches: list[LocatedMatch]) -> Iterator[Finding]:
    if not matches:
        return
    from colab_safe.excerpt import excerpt, without_secrets  # most notebooks have no finding

    blots: dict[int, list[Span]] = {}
    for match in matches:
        blots.setdefault(match.view.number, []).extend(match.in_segment)
    secrets = frozenset(match.secret for match in matches)
    for match in matches:
        rule, segment, characters = match.rule, match.view.segment, match.in_segment
        location = notebook.location(path, segment, characters, match.view.names)
        yield Finding(
            rule.id,
            match.engine,
            rule.description,
            rule.revoke,
            location._replace(place=without_secrets(location.place, secrets)),
            excerpt(segment.text, characters[0].start, blots[match.view.number]),
            Secret(match.secret),
            live=match.match.live,
        )


def _is_accepted(
    match: LocatedMatch, finding: Finding, by_cell: frozenset[str], accepts: Acceptance
) -> bool:
    """By a comment on the secret's line, by its cell's tags, or by what the caller accepts."""
    from colab_safe.accept import cells, pragmas

    text, rule = match.view.segment.text, finding.rule
    start, end = match.in_segment[0].start, match.in_segment[-1].end
    return (
        not by_cell.isdisjoint((cells.EVERY, rule))
        or pragmas.accepts(text, start, end, rule)
        or accepts(finding, lines_around(text, start, end))
    )


def _problems(notebook: Notebook, path: str) -> tuple[Problem, ...]:
    problems = []
    if notebook.problem is not None:
        plain = f"not a readable notebook, so its plain text was scanned: {notebook.problem}"
        problems.append(Problem(path, f"{plain}. {_ACCEPTING}", UNREADABLE))
    if notebook.unread:
        problems.append(Problem(path, notebook.unread))
    return tuple(problems)


def _coverage(notebook: Notebook) -> Coverage:
    skipped = notebook.source.skipped_bytes
    return Coverage(1, notebook.cells, notebook.outputs, notebook.text_bytes, skipped)
