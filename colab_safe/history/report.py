"""The report on versions of notebooks: each finding with the commits that it is in, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from colab_safe.git import commits
from colab_safe.git.commits import NotebookChange
from colab_safe.git.extent import Extent
from colab_safe.history.traces import Trace, Version, problems, traces
from colab_safe.model import Coverage, Finding, History, Problem, Report, total
from colab_safe.project.files import read_bytes
from colab_safe.report.text import count


def report_on(
    changes: Sequence[NotebookChange],
    unclean: Mapping[Version, Report],
    clean: Coverage,
    gaps: Sequence[Problem] = (),
) -> Report:
    """Return one report, in which each finding says since which commit it is there, and where it is still.

    Args:
        changes: What the commits wrote, the newest first.
        unclean: The reports of the versions in which there is something.
        clean: Of all other versions.
        gaps: What this clone lacks.

    Raises:
        GitError: git refuses.
    """
    found = tuple(_dated(traces(changes, unclean)))
    bare = [each._replace(findings=(), problems=()) for each in unclean.values()]
    covered = total([Report(coverage=clean), *bare])
    return covered._replace(findings=found, problems=(*problems(changes, unclean), *gaps))


def _dated(found: Iterable[Trace]) -> Iterator[Finding]:
    listed = list(found)
    if not listed:
        return
    dates = commits.dates({commit for trace in listed for commit in (trace.first, trace.last)})
    local = commits.only_here({trace.first for trace in listed})
    holders = commits.holders([(trace.path, trace.blobs) for trace in listed])
    for (finding, _, _, first, last), still_in in zip(listed, holders, strict=True):
        on_remote = None if local is None else first not in local
        yield finding._replace(
            history=History(first, dates[first], last, dates[last], still_in, on_remote)
        )


def gaps_of(clone: Extent, revisions: Sequence[str], missing: int, name: str) -> Iterator[Problem]:
    """Yield what a clone without everything keeps from being scanned.

    Args:
        clone: What the clone has.
        revisions: The commits, as arguments of `git rev-list`.
        missing: How many versions of notebooks it lacks.
        name: What reports call the history.

    Raises:
        GitError: git refuses.
    """
    if missing:
        yield Problem(
            name,
            f"this partial clone lacks {count(missing, 'version')} of notebooks, which were not scanned: "
            "clone without --filter",
        )
    if clone.shallow:
        ends = set(read_bytes(clone.shallow).decode().split()) & commits.commits(revisions)
        if ends:
            shown = ", ".join(sorted(end[:12] for end in ends))
            yield Problem(
                name,
                f"this shallow clone ends at {shown}, and earlier commits were not scanned: "
                "run `git fetch --unshallow`, or set `fetch-depth: 0` in CI",
            )


def left_out(only_in_reflogs: int = 0) -> Iterator[str]:
    """Yield what a scan of commits does not look at, in words.

    Args:
        only_in_reflogs: How many commits no ref leads to any more.

    Raises:
        GitError: git refuses.
    """
    if only_in_reflogs:
        found = count(only_in_reflogs, "commit")
        yield f"not scanned: {found} that no ref leads to any more; `git reflog` lists them"
    submodules = commits.submodules()
    if submodules:
        yield f"not scanned: the history of {count(submodules, 'submodule')}; scan each in its folder"


def links(changes: Iterable[NotebookChange]) -> Iterator[str]:
    """Yield how many symbolic links were not scanned, if there are any.

    Args:
        changes: What the commits wrote.
    """
    links = {change.path for change in changes if change.is_link}
    if links:
        yield f"not scanned: {count(len(links), 'symbolic link')}, whose text is only a path"
