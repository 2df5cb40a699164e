"""Whether git is new enough, and this clone complete."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.git.extent import extent
from colab_safe.git.process import OLDEST, version
from colab_safe.git.submodules import without_push_hook
from colab_safe.setup.checks.results import CheckResult, RepositoryState


def git_version(state: RepositoryState) -> Iterator[CheckResult]:
    """Whether git is as new as colab-safe needs it.

    Args:
        state: The repository.
    """
    found, needed = (".".join(map(str, numbers)) for numbers in (version(), OLDEST))
    is_old = version() < OLDEST
    yield CheckResult(f"git {found}", f"colab-safe needs git {needed} or newer" if is_old else "")


def shallow_clone(state: RepositoryState) -> Iterator[CheckResult]:
    """Whether the history of this clone can be scanned.

    Args:
        state: The repository.
    """
    if extent().shallow:
        message = "this is a shallow clone: its history cannot be scanned completely"
        yield CheckResult(message, "git fetch --unshallow")


def submodules(state: RepositoryState) -> Iterator[CheckResult]:
    """Submodules whose pushes are not checked.

    Args:
        state: The repository.
    """
    for path in without_push_hook("."):
        message = f"the submodule {path} has no pre-push hook, so `git push --recurse-submodules` does not check it"
        yield CheckResult(message, f"run `colab-safe install-hook` in {path}")
