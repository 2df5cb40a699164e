"""A scan of what commits wrote: every version of every notebook once, with the commits it came and went with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.commands.clean_blobs import CleanBlobs, key
from colab_safe.commands.files import read_bytes
from colab_safe.commands.pool import Settings
from colab_safe.commands.progress import Progress
from colab_safe.commands.project import find_project
from colab_safe.commands.version_scan import scan_versions
from colab_safe.commands.visible_paths import known_paths
from colab_safe.errors import GitError
from colab_safe.git import commits
from colab_safe.git.extent import Extent, extent
from colab_safe.history import Trace, Version, problems, traces, versions
from colab_safe.model import Coverage, Finding, History, Problem, Report


def every_commit() -> list[str]:
    """The revisions of a whole history. Raises GitError where there is no commit yet."""
    revisions = [*commits.EVERY_REF, *commits.stashed()]
    if not commits.any_commit(revisions):
        raise GitError("this repository has no commit yet: there is no history to scan")
    return revisions


def scan_revisions(revisions: Sequence[str], settings: Settings) -> Report:
    """Everything that the commits of `git log REVISIONS` wrote. Raises GitError for unknown ones."""
    here = extent()
    changes = list(commits.changes(revisions))
    missing = commits.absent(revisions) if here.is_partial else set()
    wanted = [version for version in versions(changes) if version.blob not in missing]
    reports, known = _reports(wanted, here, settings)
    total = known
    for report in reports.values():
        total = total.plus(report._replace(findings=(), problems=()))
    found = tuple(_dated(traces(changes, reports)))
    return total._replace(findings=found, problems=(*problems(changes, reports), *_gaps(here, revisions, len(missing))))


def _reports(wanted: Sequence[Version], here: Extent, settings: Settings) -> tuple[dict[Version, Report], Report]:
    """What was found in each version, and the coverage of those that are known to be clean and were not read again."""
    first = {version.blob: version for version in reversed(wanted)}
    with CleanBlobs(here.directory, _rules(settings)) as memory:
        clean = [memory.known[blob] for blob in first if blob in memory.known]
        if clean:
            said = f"{len(clean):,} of {len(first):,} versions were clean in the last scan, by the same rules"
            print(f"colab-safe: {said}", file=sys.stderr)
        unknown = [version for blob, version in first.items() if blob not in memory.known]
        reports = _scanned(unknown[::-1], memory, settings)
    # A notebook under a second name has the same secrets; what is accepted may differ.
    unclean = {version.blob for version, report in reports.items() if not _is_clean(report)}
    others = [version for version in wanted if version.blob in unclean and version not in reports]
    for some in scan_versions(others, settings):
        reports |= {version: report._replace(coverage=Report().coverage) for version, report in some.items()}
    return reports, Report(coverage=Coverage(*map(sum, zip(*clean, strict=True)))) if clean else Report()


def _scanned(unknown: Sequence[Version], memory: CleanBlobs, settings: Settings) -> dict[Version, Report]:
    reports: dict[Version, Report] = {}
    with Progress("versions of notebooks", len(unknown)) as progress:
        for some in scan_versions(unknown, settings):
            reports |= some
            memory.add({version.blob: report.coverage for version, report in some.items() if _is_clean(report)})
            progress.advance(len(some))
    return reports


def _is_clean(report: Report) -> bool:
    """Whether nothing depends on what is accepted today: an accepted finding is looked at again each time."""
    return not (report.findings or report.problems or report.accepted)


def _rules(settings: Settings) -> str:
    """The name of the rules that are in force, the project's own among them."""
    project = find_project(settings.engines, settings.baselines)
    contents = [read_bytes(file) for file in project.files]
    paths = [repr(known_paths()).encode()] if settings.drive_paths else []
    return key([engine.name for engine in project.engines], contents + paths)


def _dated(found: Iterable[Trace]) -> Iterator[Finding]:
    listed = list(found)
    if not listed:
        return
    dates = commits.dates({commit for trace in listed for commit in (trace.first, trace.last)})
    local = commits.only_here()
    holders = commits.holders([(trace.finding.location.path, trace.blobs) for trace in listed])
    for (finding, _, first, last), still_in in zip(listed, holders, strict=True):
        on_remote = None if local is None else first not in local
        yield finding._replace(history=History(first, dates[first], last, dates[last], still_in, on_remote))


def _gaps(here: Extent, revisions: Sequence[str], missing: int) -> Iterator[Problem]:
    """What a clone without everything keeps from being scanned."""
    if missing:
        said = f"{missing:,} objects are not in this partial clone, and were not scanned; clone without --filter"
        yield Problem("history", said)
    if here.shallow:
        ends = set(read_bytes(here.shallow).decode().split()) & commits.commits(revisions)
        if ends:
            shown = ", ".join(sorted(end[:12] for end in ends))
            remedy = "run `git fetch --unshallow`, or set `fetch-depth: 0` in CI"
            yield Problem("history", f"this shallow clone ends at {shown}: what was before was not scanned; {remedy}")
