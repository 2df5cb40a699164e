"""Scans of repositories elsewhere, some at a time: the failure of one never ends the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

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
from colab_safe.repositories import listing, url_list
from colab_safe.repositories.clone_folder import prepare
from colab_safe.repositories.one_repository import RepositoryWork, Task
from colab_safe.repositories.repository import LeftOut, Repository
from colab_safe.repositories.sources import Asked

_AT_ONCE = 4  # at least: a process waits for the server most of the time
_ENDED = "it was not scanned: a process ended, perhaps for lack of memory. Use fewer (--jobs 1)"


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
    listed = listing.repositories if asked.source.forge else url_list.repositories
    tasks: list[Task] = []
    files, problems = 0, False
    for each in listed(asked):
        if isinstance(each, Repository):
            tasks.append(Task(each, kept))
        else:
            problems |= isinstance(each, Problem)
            yield _about_the_list(each)
    tell(f"{asked.name}: {len(tasks):,} {'repository' if len(tasks) == 1 else 'repositories'}")
    for report in _scanned(tasks, options):
        files += report.coverage.files
        problems |= bool(report.problems)
        yield report
    if not files and not problems:
        words = "nothing was scanned: there is no notebook in its repositories"
        yield Report(problems=(Problem(asked.name, words),))


def _about_the_list(each: Problem | LeftOut) -> Report:
    if isinstance(each, Problem):
        return Report(problems=(each,))
    return Report(switched_off=(each.sentence,))


def _scanned(tasks: Sequence[Task], options: ScanOptions) -> Iterator[Report]:
    """The reports of all tasks in their order: by several processes, or each by all of them where there are few."""
    with Progress("repositories", len(tasks)) as progress:

        def show(report: Report) -> None:
            progress.advance(1, report.coverage.text_bytes, len(report.findings))

        jobs = options.jobs or max(_AT_ONCE, job_count(options))
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
    from concurrent.futures import BrokenExecutor

    def watch(done: Packed) -> None:
        show(unpacked(done))

    number = 0
    try:
        for done in on_all_cores(_one_process_each, options, tasks, watch=watch):
            yield unpacked(done)
            number += 1
    except BrokenExecutor:
        for task in tasks[number:]:
            yield Report(problems=(Problem(task.repository.name, _ENDED),))


def _one_process_each(options: ScanOptions) -> RepositoryWork:
    return RepositoryWork(options._replace(jobs=1))
