"""Which files git knows below a folder."""

from __future__ import annotations

import os

from colab_safe.git.folders import top_above
from colab_safe.git.process import git


def notebooks_below(folder: str, everything: bool = False) -> list[str] | None:
    """The notebooks (or all files) below a folder that git does not ignore; None where there is no repository.

    Without a repository above, git is not started: that saves 5 ms.
    """
    if top_above(folder) is None:
        return None
    pattern = "." if everything else ":(icase)*.ipynb"
    listed = git(
        "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", pattern, cwd=folder
    )
    names = sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})
    return [path for name in names if os.path.lexists(path := os.path.join(folder, name))]
