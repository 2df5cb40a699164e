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
    in_groups,
    job_count,
    packed,
    project_scanner,
    unpacked,
)
from colab_safe.project.project import Project, Projects, Scanner
from colab_safe.scan import is_clean_name

_FEW = 50  # fewer are scanned faster than a second process starts
# Versions per task: git unpacks neighbours in a pack together, 6 times faster than single ones.
_CHUNK = 1000

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
            groups = [_tasks(group) for group in _groups(versions, jobs)]
            for fields in in_groups(_VersionWork, self._options, groups):
                yield {version: unpacked(report) for version, report in fields}


def _groups(versions: Sequence[Version], count: int) -> Iterator[list[Version]]:
    """As many versions for each process, most notebooks with all of theirs: they share cells, which a process scans once.

    Each group is in the order given: where git's pack has differences between notebooks, as `git fast-import` writes
    them, those of one notebook after the other take six times as long to read.
    """
    by_path: dict[str, list[int]] = {}
    for number, version in enumerate(versions):
        by_path.setdefault(version.path, []).append(number)
    numbers = [number for group in by_path.values() for number in group]
    size = -(-len(numbers) // count)
    for at in range(0, len(numbers), size):
        yield [versions[number] for number in sorted(numbers[at : at + size])]


def _tasks(versions: Sequence[Version]) -> list[tuple[Version, ...]]:
    size = max(1, min(_CHUNK, -(-len(versions) // 2)))  # two at least: an interrupt loses no more
    return [tuple(versions[at : at + size]) for at in range(0, len(versions), size)]


class _VersionWork:
    """Scans the versions of one task after another."""

    def __init__(self, options: ScanOptions) -> None:
        make, projects = project_scanner(options), Projects(options.project, options.base)

        def scanner(project: Project) -> Scanner:
            scan = make(project)
            if not project.looks_at_cells_alone or options.drive_paths:  # these are followed
                return scan
            return CleanCells(scan, partial(is_clean_name, engines=project.engines)).scan

        self._projects, self._scan = projects, projects.scanner(scanner)
        self._prefix = options.prefix

    def is_clean_name(self, path: str) -> bool:
        name = self._prefix + path
        return is_clean_name(name, self._projects.of(name).engines)

    def __call__(self, versions: tuple[Version, ...]) -> list[tuple[Version, Packed]]:
        return [(version, packed(report)) for version, report in self.reports(versions).items()]

    def reports(self, versions: tuple[Version, ...]) -> Reports:
        contents = blobs(version.blob for version in versions)
        return {
            version: self._report(self._prefix + version.path, data)
            for version, (_, data) in zip(versions, contents, strict=True)
        }

    def _report(self, name: str, data: bytes | None) -> Report:
        return self._projects.settled(scan_inputs(from_blob(name, data), self._scan))
