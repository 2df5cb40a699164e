"""How git is started, and what its refusals mean for the user."""

from __future__ import annotations

import os
import re

from colab_safe.errors import GitError
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

OLDEST = (2, 30)  # Debian 11's; older ones are not tested
# In a partial clone git fetches what is missing on its own, but colab-safe uses the network only
# when asked to.
_OFFLINE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}


def git(*arguments: str, cwd: str | None = None, stdin: bytes | None = None) -> bytes:
    """Run git, and return what it prints on stdout.

    Args:
        arguments: The command and its arguments.
        cwd: Where git runs; None is the current folder.
        stdin: What git reads.

    Raises:
        GitError: git is missing, or refuses; the message quotes it.
    """
    process = start(*arguments, cwd=cwd)
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


def start(*arguments: str, cwd: str | None = None) -> Popen[bytes]:
    """Start git with pipes for its three streams.

    Args:
        arguments: The command and its arguments.
        cwd: Where git runs; None is the current folder.

    Raises:
        GitError: git is missing, or there is no such folder.
    """
    from subprocess import PIPE, Popen

    try:
        return Popen(
            ["git", *arguments],
            cwd=cwd,
            env=os.environ | _OFFLINE,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
        )
    except OSError as error:
        raise GitError(
            f"git cannot be started ({error.strerror}): install it, or check PATH"
        ) from None


def refusal(command: str, stderr: bytes, code: int, cwd: str | None = None) -> GitError:
    """Return the error for a git command that failed; it names an old git as the likely reason.

    Args:
        command: The name of the command, such as "log".
        stderr: What git said.
        code: Its exit code.
        cwd: Where it ran; None is the current folder.
    """
    said = stderr.decode(errors="replace").strip().removeprefix("fatal: ") or f"exit code {code}"
    found = version(cwd)
    if found < OLDEST:
        needed, has = (".".join(map(str, numbers)) for numbers in (OLDEST, found))
        said += f"\nThis is git {has}; colab-safe needs {needed} or newer"
    return GitError(f"git {command} failed: {said}")


def version(cwd: str | None = None) -> tuple[int, ...]:
    """Return the version of git as two numbers, such as (2, 39); (0, 0) where it is not recognised.

    Args:
        cwd: Where git runs; None is the current folder.
    """
    process = start("version", cwd=cwd)
    numbers = re.search(rb"(\d+)\.(\d+)", process.communicate()[0])
    return tuple(int(number) for number in numbers.groups()) if numbers else (0, 0)
