"""Scans of many files on the disk: those that are known to be clean are left out, the others go to all cores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.model import Coverage, Report
from colab_safe.project.files import size
from colab_safe.project.inputs import from_files, scan_inputs
from colab_safe.project.known_clean.files import CleanFiles
from colab_safe.project.parallel import (
    Packed,
    ScanOptions,
    on_all_cores,
    packed,
    project_scanner,
    unpacked,
)
from colab_safe.project.project import Projects
from colab_safe.typed import NamedTuple

# A task ends with whichever comes first, so that the processes end at about the same time: most
# bytes may be pixels.
_TASK_BYTES, _TASK_FILES = 4_000_000, 16
# Files that are looked up at least; then, as soon as fewer than half are known, the processes look up the rest.
_LOOKED_UP = 64


class _Done(NamedTuple):
    """What one task gives."""

    report: Packed
    clean: dict[str, Coverage]  # for the memory


class _Files(NamedTuple):
    """What one task reads."""

    paths: tuple[str, ...]
    bytes: int


def scan_files(
    paths: Sequence[str],
    options: ScanOptions,
    projects: Projects | None = None,
    watch: Callable[[Report], None] | None = None,
) -> Iterator[Report]:
    """Scan files on all cores, and yield a report for some of them at a time, in the order given.

    Those that are known to be clean are in the first report.

    Args:
        paths: The files, each named.
        options: How to scan.
        projects: Those of these options, if they are known.
        watch: Called with each report as soon as it is there, perhaps in another order and thread.

    Raises:
        ColabSafeError: As `Projects.of` raises it.
    """
    projects = projects or Projects(options.project, options.base)
    clean = CleanFiles(options, projects)
    known = _known(paths, clean)
    clean.add(clean.taken())
    first = Report(coverage=Coverage.of(known.values()))
    show = _watching(watch) if watch else None
    if watch:
        watch(first)
    yield first
    tasks = list(_tasks(path for path in paths if path not in known))
    if options.jobs == 1 or len(tasks) <= 1:
        done: Iterable[_Done] = _one_by_one(_FileWork(options, projects, clean), tasks, show)
    else:
        done = on_all_cores(_FileWork, options, tasks, _bytes_of, show)
    for each in done:
        clean.add(each.clean)
        yield unpacked(each.report)


def _watching(watch: Callable[[Report], None]) -> Callable[[_Done], None]:
    return lambda done: watch(unpacked(done.report))


def _one_by_one(
    work: Callable[[_Files], _Done], tasks: Iterable[_Files], show: Callable[[_Done], None] | None
) -> Iterator[_Done]:
    for done in map(work, tasks):
        if show:
            show(done)
        yield done


def _known(paths: Sequence[str], clean: CleanFiles) -> dict[str, Coverage]:
    """The coverage of the first files that are known to be clean; in one process, which hashes a gigabyte a second."""
    known: dict[str, Coverage] = {}
    for number, path in enumerate(paths):
        if clean.is_empty or 2 * len(known) < number - _LOOKED_UP:
            break
        coverage = clean.coverage(path)
        if coverage:
            known[path] = coverage
    return known


def _bytes_of(files: _Files) -> int:
    return files.bytes


def _tasks(paths: Iterable[str]) -> Iterator[_Files]:
    task: list[str] = []
    gathered = 0
    for path in paths:
        task.append(path)
        gathered += size(path)
        if gathered >= _TASK_BYTES or len(task) >= _TASK_FILES:
            yield _Files(tuple(task), gathered)
            task, gathered = [], 0
    if task:
        yield _Files(tuple(task), gathered)


class _FileWork:
    """Scans the files of one task after another."""

    def __init__(
        self,
        options: ScanOptions,
        projects: Projects | None = None,
        clean: CleanFiles | None = None,
    ) -> None:
        self._projects = projects or Projects(options.project, options.base)
        self._clean = clean or CleanFiles(options, self._projects)
        self._scan = self._clean.scanner(self._projects.scanner(project_scanner(options)))

    def __call__(self, files: _Files) -> _Done:
        self._clean.look_at(files.paths)
        report = self._projects.settled(scan_inputs(from_files(files.paths), self._scan))
        return _Done(packed(report), self._clean.taken())
