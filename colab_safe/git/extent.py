"""How much of its history a clone has."""

from __future__ import annotations

import os

from colab_safe.git.process import git
from colab_safe.typed import NamedTuple


class Extent(NamedTuple):
    """How much of the history a clone has; it may be bare."""

    shallow: str | None  # the file with the commits where a shallow clone ends, one id per line
    is_partial: bool  # made with --filter: some objects are not here


def extent() -> Extent:
    """Return how much of the history the current folder's repository has.

    Raises:
        GitError: The current folder is outside of a repository.
    """
    asked = git("rev-parse", "--is-shallow-repository", "--git-path", "shallow")
    is_shallow, shallow = os.fsdecode(asked).splitlines()
    return Extent(shallow if is_shallow == "true" else None, _is_partial())


def _is_partial() -> bool:
    names = git("config", "--list", "--name-only", "-z").split(b"\0")
    return any(name.startswith(b"remote.") and name.endswith(b".promisor") for name in names)
