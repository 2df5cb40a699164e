"""Scans of many versions of notebooks; each process reads its own from git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from colab_safe.clean_cells import CleanCells
from colab_safe.git.blobs import blobs
from colab_safe.history.traces import Version
from colab_safe.model import Report
from colab_safe.project.inputs import from_blob, scan_inputs
from colab_safe.project.parallel import (
    Packed,
    ScanOptions,
    job_count,
    on_all_cores,
    packed,
    project_scanner,
    unpacked,
)
from colab_safe.project.project import Project, Projects, Scanner
from colab_safe.scan import is_clean_name
from colab_safe.session import Session
from colab_safe.typed import TypeVar

_FEW = 50  # fewer are scanned faster than a second process starts
# Versions per task: git unpacks neighbours in a pack together, 6 times faster than single ones.
_CHUNK = 1000
_PER_JOB = 2  # tasks

Value = TypeVar("Value")

Reports = dict[Version, Report]


class VersionScanner:
    """Scans versions by the same rules, in this process or in several.

    In this process it remembers clean cells and texts from call to call.
    """

    def __init__(self, options: ScanOptions) -> None:
        """Make a scanner; engines are loaded when the first version is scanned in this process.

        Args:
            options: How to scan.
        """
        self._options = options
        self._work: _VersionWork | None = None

    def clean_names(self, paths: Iterable[str]) -> set[str]:
        """Return those of some files whose names contain no secret.

        Args:
            paths: Their paths from the repository's top folder.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return set(filter(self._own_work().is_clean_name, set(paths)))

    def _own_work(self) -> _VersionWork:
        self._work = self._work or _VersionWork(self._options)
        return self._work

    def scan(self, versions: Sequence[Version]) -> Iterator[Reports]:
        """Yield the reports of some versions at a time, with several processes in another order than given.

        Args:
            versions: In the order of the history, because git reads neighbours fast.

        Raises:
            ColabSafeError: As `Projects.of` and `blobs` raise it.
        """
        jobs = job_count(self._options)
        if jobs == 1 or len(versions) < _FEW:
            yield from map(self._own_work().reports, _tasks(versions))
        else:
            tasks = _shared_out(versions, jobs)
            for fields in on_all_cores(_VersionWork, self._options, tasks):
                yield {version: unpacked(report) for version, report in fields}


def _shared_out(versions: Sequence[Version], jobs: int) -> list[tuple[Version, ...]]:
    """Tasks of about as many versions each, most notebooks with all of theirs in one: they share cells, which a process scans once.

    Each task is in the order given: where git's pack has differences between notebooks, as `git fast-import` writes
    them, those of one notebook after the other take six times as long to read.
    """
    by_path: dict[str, list[int]] = {}
    for number, version in enumerate(versions):
        by_path.setdefault(version.path, []).append(number)
    parts = [chunk for numbers in by_path.values() for chunk in _chunks(numbers, _CHUNK)]
    # Every task reads the whole of such a pack; but some notebooks take as long as a hundred others.
    tasks: list[list[int]] = [[] for _ in range(max(jobs * _PER_JOB, -(-len(versions) // _CHUNK)))]
    for part in sorted(parts, key=len, reverse=True):
        min(tasks, key=len).extend(part)
    return [tuple(versions[number] for number in sorted(task)) for task in tasks if task]


def _tasks(versions: Sequence[Version]) -> Iterator[Sequence[Version]]:
    return _chunks(
        versions, min(_CHUNK, -(-len(versions) // 2))
    )  # two at least: an interrupt loses no more


def _chunks(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    return (values[at : at + size] for at in range(0, len(values), max(1, size)))


def _scanner(project: Project) -> Scanner:
    """Scans for secrets, in new cells alone where that is enough; the code is parsed once for the cells and for the whole."""
    if not project.looks_at_cells_alone:
        return project.scanner()
    session = Session()
    is_clean = partial(is_clean_name, engines=project.engines)
    scan_cells = project.scanner(session, with_code=False)
    return CleanCells(project.scanner(session), is_clean, scan_cells, session).scan


class _VersionWork:
    """Scans the versions of one task after another."""

    def __init__(self, options: ScanOptions) -> None:
        self._projects = Projects(options.project, options.base)
        self._scan = self._projects.scanner(project_scanner(options, _scanner))
        self._prefix = options.prefix

    def is_clean_name(self, path: str) -> bool:
        name = self._prefix + path
        return is_clean_name(name, self._projects.of(name).engines)

    def __call__(self, versions: Sequence[Version]) -> list[tuple[Version, Packed]]:
        return [(version, packed(report)) for version, report in self.reports(versions).items()]

    def reports(self, versions: Sequence[Version]) -> Reports:
        contents = blobs(version.blob for version in versions)
        return {
            version: self._report(self._prefix + version.path, data)
            for version, (_, data) in zip(versions, contents, strict=True)
        }

    def _report(self, name: str, data: bytes | None) -> Report:
        return self._projects.settled(scan_inputs(from_blob(name, data), self._scan))
