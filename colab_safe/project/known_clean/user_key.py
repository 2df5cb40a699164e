"""The user's own cache folder, and the key in it that shows which memories this user's runs wrote.

A repository can come with a prepared `.git`, as in an archive, but not with this key: what it calls clean is not believed.
"""

from __future__ import annotations

import os
import stat
import sys

from colab_safe.git.worktree import top_above

_NAME, _LENGTH = "memory.key", 32  # bytes
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_WRITABLE, _ANY = 0o022, 0o077  # for others
# Neither follow a link nor wait for the writer of a pipe.
SAFE = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def cache_folder() -> str | None:
    """Return the absolute path of colab-safe's cache folder; None where the user has no home.

    An absolute `XDG_CACHE_HOME` counts on every platform:
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(named):
        named = _of_platform()
    return os.path.join(named, "colab-safe") if os.path.isabs(named) else None


def _of_platform() -> str:
    if sys.platform == "win32":
        return os.environ.get("LOCALAPPDATA", "")
    return os.path.expanduser("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")


def user_key() -> bytes | None:
    """Return the user's key; where there is none, make one that only the user can read.

    Returns:
        32 bytes; None where no private file can be written, or where the cache folder is in a repository
        or below the current folder, whose author may have put a key there: then nothing is remembered.
    """
    folder = cache_folder()
    if folder is None or _may_be_shipped(folder):
        return None
    try:
        os.makedirs(folder, _PRIVATE_FOLDER, exist_ok=True)
        is_private = is_own_folder(folder) and not os.lstat(folder).st_mode & _others(_WRITABLE)
        path = os.path.join(folder, _NAME)
        return (_read(path) or _made(path)) if is_private else None
    except OSError:
        return None


def _may_be_shipped(folder: str) -> bool:
    real = os.path.realpath(folder)
    here = os.path.join(os.path.realpath(os.curdir), "")
    return top_above(real) is not None or real.startswith(here)


def _made(path: str) -> bytes | None:
    from colab_safe.atomic_write import replace_file  # once for each user

    if os.path.islink(path):
        return None
    replace_file(path, os.urandom(_LENGTH), _PRIVATE_FILE)
    return _read(path)  # of two runs at once, the key of the last one counts


def _read(path: str) -> bytes | None:
    """The key; None where the file is another user's, or others can read or write it."""
    try:
        file = os.open(path, os.O_RDONLY | SAFE)
    except OSError:
        return None
    with os.fdopen(file, "rb") as opened:
        about = os.fstat(file)
        is_private = is_own(about) and not about.st_mode & _others(_ANY)
        return opened.read() if is_private and about.st_size == _LENGTH else None


def is_own(about: os.stat_result) -> bool:
    """Return whether it is a regular file of the user that runs this process.

    Args:
        about: Of the open file.
    """
    return stat.S_ISREG(about.st_mode) and _is_users(about)


def is_own_folder(folder: str) -> bool:
    """Return whether a folder is the user's, and no link.

    Args:
        folder: An absolute path.

    Raises:
        OSError: There is no such folder.
    """
    about = os.lstat(folder)
    return stat.S_ISDIR(about.st_mode) and _is_users(about)


def _is_users(about: os.stat_result) -> bool:
    return os.name == "nt" or about.st_uid == os.geteuid()


def _others(bits: int) -> int:
    """Permission bits that count; Windows has its own lists, and a user's folder there is the user's alone."""
    return 0 if os.name == "nt" else bits
