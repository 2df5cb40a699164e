"""Scans spread over processes: tasks out, reports back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from colab_safe.model import Finding, Report, Secret
from colab_safe.project.project import Scanner, find_project
from colab_safe.typed import Any, NamedTuple, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
Packed = tuple[Any, ...]


class Settings(NamedTuple):
    """What the command line says about how to scan; None is what the project says."""

    engines: tuple[str, ...] | None = None
    baselines: tuple[str, ...] | None = None
    jobs: int | None = None
    verify: bool = False
    drive_paths: bool = False  # look for visible paths of token files, too


def on_all_cores(
    work: Callable[[Task], Result], tasks: Sequence[Task], count: int
) -> Iterator[Result]:
    """The results in the order of the tasks; an interrupt stops all processes."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(count, initializer=_leave_interrupts_to_the_parent) as pool:
        try:
            yield from pool.map(work, tasks)
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


@lru_cache(maxsize=1)
def scanner(settings: Settings) -> Scanner:
    """Once a process, not once a task; what the project has to say on stderr was said in the first one."""
    from contextlib import redirect_stderr
    from io import StringIO

    with redirect_stderr(StringIO()):
        scan = find_project(settings.engines, settings.baselines, settings.verify).scanner()
    if not settings.drive_paths:
        return scan
    from colab_safe.project.visible_paths import with_drive_paths

    return with_drive_paths(scan)


def packed(report: Report) -> Packed:
    """A report that can go through the pipe between our own processes; a `Secret` refuses to by itself."""
    findings = [
        finding._asdict() | {"secret": finding.secret.reveal()} for finding in report.findings
    ]
    return findings, *report[1:]


def unpacked(fields: Packed) -> Report:
    findings = tuple(
        Finding(**finding | {"secret": Secret(finding["secret"])}) for finding in fields[0]
    )
    return Report(findings, *fields[1:])


def cores() -> int:
    """How many this process may use: fewer than the machine has in a container or under taskset."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
