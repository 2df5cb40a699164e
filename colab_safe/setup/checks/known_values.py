"""Whether the user's own credentials are looked for, and which of them are not."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator

from colab_safe.git.worktree import top_above
from colab_safe.project.known_values.reading import read_known_values
from colab_safe.project.nearest import find_settings
from colab_safe.report.text import count
from colab_safe.setup.checks.results import NOTE, UNKNOWN, CheckResult, RepositoryState


def known_values(state: RepositoryState) -> Iterator[CheckResult]:
    """The setting `known-values`, and what is read of each place.

    Args:
        state: The repository.
    """
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
