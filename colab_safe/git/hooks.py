"""Where git looks for hooks."""

from __future__ import annotations

import os

from colab_safe.errors import GitError
from colab_safe.git.folders import common_folder
from colab_safe.git.process import git


def hooks_folder() -> str:
    """Return the folder of this clone's hooks, from the current folder.

    Raises:
        GitError: core.hooksPath leads out of the repository; others may use that folder.
    """
    folder, up = os.fsdecode(git("rev-parse", "--git-path", "hooks", "--show-cdup")).split("\n")[:2]
    inside = [os.path.realpath(place) for place in (common_folder(), up or ".")]
    if not any(os.path.commonpath([place, os.path.realpath(folder)]) == place for place in inside):
        raise GitError(
            f"core.hooksPath is {folder}, outside of this repository: a hook there would run for "
            "every repository that uses it. Call colab-safe-scan and colab-safe-push from its hooks."
        )
    return folder
