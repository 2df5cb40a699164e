"""Work on all cores: tasks go out to processes, and their results come back in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from colab_safe.model import AcceptedFinding, Finding, Report, Secret
from colab_safe.project.isolation import can_isolate, isolated_children
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.project import Project, Scanner
from colab_safe.typed import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Task = TypeVar("Task")
Result = TypeVar("Result")
Packed = tuple[Any, ...]


class ScanOptions(NamedTuple):
    """What the command line says about how to scan."""

    project: ProjectOptions = ProjectOptions()
    jobs: int | None = None  # processes; None is one per core
    drive_paths: bool = False  # also look for visible paths of token files
    base: str | None = "."  # the folder that paths are relative to; None without a worktree
    remember: bool = True  # whether earlier runs are believed, and this one is remembered
    # What reports put before paths: a repository elsewhere, such as "github.com/owner/name/". The settings of the
    # current folder apply to all of it. Empty for the repository around the current folder.
    prefix: str = ""


def project_scanner(
    options: ScanOptions, scanner: Callable[[Project], Scanner] = Project.scanner
) -> Callable[[Project], Scanner]:
    """Return a function from a project to one that scans the project's files, given their bytes and paths.

    Args:
        options: How to scan.
        scanner: Returns what scans the files of a project for secrets.

    Raises:
        PathError: The path store cannot be read.
    """
    if not options.drive_paths:
        return scanner
    from colab_safe.paths.pathless_cells import PathlessCells
    from colab_safe.project.path_settings import path_settings, store_if_any, with_drive_paths

    store = store_if_any()

    def make(project: Project) -> Scanner:
        settings = path_settings(project.settings, project.policy.from_root)
        cells = PathlessCells(store, settings.rules)
        return with_drive_paths(scanner(project), settings, store, cells.shows_none)

    return make


def on_all_cores(
    make_work: Callable[[ScanOptions], Callable[[Task], Result]],
    options: ScanOptions,
    tasks: Sequence[Task],
    size: Callable[[Task], int] | None = None,
    watch: Callable[[Result], None] | None = None,
) -> Iterator[Result]:
    """Work on tasks in several processes, and yield the results in the order of the tasks.

    An interrupt, or the end of the iteration, stops all processes.

    Args:
        make_work: Called once per process; it returns the function that works on each task, and
            that may remember things from task to task. It must be defined at module level.
        options: Given to `make_work`; its `jobs` is the number of processes.
        tasks: Values that can be pickled. The results must be, too.
        size: How much work a task is: the largest begin first, so that in the end no process waits
            for another's. None: they begin in their order.
        watch: Called with each result as soon as it is there, perhaps in another thread.
    """
    if not can_isolate():
        for result in map(make_work(options), tasks):
            if watch:
                watch(result)
            yield result
        return
    numbers = range(len(tasks))
    begun = sorted(numbers, key=lambda number: -size(tasks[number])) if size else numbers
    with _pool(make_work, options) as pool:
        results = {number: pool.submit(_work_on, tasks[number]) for number in begun}
        for future in results.values() if watch else ():
            future.add_done_callback(lambda done: _show(done, watch))
        for number in numbers:
            yield results.pop(number).result()


def _show(done: Future[Result], watch: Callable[[Result], None] | None) -> None:
    if watch and not done.cancelled() and done.exception() is None:
        watch(done.result())


@contextmanager
def _pool(
    make_work: Callable[[ScanOptions], Callable[[Task], Result]], options: ScanOptions
) -> Iterator[ProcessPoolExecutor]:
    """Processes for this work; at the end, what they have not begun is given up."""
    from concurrent.futures import ProcessPoolExecutor

    count, arguments = job_count(options), (make_work, options)
    with (
        isolated_children(),
        ProcessPoolExecutor(count, initializer=_begin, initargs=arguments) as pool,
    ):
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


class _Worker:
    """What one process of the pool keeps from task to task; the parent does not use it."""

    def __init__(self) -> None:
        self.make: Callable[[], Callable[[Any], Any]]
        self.work: Callable[[Any], Any] | None = None


_WORKER = _Worker()


def _begin(make_work: Callable[[ScanOptions], Callable[[Any], Any]], options: ScanOptions) -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops all processes
    _WORKER.make = partial(make_work, options)


def _work_on(task: Any) -> Any:
    # Made with the first task, not in `_begin`: so an error reaches the parent as itself, not as a
    # broken pool.
    _WORKER.work = _WORKER.work or _WORKER.make()
    return _WORKER.work(task)


def packed(report: Report) -> Packed:
    """Return a report as a tuple that may go through the pipe between colab-safe's own processes.

    A `Secret` by itself refuses to be pickled.

    Args:
        report: Of one task.
    """
    findings = [*map(_packed_finding, report.findings)]
    secrets = [secret.reveal() for secret in report.accepted_secrets]
    accepted = [(_packed_finding(each[0]), each[1:]) for each in report.accepted_findings]
    bare = report._replace(findings=(), accepted_secrets=(), accepted_findings=())
    return findings, *bare[1:], secrets, accepted


def _packed_finding(finding: Finding) -> dict[str, Any]:
    return finding._asdict() | {"secret": finding.secret.reveal()}


def _unpacked_finding(fields: dict[str, Any]) -> Finding:
    return Finding(**fields | {"secret": Secret(fields["secret"])})


def unpacked(fields: Packed) -> Report:
    """Return the report that was packed.

    Args:
        fields: The result of `packed`.
    """
    findings, *rest, secrets, accepted = fields
    listed = (AcceptedFinding(_unpacked_finding(finding), *by) for finding, by in accepted)
    return Report(tuple(map(_unpacked_finding, findings)), *rest)._replace(
        accepted_secrets=tuple(map(Secret, secrets)), accepted_findings=tuple(listed)
    )


def job_count(options: ScanOptions) -> int:
    """Return how many processes to use: as asked for, or one per core that this process may use.

    In a container or under taskset these are fewer cores than the machine has.

    Args:
        options: Its `jobs` is the number asked for.
    """
    allowed = getattr(os, "sched_getaffinity", None)
    return options.jobs or (len(allowed(0)) if allowed else os.cpu_count() or 1)
