"""The submodules of a clone, and whether their pushes are checked."""

from __future__ import annotations

import os

from colab_safe.git.files import listing
from colab_safe.git.hooks import GitHook
from colab_safe.git.process import git
from colab_safe.git.worktree import is_top


def without_push_hook(top: str) -> list[str]:
    """Return the submodules that are checked out and have no executable pre-push hook.

    `git push --recurse-submodules` pushes them, and runs the hooks of each submodule only.

    Args:
        top: The top folder of the worktree.

    Returns:
        Sorted paths from the top folder.

    Raises:
        GitError: git refuses.
    """
    listed = listing(top)
    return (
        [path for path in listed.submodules if _lacks_hook(os.path.join(top, path))]
        if listed
        else []
    )


def _lacks_hook(folder: str) -> bool:
    if not is_top(folder):  # it is not checked out, so nothing is pushed from it
        return False
    asked = git("rev-parse", "--git-path", "hooks/pre-push", cwd=folder, by_folder=True)
    hook = os.path.join(folder, os.fsdecode(asked).rstrip("\n"))
    return not GitHook("pre-push", hook, None).runs
