"""A file that was clean is not read again, but only as long as the system tells that nobody has changed it."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.project.known_clean import files, states
from colab_safe.project.known_clean.states import FileStates

from .test_known_clean import CLEAN, LEAK, folder, known, scan

__all__ = ["folder"]
SIZE = max(len(CLEAN), len(LEAK))
DIRTY, EMPTY = LEAK.ljust(SIZE), CLEAN.ljust(SIZE)

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="other systems let programs set the times of a file"
)


@pytest.fixture
def settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clean file that was scanned long after its last change."""
    file = folder / "a.ipynb"
    file.write_bytes(EMPTY)
    tick(file)
    monkeypatch.setattr(states.time, "time_ns", lambda: int((time.time() + 10) * 1e9))
    monkeypatch.setattr(states, "_MOUNTS", str(mounts(folder, "ext4")))
    assert known() == 0
    return file


def mounts(folder: Path, kind: str) -> Path:
    """What the system would say if the folder were on a file system of a kind."""
    device, told = folder.stat().st_dev, folder.parent / "mountinfo"
    place = f"{os.major(device)}:{os.minor(device)}"
    told.write_text(f"22 27 {place} / /a\\040b rw,relatime shared:1 - {kind} /dev/x rw\n")
    return told


def tick(file: Path) -> None:
    """Wait until the file system's clock has gone on."""
    probe = file.with_name("probe")
    probe.write_bytes(b"")
    while probe.stat().st_ctime_ns <= file.stat().st_ctime_ns:
        probe.write_bytes(b"")


def test_it_is_not_read(settled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_digest", None)
    assert known() == 1


def rewritten(file: Path) -> None:
    file.write_bytes(DIRTY)


def extended_through_an_open_file(file: Path) -> None:
    with open(file, "r+b") as opened:
        opened.write(DIRTY)


def replaced(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(DIRTY)
    shutil.copystat(file, other)
    other.replace(file)


def linked(file: Path) -> None:
    other = file.with_name("other")
    other.write_bytes(DIRTY)
    file.unlink()
    file.symlink_to(other)


@pytest.mark.parametrize("times", ["new", "as before"])
@pytest.mark.parametrize("change", [rewritten, extended_through_an_open_file, replaced, linked])
def test_other_bytes_are_found(settled: Path, change: Callable[[Path], None], times: str) -> None:
    before = settled.stat()
    change(settled)
    if times == "as before":
        os.utime(settled, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert settled.stat().st_size == before.st_size
    assert len(scan().findings) == 1


def test_a_file_that_has_just_been_written_is_read(
    settled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Within one step of the clock a change would not be seen."""
    monkeypatch.undo()
    settled.write_bytes(EMPTY)
    assert FileStates().of(str(settled)) == ""
    os.utime(settled, ns=(0, 0))
    assert FileStates().of(str(settled)) == ""


@pytest.mark.parametrize("kind", ["fuse.drive", "nfs4", "cifs", "9p", "vfat"])
def test_of_other_file_systems_the_times_are_not_believed(settled: Path, kind: str) -> None:
    """Programs can set them: such a file system gives what a server or a program says."""
    for found, is_believed in ((kind, False), ("ext4", True)):
        mounts(settled.parent, found)
        assert bool(FileStates().of(str(settled))) == is_believed
    mounts(settled.parent, "ext4").unlink()
    assert FileStates().of(str(settled)) == ""


def test_what_is_no_file_has_no_state(settled: Path) -> None:
    assert [FileStates().of(name) for name in (".", "missing.ipynb", "/dev/null")] == [""] * 3


def test_a_link_to_another_clean_file_is_not_that_file(settled: Path) -> None:
    """The name counts: a secret may be in it."""
    os.link(settled, settled.with_name("b.ipynb"))
    assert known(files.ScanOptions(jobs=1), "b.ipynb") == 0
