"""The command lines of the processes that started this one: git tells a hook or a filter little about what it was asked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from colab_safe.typed import NamedTuple

_DEPTH = 64  # processes up to the first one
_WITH_VALUE = (
    "-C",
    "-c",
    "--git-dir",
    "--work-tree",
    "--namespace",
    "--config-env",
)  # of git itself
# `git archive`, and what it starts for `--remote` with a folder of this computer.
_ARCHIVING = ("archive", "upload-archive", "upload-archive--writer")


class _Process(NamedTuple):
    parent: int
    argv: list[str]


def is_archiving() -> bool:
    """Return whether `git archive` started this process; False where processes cannot be read, as on Windows."""
    nearest = next((argv for argv in callers() if _program(argv).startswith("git")), [])
    return any(arguments_of(nearest, command) is not None for command in _ARCHIVING)


def arguments_of(argv: Sequence[str], command: str) -> list[str] | None:
    """Return what follows a command of git; None if the command line is another one.

    Args:
        argv: A command line, such as `["git", "-C", "x", "push", "origin"]`.
        command: The command, such as "push".
    """
    program = _program(argv)
    if program == f"git-{command}":
        return list(argv[1:])
    if program != "git":
        return None
    rest = iter(argv[1:])
    for word in rest:
        if word in _WITH_VALUE:
            next(rest, None)
        elif not word.startswith("-"):
            return list(rest) if word == command else None
    return None


def _program(argv: Sequence[str]) -> str:
    return os.path.basename(argv[0]).removesuffix(".exe") if argv else ""


def callers() -> Iterator[list[str]]:
    """Yield the command lines of the processes above this one, the nearest first."""
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
