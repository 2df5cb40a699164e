"""The top folder of the repository, where the commands that set it up work."""

from __future__ import annotations

import os

from colab_safe.git.folders import clone

# Variables that locate the repository; relative ones begin at the folder where a command was started.
_PLACES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY")


def go_to_top() -> None:
    """Make the top folder of the worktree the current folder.

    Raises:
        GitError: There is no repository around the current folder, or a bare one, or git is missing.
    """
    top = clone().top
    for name in _PLACES:
        if os.environ.get(name):
            os.environ[name] = os.path.abspath(os.environ[name])
    os.chdir(top)
