"""Where git looks for hooks, and which file it would run."""

from __future__ import annotations

import os

from colab_safe.errors import GitError
from colab_safe.git.folders import common_folder
from colab_safe.git.process import attempt, git
from colab_safe.git.worktree import is_below
from colab_safe.typed import NamedTuple


class HooksPath(NamedTuple):
    """The setting `core.hooksPath`, which says where git looks for hooks."""

    value: str
    origin: str  # where it is set: a file, or "command line"


class GitHook(NamedTuple):
    """A hook that git runs, if its file is there and is executable."""

    name: str  # such as "pre-commit"
    path: str  # from the current folder, which is the top folder, or absolute
    setting: HooksPath | None  # None where git looks in its own folder

    @property
    def is_there(self) -> bool:
        """Whether there is such a file; a link to nothing is none."""
        return os.path.isfile(self.path)

    @property
    def is_executable(self) -> bool:
        """Whether git runs the file; on Windows it runs every one."""
        return os.name == "nt" or os.access(self.path, os.X_OK)

    @property
    def runs(self) -> bool:
        """Whether git runs it."""
        return self.is_there and self.is_executable


def git_hook(name: str) -> GitHook:
    """Return the hook that git would run from the current folder, the top folder of a worktree.

    Args:
        name: Of the hook, such as "pre-push".

    Raises:
        GitError: git refuses.
    """
    path = os.fsdecode(git("rev-parse", "--git-path", f"hooks/{name}")).rstrip("\n")
    return GitHook(name, path, hooks_path())


def hooks_path() -> HooksPath | None:
    """Return the setting `core.hooksPath` that counts; None where it is not set."""
    answer = attempt("config", "-z", "--show-origin", "--get", "core.hooksPath")
    if not answer:
        return None
    origin, value = os.fsdecode(answer).split("\0")[:2]
    return HooksPath(value, origin.removeprefix("file:").rstrip(":"))


def names_commands() -> bool:
    """Return whether the settings name commands as hooks (`hook.NAME.command`), which git before 2.54 ignores."""
    return bool(attempt("config", "--name-only", "--get-regexp", r"^hook\..*\.command$"))


def hooks_folder() -> str:
    """Return the folder of this clone's hooks, from the current folder.

    Raises:
        GitError: core.hooksPath leads out of the repository; others may use that folder.
    """
    folder, up = os.fsdecode(git("rev-parse", "--git-path", "hooks", "--show-cdup")).split("\n")[:2]
    inside = [os.path.realpath(place) for place in (common_folder(), up or ".")]
    if not any(is_below(os.path.realpath(folder), place) for place in inside):
        raise GitError(
            f"core.hooksPath is {folder}, outside of this repository: a hook there would run for "
            "every repository that uses it. Call colab-safe-scan and colab-safe-push from its hooks."
        )
    return folder
