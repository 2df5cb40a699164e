"""States of files: a file in the same state has the same bytes, so it need not be read.

Linux sets the time of a change itself, and no program can set it back. That is relied on only on the file systems below: over a
network, in a mounted Drive or on Windows programs can set all times of a file. What git's index says is not asked:
`assume-unchanged` and filters make it call a file unchanged that is another one.
"""

from __future__ import annotations

import os
import stat
import sys
import time

# Those that keep the time of a change on the disk or in memory of this machine.
_LOCAL = frozenset(("btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs"))
_MOUNTS = "/proc/self/mountinfo"  # https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
# Within a step of the clock, at most a second on a disk, a second change leaves the time as it is.
_STEP = 2_000_000_000  # nanoseconds


class FileStates:
    """What tells of files, before they are read, whether they are those of an earlier time."""

    def __init__(self) -> None:
        """Look up which devices have a file system of which that can be said."""
        self._devices = _local_devices() if sys.platform == "linux" else frozenset()

    def of(self, path: str) -> str:
        """Return the state of a file; empty where a changed file could have the same one.

        Args:
            path: The file. What it has in it has to be read after the call.
        """
        try:
            about = os.stat(path)
        except OSError:
            return ""
        is_settled = about.st_ctime_ns < time.time_ns() - _STEP
        if not (is_settled and stat.S_ISREG(about.st_mode) and about.st_dev in self._devices):
            return ""
        device, times = (about.st_dev, about.st_ino), (about.st_mtime_ns, about.st_ctime_ns)
        return " ".join(map(str, (*device, about.st_size, *times)))


def _local_devices() -> frozenset[int]:
    try:
        with open(_MOUNTS, encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return frozenset()
    found = set()
    for line in lines:
        mounted, _, kind = line.partition(" - ")
        if kind.partition(" ")[0] in _LOCAL:
            major, _, minor = mounted.split(" ")[2].partition(":")
            found.add(os.makedev(int(major), int(minor)))
    return frozenset(found)
