"""How much of the history this repository has."""

from __future__ import annotations

import os

from colab_safe.git.process import git
from colab_safe.typed import NamedTuple


class Extent(NamedTuple):
    """What a scan of the history has to know, also in a bare repository."""

    directory: str  # git's own folder, the same for all worktrees
    shallow: str | None  # the file with the commits where a shallow clone ends, an id a line
    is_partial: bool  # made with --filter: some objects are not here


def extent() -> Extent:
    """Of the current folder's repository. Raises GitError outside of one."""
    asked = ("--is-shallow-repository", "--git-common-dir", "--git-path", "shallow")
    is_shallow, directory, shallow = os.fsdecode(git("rev-parse", *asked)).splitlines()
    return Extent(directory, shallow if is_shallow == "true" else None, _is_partial())


def _is_partial() -> bool:
    names = git("config", "--list", "--name-only", "-z").split(b"\0")
    return any(name.startswith(b"remote.") and name.endswith(b".promisor") for name in names)
