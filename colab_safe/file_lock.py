"""Locks between colab-safe's own processes. The end of a process, also of a killed one, releases them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_OPENS_FOLDERS = os.name == "posix"


@contextmanager
def held(handle: int) -> Iterator[None]:
    """Wait for the lock on an open file or folder, and hold it until the end of the block.

    Args:
        handle: Its descriptor. On Windows it must be writable, and a file.
    """
    try:
        import fcntl
    except ImportError:
        _wait_on_windows(handle)
        try:
            yield
        finally:
            _release_on_windows(handle)
        return
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def turn(folder: str) -> Iterator[None]:
    """Let one process at a time compare and replace the files of a folder.

    Args:
        folder: It must exist.

    Raises:
        OSError: It cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY) if _OPENS_FOLDERS else _file_for(folder)
    try:
        with held(handle):
            yield
    finally:
        os.close(handle)


def _file_for(folder: str) -> int:
    """The descriptor of an empty file in the user's temporary folder: Windows opens no folder.

    In the folder itself it would be one more file that `git add -A` takes.
    """
    from hashlib import sha256
    from tempfile import gettempdir

    name = os.path.normcase(os.path.realpath(folder)).encode("utf-8", "surrogatepass")
    path = os.path.join(gettempdir(), f"colab-safe-{sha256(name).hexdigest()[:32]}.lock")
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def _wait_on_windows(handle: int) -> None:
    """https://docs.python.org/3/library/msvcrt.html#msvcrt.locking gives up after ten seconds."""
    import errno
    import msvcrt

    while True:
        try:
            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
            return
        except OSError as error:
            if error.errno != errno.EDEADLOCK:
                raise


def _release_on_windows(handle: int) -> None:
    import msvcrt

    msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]
