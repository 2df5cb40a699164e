"""The straight line: bytes → segments → views → matches → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from colab_safe.clean_texts import not_known_as_clean, remember_as_clean
from colab_safe.detect.engine import BUILTIN, KNOWN_VALUES, Engine
from colab_safe.detect.rule import Match
from colab_safe.matches import (
    LocatedMatch,
    cut_off,
    line_ends,
    locate_matches,
    strongest,
    with_expiry,
)
from colab_safe.model import CODE, LOW, Coverage, Finding, Problem, Report, numbered
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.session import Session
from colab_safe.shown.words import code_cells
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.views import Views, views

if TYPE_CHECKING:
    from colab_safe.findings import Acceptance

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
    with_code: bool = True,
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
        with_code: Whether to look for what the code shows or computes. False for cells whose code the caller looks at.
    """
    session = session or Session()
    notebook = read(data, path, session)
    matches = with_expiry(find_matches(notebook, engines, session, with_code), now)
    in_name = list(numbered(_in_name(path, engines)))
    report = Report((), _problems(notebook, path), coverage_of(notebook))
    if not matches and not in_name:
        return report
    from colab_safe.findings import Judged, judge, with_accepted  # most notebooks have no match

    named = [Judged(finding, accepts(finding, path)) for finding in in_name]
    judged = judge(notebook, path, matches, accepts, with_cells)
    accepted = [each for each in (*named, *judged) if each.by]
    found = [
        (match, each.finding) for match, each in zip(matches, judged, strict=True) if not each.by
    ]
    findings = offer(notebook, found) if offer and found else [finding for _, finding in found]
    open_in_name = (each.finding for each in named if not each.by)
    report = report._replace(findings=(*open_in_name, *findings))
    return with_accepted(report, accepted, with_cells) if accepted else report


def is_clean_name(path: str, engines: Sequence[Engine]) -> bool:
    """Return whether no engine finds a secret in the name of a file, whoever accepts it.

    Args:
        path: The file's name in the report.
        engines: What to search with.
    """
    return next(_in_name(path, engines), None) is None


def find_matches(
    notebook: Notebook, engines: Sequence[Engine], session: Session, with_code: bool = True
) -> list[LocatedMatch]:
    """Return the secrets of a notebook in the order of the file, at each byte the strongest match.

    Args:
        notebook: The notebook to search.
        engines: What to search with.
        session: Knows texts that are clean, which are skipped.
        with_code: Whether to look for what the code shows or computes.
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
    if with_code and _has_builtin(engines):
        found += _by_code(notebook, engines, session)
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


def _in_name(path: str, engines: Sequence[Engine]) -> Iterator[Finding]:
    """Secrets in the name of the file or of its folders."""
    for engine in engines:
        for match in engine.find([path]):
            from colab_safe.file_names import finding_in_name

            yield finding_in_name(path, match, engine.name)


def _problems(notebook: Notebook, path: str) -> tuple[Problem, ...]:
    problems = []
    if notebook.problem is not None:
        plain = f"not a readable notebook, so its plain text was scanned: {notebook.problem}"
        problems.append(Problem(path, f"{plain}. {ACCEPTING}", UNREADABLE))
    if notebook.unread:
        problems.append(Problem(path, notebook.unread))
    return tuple(problems)


def coverage_of(notebook: Notebook) -> Coverage:
    """Return how much of a file was read.

    Args:
        notebook: The file, or a part of one.
    """
    data, skipped = notebook.source.data, notebook.source.skipped_bytes
    if not notebook.cells and _is_media(data):
        return Coverage(files=1, skipped_bytes=len(data), not_text=1)
    return Coverage(1, notebook.cells, notebook.outputs, notebook.text_bytes, skipped)


def _is_media(data: bytes) -> bool:
    from colab_safe.notebook.media import is_media  # a file with cells is a notebook

    return is_media(data)
