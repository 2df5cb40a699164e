"""Files replaced in one step, so that a crash leaves either the old content or the new."""

from __future__ import annotations

import os

_PRIVATE = 0o600


def replace_file(path: str, data: bytes, mode: int | None = None) -> None:
    """Write a file so that it holds all of the old bytes or all of the new, whatever happens.

    The bytes go into a new file in the same folder and are flushed to the disk; then the new file
    takes the place of the old one. Where `path` is a symbolic link, the file behind it is replaced.

    Args:
        path: The file to create or replace; its folder must exist.
        data: All bytes of the file.
        mode: Permissions of the file. None keeps those of the file that is replaced, and lets only
            the owner read a new one.

    Raises:
        OSError: The file cannot be written. Nothing has changed, and nothing is left behind.
    """
    target = os.path.realpath(path)
    if mode is None:
        mode = os.stat(target).st_mode & 0o7777 if os.path.exists(target) else _PRIVATE
    # Not `tempfile`: importing it takes 5 ms of a hook's start-up. The name cannot be guessed.
    temporary = os.path.join(os.path.dirname(target), f".colab-safe-{os.urandom(8).hex()}")
    try:
        with open(temporary, "xb", opener=_open_privately) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode != _PRIVATE:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        if os.path.exists(temporary):
            os.unlink(temporary)
        raise


def _open_privately(path: str, flags: int) -> int:
    """Create the file for its owner only: at no time can others read it."""
    return os.open(path, flags, _PRIVATE)
