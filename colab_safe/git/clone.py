"""Where a clone keeps its own things."""

from __future__ import annotations

import os
from typing import NamedTuple

from colab_safe.git.process import git


class Clone(NamedTuple):
    """Absolute paths: git's folder that all worktrees share, and the top folder of this worktree."""

    common: str
    top: str


def clone(cwd: str | None = None) -> Clone:
    """The clone around a folder. Raises GitError outside of one, and in a bare repository."""
    here = os.path.abspath(cwd or os.curdir)
    answer = os.fsdecode(git("rev-parse", "--git-common-dir", "--show-toplevel", cwd=here))
    common, top = answer.split("\n")[:2]
    return Clone(os.path.join(here, common), os.path.normpath(top))
