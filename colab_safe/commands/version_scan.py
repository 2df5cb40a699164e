"""Many versions of notebooks scanned on all cores: each process reads its own from git, and sends back what it found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from colab_safe.commands.inputs import UNREADABLE
from colab_safe.commands.project import Scanner, find_project
from colab_safe.git.blobs import blobs
from colab_safe.history import Version
from colab_safe.model import Finding, Problem, Report, Secret

_FEW = 50  # fewer are scanned faster than a second process starts
_CHUNK = 1000  # versions a task: git unpacks neighbours in a pack together, 6 times faster than single ones

Scanned = Iterator[tuple[Version, Report]]


class Settings(NamedTuple):
    """What the command line says about how to scan; None is what the project says."""

    engines: tuple[str, ...] | None = None
    baselines: tuple[str, ...] | None = None
    jobs: int | None = None


class _Task(NamedTuple):
    settings: Settings
    versions: tuple[Version, ...]


def scan_versions(versions: Sequence[Version], settings: Settings) -> Iterator[dict[Version, Report]]:
    """The reports, some versions at a time, in the order given: neighbours in the history make git fast."""
    count = settings.jobs or _cores()
    size = max(1, min(_CHUNK, -(-len(versions) // (2 * count))))
    tasks = [_Task(settings, tuple(versions[at : at + size])) for at in range(0, len(versions), size)]
    if count == 1 or len(versions) < _FEW:
        yield from (dict(_scan(task)) for task in tasks)
    else:
        yield from _on_all_cores(tasks, count)


def _on_all_cores(tasks: Sequence[_Task], count: int) -> Iterator[dict[Version, Report]]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(count, initializer=_leave_interrupts_to_the_parent) as pool:
        try:
            for packed in pool.map(_work, tasks):
                yield {version: _unpacked(fields) for version, fields in packed}
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_the_parent() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _work(task: _Task) -> list[tuple[Version, tuple[Any, ...]]]:
    return [(version, _packed(report)) for version, report in _scan(task)]


def _scan(task: _Task) -> Scanned:
    scan = _scanner(task.settings)
    contents = blobs(version.blob for version in task.versions)
    for version, (_, data) in zip(task.versions, contents, strict=True):
        missing = Report(problems=(Problem(version.path, UNREADABLE),))
        yield version, missing if data is None else scan(data, version.path)


@lru_cache(maxsize=1)
def _scanner(settings: Settings) -> Scanner:
    """Once a process, not once a task; what the project has to say on stderr was said in the first one."""
    from contextlib import redirect_stderr
    from io import StringIO

    with redirect_stderr(StringIO()):
        return find_project(settings.engines, settings.baselines).scanner()


def _packed(report: Report) -> tuple[Any, ...]:
    """A report that can go through the pipe between our own processes; a `Secret` refuses to by itself."""
    findings = [finding._asdict() | {"secret": finding.secret.reveal()} for finding in report.findings]
    return findings, *report[1:]


def _unpacked(fields: tuple[Any, ...]) -> Report:
    findings = tuple(Finding(**finding | {"secret": Secret(finding["secret"])}) for finding in fields[0])
    return Report(findings, *fields[1:])


def _cores() -> int:
    """How many this process may use: fewer than the machine has in a container or under taskset."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
