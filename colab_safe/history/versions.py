"""Many versions of notebooks scanned on all cores: each process reads its own from git, and sends back what it found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from colab_safe.git.blobs import blobs
from colab_safe.history.clean_cells import Unchanged
from colab_safe.history.traces import Version
from colab_safe.model import Problem, Report
from colab_safe.project.inputs import stored
from colab_safe.project.parallel import (
    Packed,
    Settings,
    cores,
    on_all_cores,
    packed,
    scanner,
    unpacked,
)
from colab_safe.project.project import Scanner
from colab_safe.project.settings import find_options
from colab_safe.typed import NamedTuple

_FEW = 50  # fewer are scanned faster than a second process starts
_CHUNK = 1000  # versions a task: git unpacks neighbours in a pack together, 6 times faster than single ones


class _Task(NamedTuple):
    settings: Settings
    versions: tuple[Version, ...]


def scan_versions(
    versions: Sequence[Version], settings: Settings
) -> Iterator[dict[Version, Report]]:
    """The reports, some versions at a time, in the order given: neighbours in the history make git fast."""
    count = settings.jobs or cores()
    size = max(1, min(_CHUNK, -(-len(versions) // (2 * count))))
    tasks = [
        _Task(settings, tuple(versions[at : at + size])) for at in range(0, len(versions), size)
    ]
    if count == 1 or len(versions) < _FEW:
        yield from (dict(_scan(task)) for task in tasks)
    else:
        for some in on_all_cores(_work, tasks, count):
            yield {version: unpacked(fields) for version, fields in some}


def _work(task: _Task) -> list[tuple[Version, Packed]]:
    return [(version, packed(report)) for version, report in _scan(task)]


def _scan(task: _Task) -> Iterator[tuple[Version, Report]]:
    scan = _version_scanner(task.settings)
    contents = blobs(version.blob for version in task.versions)
    for version, (_, data) in zip(task.versions, contents, strict=True):
        each = stored(version.path, data)
        yield (
            version,
            Report(problems=(each,)) if isinstance(each, Problem) else scan(each.data, each.path),
        )


@lru_cache(maxsize=1)
def _version_scanner(settings: Settings) -> Scanner:
    """One that skips the cells it knows; where only our own rules are asked, which look at a cell by itself."""
    scan, engines = scanner(settings), settings.engines or find_options().engines
    is_by_cell = set(engines) == {"builtin"} and not settings.drive_paths and not settings.verify
    return Unchanged(scan).scan if is_by_cell else scan
