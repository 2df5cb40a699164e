"""What a person did in a clone, which an update must not lose."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.clones.clone import Clone

# Refs that name each commit which colab-safe checked out: those came from the server.
_FETCHED = "refs/colab-safe/"
_STATUS = re.compile(r"(?P<flag>[ +U-])[0-9a-f]+ (?P<path>.*?)(?: \([^()]*\))?")
_IN_THE_WAY = re.compile(
    r"would be overwritten by|not uptodate|resolve your current index|would lose untracked|needs merge"
)


class Submodule(NamedTuple):
    """A submodule that is checked out, at any depth."""

    folder: str
    differs: bool  # from the commit that the repository around it names


def has_own_commits(clone: Clone, commit: str, folder: str | None = None) -> bool:
    """Return whether a commit, or one before it, came neither from the server nor is kept by a tag.

    Args:
        clone: The clone.
        commit: Any name of a commit, such as a branch.
        folder: A submodule, instead of the clone.
    """
    known = ["--remotes", "--tags", f"--glob={_FETCHED}*"]
    if commit == "HEAD":
        known.append("--branches")
    if clone.ask("rev-parse", "--verify", "--quiet", commit, folder=folder) is None:
        return False
    # None: git cannot tell, so they count as a person's own.
    return clone.ask("rev-list", "--max-count=1", commit, "--not", *known, folder=folder) != ""


def remember_commit(clone: Clone, folder: str | None = None) -> None:
    """Note that the commit that is checked out came from the server.

    Args:
        clone: The clone.
        folder: A submodule, instead of the clone.
    """
    commit = clone.ask("rev-parse", "HEAD", folder=folder)
    if commit:
        clone.ask("update-ref", f"{_FETCHED}{commit}", commit, folder=folder)


def refuse_to_lose_commits(clone: Clone) -> None:
    """Raise InstallError if commits are on no branch, here or in a submodule: nothing would lead to them any more.

    Args:
        clone: Before it is changed.
    """
    for folder in (clone.folder, *(part.folder for part in submodules(clone) if part.differs)):
        detached = clone.ask("symbolic-ref", "-q", "HEAD", folder=folder) is None
        if detached and has_own_commits(clone, "HEAD", folder):
            raise InstallError(
                f"{folder} has local commits that are on no branch: keep them with"
                f" 'git -C {folder} branch NAME', or {clone.elsewhere}"
            )


def submodules(clone: Clone, inside: str | None = None) -> Iterator[Submodule]:
    """Yield the submodules that are checked out.

    Args:
        clone: The clone.
        inside: One of its submodules, to yield only those directly inside of it, or the clone itself; all if None.
    """
    folder, options = (clone.folder, ["--recursive"]) if inside is None else (inside, [])
    if not os.path.isfile(os.path.join(folder, ".gitmodules")):
        return
    for line in (clone.ask("submodule", "status", *options, folder=folder) or "").splitlines():
        match = _STATUS.fullmatch(line)
        if match and match["flag"] != "-":
            yield Submodule(os.path.join(folder, match["path"]), match["flag"] != " ")


def local_changes(clone: Clone, output: str) -> InstallError | None:
    """Return the error for a checkout that git refused because of files that a person changed; None for other causes.

    Args:
        clone: The clone.
        output: Of git, in English.
    """
    if not _IN_THE_WAY.search(output):
        return None
    return InstallError(
        f"{clone.folder} has local changes that the new version would overwrite: commit or move them,"
        f" or {clone.elsewhere}"
    )
