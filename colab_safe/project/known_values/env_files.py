"""The `.env` and `.envrc` files of a repository that git does not track; a tracked one is public, and scanned as any other file."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.git.files import untracked
from colab_safe.git.worktree import is_top
from colab_safe.project.files import IN_TOOLS

_ENV, _OF_DIRENV = ".env", ".envrc"
# In folders below untracked folders, of which a data set may have thousands.
_USUAL = (_ENV, ".env.local")


def env_files(top: str) -> list[str]:
    """Return the files `.env`, `.env.*` and `.envrc` that git does not track.

    That is in folders with tracked files, in untracked folders, and one level below these; not in other repositories,
    virtual environments, and folders that the user may not open.

    Args:
        top: The top folder of the repository.

    Returns:
        POSIX paths from the top folder, sorted.

    Raises:
        GitError: git refuses.
    """
    found: list[str] = []
    for entry in untracked(top):
        if entry.endswith("/"):
            found += _in_folder(top, entry)
        elif is_env_file(entry):
            found.append(entry)
    return sorted(found)


def is_env_file(path: str) -> bool:
    """Return whether a file has the name of a `.env` file.

    Args:
        path: POSIX style.
    """
    name = path.rpartition("/")[2].lower()
    return name in (_ENV, _OF_DIRENV) or name.startswith(f"{_ENV}.")


def _in_folder(top: str, entry: str) -> Iterator[str]:
    folder = os.path.join(top, entry)
    name = os.path.basename(entry.rstrip("/"))
    if name in IN_TOOLS or is_top(folder) or os.path.lexists(os.path.join(folder, "pyvenv.cfg")):
        return
    try:
        children = list(os.scandir(folder))
    except PermissionError:  # such as the volume of a database: nothing in it is the user's
        return
    for child in children:
        if child.is_dir(follow_symlinks=False):
            inside = (f"{entry}{child.name}/{usual}" for usual in _USUAL)
            yield from (path for path in inside if os.path.isfile(os.path.join(top, path)))
        elif is_env_file(child.name):
            yield f"{entry}{child.name}"
