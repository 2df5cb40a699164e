"""A scan of what commits wrote: every version of every notebook once, with the commits it came and went with."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.errors import GitError
from colab_safe.git import commits
from colab_safe.git.commits import Change
from colab_safe.git.extent import Extent, extent
from colab_safe.git.folders import common_folder
from colab_safe.history.memory import CleanBlobs, key
from colab_safe.history.past import Past, read_past, write_past
from colab_safe.history.progress import Progress
from colab_safe.history.traces import Trace, Version, problems, traces, versions
from colab_safe.history.versions import scan_versions
from colab_safe.model import Coverage, Finding, History, Problem, Report, total
from colab_safe.project.files import read_bytes
from colab_safe.project.parallel import Settings
from colab_safe.project.project import find_project
from colab_safe.project.visible_paths import known_paths


def every_commit() -> list[str]:
    """The revisions of a whole history. Raises GitError where there is no commit yet."""
    revisions = [*commits.EVERY_REF, *commits.stashed()]
    if not commits.any_commit(revisions):
        raise GitError("this repository has no commit yet: there is no history to scan")
    return revisions


def scan_history(settings: Settings) -> Report:
    """Everything that any commit wrote. Raises GitError where there is no commit yet."""
    revisions = every_commit()
    tips, memory = commits.tips(revisions), _memory(settings)
    past = read_past(memory.path("past"))
    if past is not None and past.tips == tips:
        print(
            "colab-safe: no ref has moved since the last scan, by the same rules", file=sys.stderr
        )
        return _told(past.changes, _rescanned(past.unclean, settings), past.clean)
    changes, gaps = _changes(revisions)
    unclean, clean = _reports(versions(changes), memory, settings)
    if not gaps:
        notebooks = {version.path for version in unclean}
        changed = tuple(change for change in changes if change.path in notebooks)
        write_past(memory.path("past"), Past(tips, clean, tuple(unclean), changed))
    return _told(changes, unclean, clean, gaps)


def scan_revisions(revisions: Sequence[str], settings: Settings) -> Report:
    """Everything that the commits of `git log REVISIONS` wrote. Raises GitError for unknown ones."""
    changes, gaps = _changes(revisions)
    unclean, clean = _reports(versions(changes), _memory(settings), settings)
    return _told(changes, unclean, clean, gaps)


def _changes(revisions: Sequence[str]) -> tuple[list[Change], list[Problem]]:
    """What the commits wrote, but for what this clone lacks, and what that is."""
    here, changes = extent(), list(commits.changes(revisions))
    missing = commits.absent(revisions) if here.is_partial else set()
    return [change for change in changes if change.blob not in missing], list(
        _gaps(here, revisions, len(missing))
    )


def _told(
    changes: Sequence[Change],
    unclean: dict[Version, Report],
    clean: Coverage,
    gaps: Sequence[Problem] = (),
) -> Report:
    found = tuple(_dated(traces(changes, unclean)))
    covered = total(
        [
            Report(coverage=clean),
            *(report._replace(findings=(), problems=()) for report in unclean.values()),
        ]
    )
    return covered._replace(findings=found, problems=(*problems(changes, unclean), *gaps))


def _reports(
    wanted: Iterable[Version], memory: CleanBlobs, settings: Settings
) -> tuple[dict[Version, Report], Coverage]:
    """What was found in the versions that are not clean, and the coverage of all others, read now or known from before."""
    of_blob: dict[str, list[Version]] = {}
    for version in wanted:
        of_blob.setdefault(version.blob, []).append(version)
    with memory:
        clean = [memory.known[blob] for blob in of_blob if blob in memory.known]
        if clean:
            said = f"{len(clean):,} of {len(of_blob):,} versions were clean in the last scan, by the same rules"
            print(f"colab-safe: {said}", file=sys.stderr)
        reports = _scanned(
            [named[0] for blob, named in of_blob.items() if blob not in memory.known],
            memory,
            settings,
        )
    unclean = {version: report for version, report in reports.items() if not _is_clean(report)}
    clean += [report.coverage for version, report in reports.items() if version not in unclean]
    # A notebook under a second name has the same secrets; what is accepted may differ.
    others = [version for first in unclean for version in of_blob[first.blob][1:]]
    unclean |= {
        version: report._replace(coverage=Coverage())
        for version, report in _rescanned(others, settings).items()
    }
    return unclean, Coverage(*map(sum, zip(*clean, strict=True))) if clean else Coverage()


def _rescanned(wanted: Sequence[Version], settings: Settings) -> dict[Version, Report]:
    """The reports of the versions; a blob with several names is counted once."""
    reports: dict[Version, Report] = {}
    for some in scan_versions(wanted, settings):
        reports |= some
    counted: set[str] = set()
    for version, report in reports.items():
        if version.blob in counted:
            reports[version] = report._replace(coverage=Coverage())
        counted.add(version.blob)
    return reports


def _scanned(
    unknown: Sequence[Version], memory: CleanBlobs, settings: Settings
) -> dict[Version, Report]:
    reports: dict[Version, Report] = {}
    with Progress("versions of notebooks", len(unknown)) as progress:
        for some in scan_versions(unknown, settings):
            reports |= some
            memory.add(
                {
                    version.blob: report.coverage
                    for version, report in some.items()
                    if _is_clean(report)
                }
            )
            progress.advance(len(some))
    return reports


def _is_clean(report: Report) -> bool:
    """Whether nothing depends on what is accepted today: an accepted finding is looked at again each time."""
    return not (report.findings or report.problems or report.accepted)


def _memory(settings: Settings) -> CleanBlobs:
    """What is known by the rules that are in force, the project's own among them."""
    project = find_project(settings.engines, settings.baselines)
    contents = [read_bytes(file) for file in project.files]
    paths = [repr(known_paths()).encode()] if settings.drive_paths else []
    rules = key([engine.name for engine in project.engines], contents + paths)
    return CleanBlobs(common_folder(), "pushed" if settings.drive_paths else "scanned", rules)


def _dated(found: Iterable[Trace]) -> Iterator[Finding]:
    listed = list(found)
    if not listed:
        return
    dates = commits.dates({commit for trace in listed for commit in (trace.first, trace.last)})
    local = commits.only_here()
    holders = commits.holders([(trace.finding.location.path, trace.blobs) for trace in listed])
    for (finding, _, first, last), still_in in zip(listed, holders, strict=True):
        on_remote = None if local is None else first not in local
        yield finding._replace(
            history=History(first, dates[first], last, dates[last], still_in, on_remote)
        )


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
            yield Problem(
                "history",
                f"this shallow clone ends at {shown}: what was before was not scanned; {remedy}",
            )
