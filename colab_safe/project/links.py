"""Symbolic links of a repository, which may lead a writing command to a file outside of it."""

from __future__ import annotations

import os

from colab_safe.errors import FileError
from colab_safe.git.worktree import is_below, top_above


def refuse_way_out(path: str, follow: bool = True) -> None:
    """Raise an error if a file of a repository is a link out of it, or into git's own folder.

    Whoever wrote the branch could otherwise have the user's other files overwritten. git's own folder
    is the user's: links in it are followed.

    Args:
        path: The file to write, by its name in the repository.
        follow: Whether links inside of the repository are allowed.

    Raises:
        FileError: The file, or a folder above it in the repository, is such a link.
    """
    path = os.path.abspath(path)
    top = top_above(os.path.dirname(path))
    if top is None or is_below(path, os.path.join(top, ".git")):
        return
    real_top = os.path.realpath(top)
    named = os.path.join(real_top, os.path.relpath(path, top))
    real = os.path.realpath(path)
    is_out = not is_below(real, real_top) or is_below(real, os.path.join(real_top, ".git"))
    if is_out or (not follow and real != named):
        where = "to a file outside of the repository" if is_out else "in the repository"
        raise FileError(
            f"{_shown(path)}: not written: it is a link {where}, or in a folder that is one. "
            "Name the file itself."
        )


def scratch_folder(path: str) -> str | None:
    """Return git's own folder of the worktree that a file is in; None outside of a repository.

    What a killed process leaves there is not taken by `git add --all`.

    Args:
        path: Any file.
    """
    top = top_above(os.path.dirname(os.path.realpath(path)))
    folder = os.path.join(top, ".git") if top else ""
    if os.path.isfile(folder):  # of a linked worktree, or a submodule
        with open(folder, "rb") as file:
            link = os.fsdecode(file.read(4096)).removeprefix("gitdir:").strip()
        folder = os.path.join(top or "", link)
    return folder if os.path.isdir(folder) else None


def _shown(path: str) -> str:
    relative = os.path.relpath(path)
    return (path if relative.startswith("..") else relative).replace(os.sep, "/")
