"""Scans of repositories elsewhere, some at a time: the failure of one never ends the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryDirectory

from colab_safe.command_line.progress import Progress
from colab_safe.history.scan import Tell
from colab_safe.model import Problem, Report
from colab_safe.project.isolation import can_isolate
from colab_safe.project.parallel import (
    Packed,
    ScanOptions,
    job_count,
    on_all_cores,
    unpacked,
)
from colab_safe.remote.at_once import FORGE
from colab_safe.repositories import listing, url_list
from colab_safe.repositories.clone_folder import Folders, prepare
from colab_safe.repositories.one_repository import RepositoryWork, Task
from colab_safe.repositories.repository import LeftOut, Repository
from colab_safe.repositories.sources import Asked

_FEWEST = 4  # a process waits for the server most of the time
_ENDED = "it was not scanned: the process ended, perhaps for lack of memory"


def scan_repositories(
    asked: Asked, options: ScanOptions, tell: Tell, kept: str | None = None
) -> Iterator[Report]:
    """Yield a report for each repository of a source: on all versions of all of its notebooks.

    Args:
        asked: The source.
        options: How to scan.
        tell: Called with sentences that the user should see while the scan runs.
        kept: The folder in which clones are kept for the next scan, also what was found clean; None to keep nothing.

    Raises:
        UsageError: The folder belongs to another user.
        FileError: The folder cannot be made.
    """
    if kept is not None:
        prepare(kept)
    files, problems = 0, False
    # All clones that are not kept are in one folder, so that those of processes that were killed are removed as well.
    with TemporaryDirectory(prefix="cs-", ignore_cleanup_errors=True) as place:
        for report in _reports(asked, options, tell, Folders(kept, place)):
            files += report.coverage.files
            problems |= bool(report.problems)
            yield report
    if not files and not problems:
        words = "nothing was scanned: there is no notebook in its repositories"
        yield Report(problems=(Problem(asked.name, words),))


def _reports(asked: Asked, options: ScanOptions, tell: Tell, folders: Folders) -> Iterator[Report]:
    listed = listing.repositories if asked.source.forge else url_list.repositories
    tasks: list[Task] = []
    for each in listed(asked):
        if isinstance(each, Repository):
            tasks.append(Task(each, folders))
        else:
            yield _about_the_list(each)
    tell(f"{asked.name}: {len(tasks):,} {'repository' if len(tasks) == 1 else 'repositories'}")
    yield from _scanned(tasks, options)


def _about_the_list(each: Problem | LeftOut) -> Report:
    if isinstance(each, Problem):
        return Report(problems=(each,))
    return Report(switched_off=(each.sentence,))


def _scanned(tasks: Sequence[Task], options: ScanOptions) -> Iterator[Report]:
    """The reports of all tasks in their order: by several processes, or each by all of them where there are few."""
    with Progress("repositories", len(tasks)) as progress:

        def show(report: Report) -> None:
            progress.advance(1, report.coverage.text_bytes, len(report.findings))

        jobs = options.jobs or min(FORGE, max(_FEWEST, job_count(options)))
        if jobs == 1 or len(tasks) < jobs or not can_isolate():
            work = RepositoryWork(options)
            for task in tasks:
                report = work.report(task)
                show(report)
                yield report
        else:
            yield from _by_several(tasks, options._replace(jobs=jobs), show)


def _by_several(
    tasks: Sequence[Task], options: ScanOptions, show: Callable[[Report], None]
) -> Iterator[Report]:
    """If a process ends, fewer go on; with a single one left, it is known which repository it worked on."""
    from concurrent.futures import BrokenExecutor

    def watch(done: Packed) -> None:
        show(unpacked(done))

    left, jobs = list(tasks), job_count(options)
    while left:
        number = 0
        try:
            some = options._replace(jobs=jobs)
            for done in on_all_cores(_one_process_each, some, left, watch=watch):
                yield unpacked(done)
                number += 1
            return
        except BrokenExecutor:
            left = left[number:]
        if jobs == 1:
            yield Report(problems=(Problem(left.pop(0).repository.name, _ENDED),))
        jobs = max(1, jobs // 2)


def _one_process_each(options: ScanOptions) -> RepositoryWork:
    return RepositoryWork(options._replace(jobs=1))
