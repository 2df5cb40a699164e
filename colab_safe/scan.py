"""The straight line: bytes → segments → views → matches → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.clean_texts import not_known_as_clean, remember_as_clean
from colab_safe.detect.engine import BUILTIN, KNOWN_VALUES, Engine
from colab_safe.detect.rule import Match
from colab_safe.lines import lines_around
from colab_safe.matches import (
    LocatedMatch,
    cut_off,
    line_ends,
    locate_matches,
    strongest,
    with_expiry,
)
from colab_safe.model import (
    CELL,
    CODE,
    COMMENT,
    LOW,
    AcceptedBy,
    AcceptedFinding,
    Coverage,
    Finding,
    Problem,
    Report,
    Secret,
    Span,
    counted,
    numbered,
)
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.session import Session
from colab_safe.shown.words import code_cells
from colab_safe.typed import NamedTuple
from colab_safe.views.views import Views, views

# What accepts a finding: (the finding, the lines that its secret is on) → the setting; None: nothing.
Acceptance = Callable[[Finding, str], "AcceptedBy | None"]
# What can be redacted: (the notebook, its secrets) → the same findings, with the bytes to replace.
Offer = Callable[[Notebook, "Sequence[tuple[LocatedMatch, Finding]]"], "Sequence[Finding]"]

# The id by which a project accepts that a notebook cannot be read as one.
UNREADABLE = "unreadable-notebook"
ACCEPTING = f'To accept this, name the rule "{UNREADABLE}" in the setting `allow`'

BATCH = 4_000_000  # characters of segments whose views are in memory at the same time


def scan(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    accepts: Acceptance = lambda *_: None,
    session: Session | None = None,
    now: float | None = None,
    with_cells: bool = False,
    offer: Offer | None = None,
) -> Report:
    """Report all secrets in one file that nobody accepts.

    Args:
        data: The file's bytes.
        path: The file's name in the report. If it ends in `.ipynb`, in any case, the file is a notebook;
            otherwise a text notebook, if it has cells, or plain text.
        engines: What to search with. Each must look at every text by itself.
        accepts: Accepts findings by the project's configuration and baselines. Comments in the
            notebook and tags of its cells are looked at in any case.
        session: What the run remembers from file to file; None to start afresh.
        now: Seconds since 1970, in UTC: what has expired by then is low. None if nothing has.
        with_cells: Whether findings get the lines around them, and accepted findings are listed.
        offer: Says which of the findings in the notebook can be redacted, and how.
    """
    session = session or Session()
    notebook = read(data, path, session)
    matches = with_expiry(find_matches(notebook, engines, session), now)
    named = list(_in_name(path, engines, accepts))
    judged = _judged(notebook, path, matches, accepts, with_cells)
    accepted = [each for each in (*named, *judged) if each.by]
    found = [
        (match, each.finding) for match, each in zip(matches, judged, strict=True) if not each.by
    ]
    findings = offer(notebook, found) if offer and found else [finding for _, finding in found]
    report = Report(
        (*(each.finding for each in named if not each.by), *findings),
        _problems(notebook, path),
        _coverage(notebook),
    )
    return _with_accepted(report, accepted, with_cells) if accepted else report


def is_clean_name(path: str, engines: Sequence[Engine]) -> bool:
    """Return whether no engine finds a secret in the name of a file, whoever accepts it.

    Args:
        path: The file's name in the report.
        engines: What to search with.
    """
    return next(_in_name(path, engines, lambda *_: None), None) is None


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
        matches += _wrapped(notebook, read, engines)
        unsearched = cut_off(read, engines)
        notebook.reach(unsearched.values())
        with_matches = {one.view.number for one in matches}
        remember_as_clean(
            segments, set(numbers) - with_matches - read.limits.keys() - unsearched.keys(), session
        )
        found += matches
    found += _by_code(notebook, engines, session) if _has_builtin(engines) else ()
    matches = strongest(found)
    return strongest([*matches, *repeated(notebook, matches)]) if matches else []


def _wrapped(notebook: Notebook, read: Views, engines: Sequence[Engine]) -> Iterator[LocatedMatch]:
    """The matches in values that are wrapped over several lines."""
    ends = line_ends(engines)
    if ends:
        from colab_safe.views.wrapped import unwrapped  # few notebooks have any

        joined = unwrapped(read, ends)
        notebook.reach(joined.limits.values())
        yield from locate_matches(notebook, joined, engines)
        if any(read[number].place.part == "source" for number in ends):
            from colab_safe.views.put_together import put_together  # `ast` takes long to import

            yield from locate_matches(notebook, put_together(read, ends), engines)
    yield from _continued(notebook, read, engines)


def _continued(
    notebook: Notebook, read: Views, engines: Sequence[Engine]
) -> Iterator[LocatedMatch]:
    """The exact values of some engines that are wrapped over several lines."""
    for engine in engines:
        beginnings = getattr(engine, "beginnings", None)
        if beginnings:
            from colab_safe.views.continued import continued  # most notebooks have no such value

            known = continued(read, beginnings(read.texts))
            yield from locate_matches(notebook, known, [engine])


def _by_code(
    notebook: Notebook, engines: Sequence[Engine], session: Session
) -> Iterator[LocatedMatch]:
    """The credentials that the code shows, or computes."""
    cells = code_cells(notebook)
    if cells.with_words:
        from colab_safe.shown.search import shown_credentials  # most commits have no such word

        yield from shown_credentials(notebook, cells, session)
    if cells.computing:
        from colab_safe.computed.evidence import may_compute  # most commits have no such word

        if not may_compute(cells):
            return
        from colab_safe.computed.search import computed_texts  # `ast` takes long to import

        yield from locate_matches(notebook, computed_texts(notebook, cells, session), engines)


def _has_builtin(engines: Sequence[Engine]) -> bool:
    return any(engine.name == BUILTIN for engine in engines)


def repeated(notebook: Notebook, matches: Sequence[LocatedMatch]) -> Iterator[LocatedMatch]:
    """Yield the same values again, in whichever text and view, also in those that are clean by themselves.

    Args:
        notebook: The notebook to search.
        matches: What names the values, in this notebook or in an earlier state of it.
    """
    from colab_safe.detect.repeated import RepeatedValues  # most notebooks have no finding

    values: dict[str, dict[str, Match]] = {}
    for one in sorted(matches, key=lambda one: one.match.confidence == LOW):
        if one.engine not in (KNOWN_VALUES, CODE):  # all of its values are found, or none is one
            values.setdefault(one.engine, {}).setdefault(one.secret, one.match)
    engines = [RepeatedValues(name, secrets) for name, secrets in values.items()]
    for batch in notebook.segments.batches(BATCH):
        read = views(notebook.segments, batch)
        yield from locate_matches(notebook, read, engines)
        yield from _continued(notebook, read, engines)


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
    judged = _judged(notebook, path, matches, accepts)
    for match, (finding, by) in zip(matches, judged, strict=True):
        if not by:
            yield match, finding


class _Judged(NamedTuple):
    """A finding, and what accepts it."""

    finding: Finding
    by: AcceptedBy | None


def _judged(
    notebook: Notebook,
    path: str,
    matches: list[LocatedMatch],
    accepts: Acceptance,
    with_cells: bool = False,
) -> list[_Judged]:
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


def _is_open(judged: tuple[LocatedMatch, _Judged]) -> bool:
    return judged[1].by is None  # the last one counts: all must be accepted


def _judged_alone(
    notebook: Notebook,
    path: str,
    matches: list[LocatedMatch],
    accepts: Acceptance,
    with_cells: bool,
) -> Iterator[_Judged]:
    of_cells: dict[int, frozenset[str]] = {}
    findings = numbered(_findings(notebook, path, matches, with_cells))
    for match, finding in zip(matches, findings, strict=True):
        cell = finding.location.place.cell
        if cell is not None and cell not in of_cells:
            from colab_safe.accept.cells import allowed_rules  # most notebooks have no finding

            of_cells[cell] = allowed_rules(notebook.cell_metadata(cell))
        by_cell = of_cells[cell] if cell is not None else frozenset()
        by = _accepted_by(match, finding, by_cell, accepts)
        yield _Judged(finding if by else _with_meant_comment(match, finding), by)


def _with_meant_comment(match: LocatedMatch, finding: Finding) -> Finding:
    from colab_safe.accept.mistyped import meant_comment

    meant = meant_comment(match.view.segment.text, match.in_segment[-1].end, finding.rule)
    return finding._replace(meant_comment=meant) if meant else finding


def _in_name(path: str, engines: Sequence[Engine], accepts: Acceptance) -> Iterator[_Judged]:
    """Secrets in the name of the file or of its folders."""
    for finding in numbered(_named(path, engines)):
        yield _Judged(finding, accepts(finding, path))


def _named(path: str, engines: Sequence[Engine]) -> Iterator[Finding]:
    for engine in engines:
        for match in engine.find([path]):
            from colab_safe.file_names import finding_in_name

            yield finding_in_name(path, match, engine.name)


def _with_accepted(report: Report, accepted: Sequence[_Judged], with_cells: bool) -> Report:
    listed = [AcceptedFinding(each.finding, each.by) for each in accepted if each.by]
    return report._replace(
        accepted_secrets=tuple({each.finding.secret for each in accepted if each.finding.is_value}),
        accepted_by=counted(each.by for each in listed),
        accepted_findings=tuple(listed) if with_cells else (),
    )


def _findings(
    notebook: Notebook, path: str, matches: list[LocatedMatch], with_cells: bool
) -> Iterator[Finding]:
    if not matches:
        return
    from colab_safe.blots import Blotter, union  # most notebooks have no finding
    from colab_safe.detect.randomness import is_random
    from colab_safe.excerpt import excerpt, without_secrets

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
    from colab_safe.accept import cells, pragmas

    text, rule = match.view.segment.text, finding.rule
    start, end = match.in_segment[0].start, match.in_segment[-1].end
    if not by_cell.isdisjoint((cells.EVERY, rule)):
        return AcceptedBy(CELL)
    if pragmas.accepts(text, start, end, rule):
        return AcceptedBy(COMMENT)
    return accepts(finding, lines_around(text, start, end))


def _problems(notebook: Notebook, path: str) -> tuple[Problem, ...]:
    problems = []
    if notebook.problem is not None:
        plain = f"not a readable notebook, so its plain text was scanned: {notebook.problem}"
        problems.append(Problem(path, f"{plain}. {ACCEPTING}", UNREADABLE))
    if notebook.unread:
        problems.append(Problem(path, notebook.unread))
    return tuple(problems)


def _coverage(notebook: Notebook) -> Coverage:
    data, skipped = notebook.source.data, notebook.source.skipped_bytes
    if not notebook.cells and _is_media(data):
        return Coverage(files=1, skipped_bytes=len(data), not_text=1)
    return Coverage(1, notebook.cells, notebook.outputs, notebook.text_bytes, skipped)


def _is_media(data: bytes) -> bool:
    from colab_safe.notebook.media import is_media  # a file with cells is a notebook

    return is_media(data)
