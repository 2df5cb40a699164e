"""Which clean filters git's attributes name for notebooks, and whether this clone has them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from colab_safe.git.process import git
from colab_safe.typed import NamedTuple

_COMMANDS = ("clean", "process")
_NONE = ("unspecified", "unset", "set")


class Filter(NamedTuple):
    """A filter that git's attributes name; without a command git skips it, and says nothing."""

    name: str
    notebooks: int  # how many it is named for
    is_configured: bool  # whether this clone has its clean command, or its process


def notebook_filters(paths: Sequence[str]) -> list[Filter]:
    """Return the filters of notebooks, the one with the most notebooks first.

    Args:
        paths: The notebooks, from the current folder.

    Raises:
        GitError: git refuses.
    """
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    if not asked:
        return []
    fields = os.fsdecode(git("check-attr", "-z", "--stdin", "filter", stdin=asked)).split("\0")
    names = Counter(name for name in fields[2::3] if name not in _NONE)
    configured = os.fsdecode(git("config", "--list", "--name-only", "-z")).split("\0")
    return [
        Filter(name, number, any(f"filter.{name}.{key}" in configured for key in _COMMANDS))
        for name, number in names.most_common()
    ]
