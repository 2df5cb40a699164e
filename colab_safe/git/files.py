"""The files below a folder that git does not ignore."""

from __future__ import annotations

import os

from colab_safe.git.process import git
from colab_safe.git.worktree import top_above


def notebooks_below(folder: str, everything: bool = False) -> list[str] | None:
    """Return the notebooks below a folder that git does not ignore, sorted.

    Outside of a repository git is not started, which saves 5 ms.

    Args:
        folder: Where to look.
        everything: Whether all files are returned instead of the notebooks alone.

    Returns:
        Paths that begin with `folder`; None outside of a repository.

    Raises:
        GitError: git refuses.
    """
    if top_above(folder) is None:
        return None
    pattern = "." if everything else ":(icase)*.ipynb"
    listed = git(
        "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pattern, cwd=folder
    )
    names = sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})
    return [path for name in names if os.path.lexists(path := os.path.join(folder, name))]
