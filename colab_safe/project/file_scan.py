"""Many files scanned on all cores, in tasks of about the same size; a few are scanned in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colab_safe.model import Report
from colab_safe.project.files import size
from colab_safe.project.inputs import from_files, scan_inputs
from colab_safe.project.parallel import (
    Packed,
    Settings,
    cores,
    on_all_cores,
    packed,
    scanner,
    unpacked,
)
from colab_safe.typed import NamedTuple

# A task ends with whichever comes first, so that the processes end at about the same time: most bytes may be pixels.
_BYTES, _FILES = 4_000_000, 16


class _Task(NamedTuple):
    settings: Settings
    paths: tuple[str, ...]


def scan_files(paths: Iterable[str], settings: Settings) -> Iterator[Report]:
    """The reports of some files at a time, in the order given."""
    tasks = [_Task(settings, some) for some in _shares(paths)]
    for fields in on_all_cores(_work, tasks, settings.jobs or cores()):
        yield unpacked(fields)


def _shares(paths: Iterable[str]) -> Iterator[tuple[str, ...]]:
    share: list[str] = []
    gathered = 0
    for path in paths:
        share.append(path)
        gathered += size(path)
        if gathered >= _BYTES or len(share) >= _FILES:
            yield tuple(share)
            share, gathered = [], 0
    if share:
        yield tuple(share)


def _work(task: _Task) -> Packed:
    return packed(scan_inputs(from_files(task.paths), scanner(task.settings)))
