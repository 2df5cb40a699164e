"""How git is run, and what its refusals mean for the user."""

from __future__ import annotations

import os
import re

from colab_safe.errors import GitError
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

OLDEST = (2, 30)  # Debian 11's; older ones are not tested
# In a partial clone git fetches what is missing on its own; nothing of ours uses the network unasked.
_OFFLINE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}


def git(*arguments: str, cwd: str | None = None, stdin: bytes | None = None) -> bytes:
    """What git prints. Raises GitError with git's own words when it is missing or refuses."""
    process = start(*arguments, cwd=cwd)
    output, said = process.communicate(stdin or b"")
    if process.returncode:
        raise refusal(arguments[0], said, process.returncode, cwd)
    return output


def attempt(*arguments: str) -> bytes | None:
    """What git prints; None when it refuses, for what has another way then."""
    process = start(*arguments)
    output, _ = process.communicate()
    return None if process.returncode else output


def start(*arguments: str, cwd: str | None = None) -> Popen[bytes]:
    """A running git with all three streams as pipes. Raises GitError when there is no git, or no such folder."""
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
    """The error for a git command that failed; an old git is named as the likely reason."""
    said = stderr.decode(errors="replace").strip().removeprefix("fatal: ") or f"exit code {code}"
    found = version(cwd)
    if found < OLDEST:
        needed, has = (".".join(map(str, numbers)) for numbers in (OLDEST, found))
        said += f"\nThis is git {has}; colab-safe needs {needed} or newer"
    return GitError(f"git {command} failed: {said}")


def version(cwd: str | None = None) -> tuple[int, ...]:
    """Of the git program, as two numbers: (2, 39)."""
    process = start("version", cwd=cwd)
    numbers = re.search(rb"(\d+)\.(\d+)", process.communicate()[0])
    return tuple(int(number) for number in numbers.groups()) if numbers else (0, 0)
