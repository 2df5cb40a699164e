"""What the command line of a running `git push` names, read from the processes that started this one.

pre-commit and prek tell a hook the first of the pushed refs only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from colab_safe.typed import NamedTuple

_DEPTH = 64  # processes up to the first one
# Options with a value of their own, https://git-scm.com/docs/git-push#_options and git(1).
_GLOBAL_WITH_VALUE = ("-C", "-c", "--git-dir", "--work-tree", "--namespace", "--config-env")
_WITH_VALUE = ("-o", "--push-option", "--repo", "--receive-pack", "--exec", "--recurse-submodules")


class PushCommand(NamedTuple):
    """What `git push` was asked to push."""

    refspecs: tuple[str, ...]  # without `tag NAME`, which is `refs/tags/NAME` here
    is_mirror: bool  # every ref is pushed, remote branches and notes among them


class _Process(NamedTuple):
    parent: int
    argv: list[str]


def running_push() -> PushCommand | None:
    """Return what the `git push` above this process was asked to push.

    Returns:
        None where no such process is found, or where processes cannot be read, as on Windows.
    """
    for argv in _callers():
        words = _after_push(argv)
        if words is not None:
            return parse(words)
    return None


def parse(words: Sequence[str]) -> PushCommand:
    """Return what the arguments of `git push` name.

    Args:
        words: The arguments after `push`.
    """
    named: list[str] = []
    rest, only_names, is_mirror = iter(words), False, False
    for word in rest:
        if only_names or not word.startswith("-") or word == "-":
            named.append(word)
        elif word == "--":
            only_names = True
        elif word in _WITH_VALUE:
            next(rest, None)
        else:
            is_mirror = is_mirror or word == "--mirror"
    return PushCommand(tuple(_refspecs(named[1:])), is_mirror)  # the first is the repository


def _refspecs(names: Sequence[str]) -> Iterator[str]:
    rest = iter(names)
    for name in rest:
        yield f"refs/tags/{next(rest, '')}" if name == "tag" else name


def _after_push(argv: Sequence[str]) -> list[str] | None:
    """The arguments after `push`; None where the command is another one."""
    program = os.path.basename(argv[0]).removesuffix(".exe") if argv else ""
    if program == "git-push":
        return list(argv[1:])
    if program != "git":
        return None
    rest = iter(argv[1:])
    for word in rest:
        if word in _GLOBAL_WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-"):
            return list(rest) if word == "push" else None
    return None


def _callers() -> Iterator[list[str]]:
    """The command lines of the processes above this one, the nearest first."""
    pid = os.getppid() if hasattr(os, "getppid") else 0
    for _ in range(_DEPTH):
        process = _process(pid) if pid > 0 else None
        if process is None:
            return
        yield process.argv
        pid = process.parent


def _process(pid: int) -> _Process | None:
    if os.path.isdir("/proc/self"):
        return _from_proc(pid)
    return _from_ps(pid) if os.name == "posix" else None


def _from_proc(pid: int) -> _Process | None:
    """Format: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name may have blanks."""
    try:
        stat = _read(f"/proc/{pid}/stat").rpartition(b")")[2].split()
        argv = _read(f"/proc/{pid}/cmdline").split(b"\0")[:-1]
    except OSError:
        return None
    return _Process(int(stat[1]), [os.fsdecode(word) for word in argv])


def _read(path: str) -> bytes:
    file = os.open(path, os.O_RDONLY)
    try:
        return b"".join(iter(lambda: os.read(file, 1 << 16), b""))
    finally:
        os.close(file)


def _from_ps(pid: int) -> _Process | None:
    """Arguments with blanks come apart; such a name is not that of a ref."""
    from subprocess import DEVNULL, run

    command = ["ps", "-ww", "-o", "ppid=", "-o", "args=", "-p", str(pid)]
    try:
        done = run(command, stdin=DEVNULL, capture_output=True, check=False)
        parent, *argv = os.fsdecode(done.stdout).split()
        return _Process(int(parent), argv)
    except (OSError, ValueError):
        return None
