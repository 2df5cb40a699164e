"""Environment variables that keep hooks from checking, or let code of the repository run."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.git.worktree import is_below
from colab_safe.setup.checks.results import CheckResult, RepositoryState

_SKIPPING = ("SKIP", "PREK_SKIP")
_OWN = "colab-safe-"


def python_path(state: RepositoryState) -> Iterator[CheckResult]:
    """Folders of PYTHONPATH in this repository: Python runs what is in them before a hook begins.

    Args:
        state: The repository.
    """
    top = os.path.realpath(os.curdir)
    value = os.environ.get("PYTHONPATH")
    for folder in value.split(os.pathsep) if value else ():
        if is_below(os.path.realpath(folder), top):
            message = (
                "PYTHONPATH names a folder of this repository:"
                " every Python program, and so a hook, can run its modules"
            )
            yield CheckResult(message, f"remove {folder or 'the empty entry'} from PYTHONPATH")


def skipped_hooks(state: RepositoryState) -> Iterator[CheckResult]:
    """Variables that make pre-commit and prek skip hooks of colab-safe.

    Args:
        state: The repository.
    """
    for name in _SKIPPING:
        skipped = [word.strip() for word in os.environ.get(name, "").split(",")]
        for hook in (word for word in skipped if word.startswith(_OWN)):
            message = f"the variable {name} makes pre-commit and prek skip {hook}"
            yield CheckResult(message, f"unset {name}")
