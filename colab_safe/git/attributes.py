"""Which filters git's attributes name for notebooks, and whether this clone has them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence

from colab_safe.errors import GitError
from colab_safe.git.process import git, start
from colab_safe.typed import NamedTuple

_COMMANDS = ("clean", "process")
_OF_ATTRIBUTES = ("core.attributesfile", "core.ignorecase")
_NONE = ("unspecified", "unset", "set")


class Filter(NamedTuple):
    """A filter that git's attributes name; without a command git skips it, and says nothing."""

    name: str
    notebooks: int  # how many it is named for
    is_configured: bool  # whether this clone has its clean command, or its process


def notebook_filters(paths: Sequence[str]) -> list[Filter]:
    """Return the filters of notebooks, the one with the most notebooks first.

    Args:
        paths: The notebooks, from the current folder.

    Raises:
        GitError: git refuses.
    """
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    if not asked:
        return []
    fields = os.fsdecode(git("check-attr", "-z", "--stdin", "filter", stdin=asked)).split("\0")
    names = Counter(name for name in fields[2::3] if name not in _NONE)
    configured = os.fsdecode(git("config", "--list", "--name-only", "-z")).split("\0")
    return [
        Filter(name, number, any(f"filter.{name}.{key}" in configured for key in _COMMANDS))
        for name, number in names.most_common()
    ]


class FilterNames:
    """Tells which filter the attributes of a worktree name for each file; one git process answers for all of them."""

    def __init__(self, folder: str, top: str, settings: Mapping[str, str]) -> None:
        """Start git.

        Args:
            folder: git's own folder, whose `info/attributes` counts: the clone's, or one beside it.
            top: The top folder of the worktree, whose `.gitattributes` count.
            settings: The clone's settings, which `folder` does not have, by git's names in small letters.

        Raises:
            GitError: git is missing.
        """
        names = (name for name in _OF_ATTRIBUTES if name in settings)
        self._git = start(
            *(word for name in names for word in ("-c", f"{name}={settings[name]}")),
            *(f"--git-dir={folder}", f"--work-tree={top}", "check-attr", "-z", "--stdin", "filter"),
            cwd=top,
            by_folder=True,
        )

    def of(self, path: str) -> str | None:
        """Return the name of a file's filter; None without one.

        Args:
            path: The file, from the top folder, POSIX style.

        Raises:
            GitError: git refuses.
        """
        if self._git.stdin is None or self._git.stdout is None:
            raise AssertionError("git was started without pipes")
        answer = b""
        try:
            self._git.stdin.write(os.fsencode(path) + b"\0")
            self._git.stdin.flush()
            while answer.count(b"\0") < 3:  # path, attribute and value, each with a NUL at its end
                read = os.read(self._git.stdout.fileno(), 65_536)
                if not read:
                    raise BrokenPipeError
                answer += read
        except BrokenPipeError:
            raise GitError(f"git does not tell the attributes of {path}") from None
        name = os.fsdecode(answer.split(b"\0")[2])
        return None if name in _NONE else name

    def close(self) -> None:
        """End git."""
        self._git.communicate()
