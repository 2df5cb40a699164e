"""Whether the user's own credentials are looked for, and which of them are not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from colab_safe.errors import ColabSafeError
from colab_safe.git.files import indexed_files
from colab_safe.git.worktree import top_above
from colab_safe.project.known_values.env_files import is_env_file
from colab_safe.project.known_values.reading import (
    is_worth_looking_for,
    read_known_values,
    read_text,
)
from colab_safe.project.known_values.variables import of_env_file
from colab_safe.project.nearest import find_settings
from colab_safe.report.text import count
from colab_safe.setup.checks.results import NOTE, UNKNOWN, CheckResult, RepositoryState


def known_values(state: RepositoryState) -> Iterator[CheckResult]:
    """The setting `known-values`, and what is read of each place.

    Args:
        state: The repository.
    """
    yield from _tracked()
    if not find_settings().known_values:
        message = "your own credentials are not looked for, only what looks like a credential"
        yield CheckResult(message, "set `known-values = true`, or run `colab-safe init`", NOTE)
        return
    known = read_known_values(top_above(os.curdir))
    found = f": {', '.join(known.sources)}" if known.sources else ""
    yield CheckResult(f"{count(len(known.values), 'credential')} of yours are looked for{found}")
    for source, number in Counter(known.easy).items():
        message = f"{source}: {count(number, 'credential')} too easy to guess to be looked for"
        yield CheckResult(message, "replace each by a long random one", NOTE)
    for problem in known.problems:
        yield CheckResult(
            f"{problem.path}: {problem.error}", "mend it, and run doctor again", UNKNOWN
        )


def _tracked() -> Iterator[CheckResult]:
    """`.env` files that git tracks, with credentials in them."""
    for path in filter(is_env_file, indexed_files(".")):
        number = sum(map(is_worth_looking_for, of_env_file(_text(path))))
        if number:
            message = f"git tracks {path}, which contains {count(number, 'credential')}"
            remedy = f"revoke what is in it, run `git rm --cached {path}`, and add it to .gitignore"
            yield CheckResult(message, remedy)


def _text(path: str) -> str:
    """The text of a file; empty where it cannot be read, or leads out of the repository."""
    try:
        return "" if os.path.islink(path) else read_text(path) or ""
    except (ColabSafeError, OSError, ValueError):
        return ""
