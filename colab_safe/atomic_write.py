"""Files replaced in one step, so that a crash leaves either the old content or the new.

Nothing that another program wrote in the meantime is lost: on demand, what was read is compared
before it is replaced. colab-safe's own processes take turns.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress

from colab_safe.file_lock import turn
from colab_safe.typed import NamedTuple

_PRIVATE = 0o600
_PREFIX = ".colab-safe-"  # of temporary files
_DAY = 24 * 3600  # seconds


class Was(NamedTuple):
    """What a file must still contain when it is replaced; None for a file that must not exist."""

    content: bytes | None


class Changed(Exception):
    """Another program has changed the file since it was read; nothing was written."""


def replace_file(
    path: str,
    data: bytes,
    mode: int | None = None,
    was: Was | None = None,
    scratch: str | None = None,
) -> tuple[str, ...]:
    """Write a file so that it holds all of the old bytes or all of the new, whatever happens.

    The bytes go into a new file and are flushed to the disk; then the new file takes the place of
    the old one. Where `path` is a symbolic link, the file behind it is replaced.

    Args:
        path: The file to create or replace; its folder must exist.
        data: All bytes of the file.
        mode: Permissions of the file. None keeps those of the file that is replaced, and lets only
            the owner read a new one.
        was: What the file must still contain; None to replace it whatever it contains.
        scratch: The folder for the new file, which a killed process leaves there; None is the folder
            of `path`. It is not used where it is on another file system.

    Returns:
        What could not be kept of the old file, in words: its owner, its other hard links.

    Raises:
        OSError: The file cannot be written. Nothing has changed, and nothing is left behind.
        Changed: The file is not what it was.
    """
    target = os.path.realpath(path)
    folder = os.path.dirname(target)
    elsewhere = _on_same_disk(scratch, folder)
    if elsewhere:
        try:
            return _replace(target, data, mode, was, elsewhere)
        except OSError as error:
            if error.errno != errno.EXDEV:  # mounts may refuse although the disk is the same
                raise
    return _replace(target, data, mode, was, folder)


def _replace(
    target: str, data: bytes, mode: int | None, was: Was | None, scratch: str
) -> tuple[str, ...]:
    folder = os.path.dirname(target)
    old = os.stat(target) if os.path.exists(target) else None
    _remove_stale(scratch)
    # Not `tempfile`: importing it takes 5 ms of a hook's start-up. The name cannot be guessed.
    temporary = os.path.join(scratch, f"{_PREFIX}{os.urandom(8).hex()}")
    try:
        with open(temporary, "xb", opener=_open_privately) as file:
            file.write(data)
            lost = _keep(temporary, old, mode, folder)
            file.flush()
            os.fsync(file.fileno())
        with turn(folder):
            if was is not None and _content(target) != was.content:
                raise Changed
            os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise
    return lost


def _remove_stale(folder: str) -> None:
    """Remove what killed processes left in a folder: they cannot have been writing for a day."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            is_temporary = entry.name.startswith(_PREFIX) and len(entry.name) == len(_PREFIX) + 16
            if is_temporary and entry.stat(follow_symlinks=False).st_mtime < time.time() - _DAY:
                os.unlink(entry.path)


def _open_privately(path: str, flags: int) -> int:
    """Create the file for its owner only: at no time can others read it."""
    return os.open(path, flags, _PRIVATE)


def _on_same_disk(scratch: str | None, folder: str) -> str | None:
    if scratch is None or not os.access(scratch, os.W_OK):
        return None
    return scratch if os.stat(scratch).st_dev == os.stat(folder).st_dev else None


def _keep(path: str, old: os.stat_result | None, mode: int | None, folder: str) -> tuple[str, ...]:
    """Give the new file the owner, group and permissions that it should have. Return what failed."""
    lost = []
    if hasattr(os, "chown"):
        now, around = os.stat(path), os.stat(folder)
        owner = old.st_uid if old else now.st_uid
        group = (
            old.st_gid if old else around.st_gid if around.st_mode & stat.S_ISGID else now.st_gid
        )
        if (owner, group) != (now.st_uid, now.st_gid) and not _owned(path, owner, group):
            lost.append("its owner or group could not be kept")
    if old and old.st_nlink > 1:
        others = old.st_nlink - 1
        names = (
            "1 other name of it (a hard link) keeps"
            if others == 1
            else f"{others} other names of it (hard links) keep"
        )
        lost.append(f"{names} the old content")
    if mode is None:
        mode = old.st_mode & 0o7777 if old else _PRIVATE
    if mode != _PRIVATE:
        os.chmod(path, mode)
    return tuple(lost)


def _owned(path: str, owner: int, group: int) -> bool:
    try:
        os.chown(path, owner, group)
    except OSError:
        return False
    return True


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
