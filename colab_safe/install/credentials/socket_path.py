"""Paths for Unix sockets, which must be short."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

_LONGEST = 100  # bytes; sun_path has 108 on Linux and 104 on macOS


def fits_a_socket(path: str) -> bool:
    """Return whether a Unix socket can be bound to a path.

    Args:
        path: Of a file that does not exist yet.
    """
    return len(os.fsencode(path)) <= _LONGEST


@contextlib.contextmanager
def folder_for_sockets(folder: str) -> Iterator[str]:
    """Provide a name of a folder that is short enough for sockets in it, if there is one.

    A folder with a long name has a short one in Linux' /proc while it is open; other processes of the user can use it.

    Args:
        folder: An existing folder, such as one below a long TMPDIR.
    """
    if fits_a_socket(os.path.join(folder, "s")) or not os.path.isdir("/proc/self/fd"):
        yield folder
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        yield f"/proc/{os.getpid()}/fd/{opened}"
    finally:
        os.close(opened)
