"""`--exclude` leaves out files of folders. Every report says how many."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence

from colab_safe.accept.allowlist import glob
from colab_safe.model import Problem
from colab_safe.project.files import Found
from colab_safe.timed_regex import TimedPattern


def without_excluded(found: Found, named: Collection[str], patterns: Sequence[str]) -> Found:
    """Return the files without the excluded ones; a file that is named stays.

    Args:
        found: What the named paths yield.
        named: What the user named.
        patterns: Globs over paths from the current folder.
    """
    tests = [glob(pattern) for pattern in patterns]
    kept = [path for path in found.files if path in named or not _matches(path, tests)]
    archives = tuple(path for path in found.archives if not _matches(path, tests))
    number = len(found.files) - len(kept) + len(found.archives) - len(archives)
    if not number:
        return found
    told = f"{number:,} {'file is' if number == 1 else 'files are'} excluded by --exclude"
    problems = found.problems
    if not kept and not archives:
        problems += (Problem(".", f"nothing to look at: {told}"),)
    return Found(kept, (*found.left_out, told), problems, archives)


def _matches(path: str, tests: Sequence[TimedPattern]) -> bool:
    name = os.path.normpath(path).replace(os.sep, "/")
    return any(test.search(name) for test in tests)
