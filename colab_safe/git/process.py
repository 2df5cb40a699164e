"""How git is started, and what its refusals mean for the user."""

from __future__ import annotations

import os
import re

from colab_safe.errors import GitError
from colab_safe.git.environment import SETTINGS, environment
from colab_safe.git.worktree import bare_repository
from colab_safe.typed import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

OLDEST = (2, 30)  # Debian 11's; older ones are not tested
_LINES = 100  # of stderr that are kept
_NO_REPOSITORY = "not a git repository (or any"  # what git says of a folder outside


def git(
    *arguments: str,
    cwd: str | None = None,
    stdin: bytes | None = None,
    by_folder: bool = False,
    online: bool = False,
) -> bytes:
    """Run git, and return what it prints on stdout.

    Args:
        arguments: The command and its arguments.
        cwd: Where git runs; None is the current folder.
        stdin: What git reads.
        by_folder: Whether `cwd` decides about the repository, even if `GIT_DIR` names another one.
        online: Whether git may use the network.

    Raises:
        GitError: git is missing, or refuses; the message quotes it.
    """
    process = start(*arguments, cwd=cwd, by_folder=by_folder, online=online)
    output, said = process.communicate(stdin or b"")
    if process.returncode:
        raise refusal(arguments[0], said, process.returncode, cwd)
    return output


def attempt(*arguments: str) -> bytes | None:
    """Run git, and return what it prints on stdout; None when it refuses.

    Args:
        arguments: The command and its arguments.

    Raises:
        GitError: git is missing.
    """
    process = start(*arguments)
    output, _ = process.communicate()
    return None if process.returncode else output


def start(
    *arguments: str,
    cwd: str | None = None,
    stdin: IO[bytes] | None = None,
    by_folder: bool = False,
    online: bool = False,
) -> Popen[bytes]:
    """Start git with pipes for its three streams.

    Args:
        arguments: The command and its arguments.
        cwd: Where git runs; None is the current folder.
        stdin: What git reads, such as the output of another git; None is a pipe to write to.
        by_folder: Whether `cwd` decides about the repository, even if `GIT_DIR` names another one.
        online: Whether git may use the network.

    Raises:
        GitError: git is missing, or there is no such folder.
    """
    from subprocess import PIPE, Popen

    variables = environment(os.environ, by_folder, online)
    if "GIT_DIR" not in variables and (bare := bare_repository(cwd or os.curdir)):
        variables["GIT_DIR"] = bare
    try:
        return Popen(
            ["git", *SETTINGS, *arguments],
            cwd=cwd,
            env=variables,
            stdin=stdin or PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
    except OSError as error:
        raise GitError(
            f"git cannot be started ({error.strerror}): install it, or check PATH"
        ) from None


def lines_of(output: bytes) -> list[str]:
    """Return the lines that git printed, without their ends.

    Names in them may have every other line separator, such as a carriage return or U+2028, at which
    `splitlines` would cut. Bytes that are not UTF-8 become lone surrogates (`surrogateescape`).

    Args:
        output: Of a command that ends each line.
    """
    return output.decode("utf-8", "surrogateescape").split("\n")[:-1]


class Errors:
    """What a running git says on stderr. A thread reads it, because git stops at a full pipe."""

    def __init__(self, process: Popen[bytes]) -> None:
        """Start to read.

        Args:
            process: Started with a pipe for stderr, from which nothing else reads.
        """
        from collections import deque
        from threading import Thread

        if process.stderr is None:
            raise AssertionError("git was started without pipes")
        self._process = process
        self._lines: deque[bytes] = deque(maxlen=_LINES)
        self._thread = Thread(target=self._lines.extend, args=(process.stderr,), daemon=True)
        self._thread.start()

    def refusal(self, command: str) -> GitError | None:
        """Wait for git's end, and return the error if it failed.

        Args:
            command: The name of git's command, such as "rev-list".
        """
        code = self._process.wait()
        self._thread.join()
        return refusal(command, b"".join(self._lines), code) if code else None


def refusal(command: str, stderr: bytes, code: int, cwd: str | None = None) -> GitError:
    """Return the error for a git command that failed; it names an old git as the likely reason.

    Args:
        command: The name of the command, such as "log".
        stderr: What git said.
        code: Its exit code.
        cwd: Where it ran; None is the current folder.
    """
    said = _in_one_line(stderr.decode(errors="replace")) or f"exit code {code}"
    found = version(cwd)
    if found < OLDEST:
        needed, has = (".".join(map(str, numbers)) for numbers in (OLDEST, found))
        said += f". This is git {has}; colab-safe needs {needed} or newer"
    if _NO_REPOSITORY in said:
        said += ". Run the command in a clone, or `git init` first"
    return GitError(f"git {command} failed: {said}")


def _in_one_line(said: str) -> str:
    lines = [line.strip() for line in said.removeprefix("fatal: ").splitlines()]
    return "; ".join(filter(None, lines)).replace(":; ", ": ")


def version(cwd: str | None = None) -> tuple[int, ...]:
    """Return the version of git as two numbers, such as (2, 39); (0, 0) where it is not recognised.

    Args:
        cwd: Where git runs; None is the current folder.
    """
    process = start("version", cwd=cwd)
    numbers = re.search(rb"(\d+)\.(\d+)", process.communicate()[0])
    return tuple(int(number) for number in numbers.groups()) if numbers else (0, 0)
