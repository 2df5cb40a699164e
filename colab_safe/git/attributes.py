"""Which clean filters git's attributes name for notebooks, and whether this clone has them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

from colab_safe.git.process import git
from colab_safe.typed import NamedTuple

_NONE = ("unspecified", "unset", "set")


class Filter(NamedTuple):
    """A filter of this name, for this many notebooks; without a command git does nothing, and says nothing."""

    name: str
    notebooks: int
    is_configured: bool


def notebook_filters(paths: Sequence[str]) -> list[Filter]:
    """Of these notebooks, the filter of most notebooks first."""
    asked = "".join(f"{path}\0" for path in paths).encode("utf-8", "surrogateescape")
    if not asked:
        return []
    fields = os.fsdecode(git("check-attr", "-z", "--stdin", "filter", stdin=asked)).split("\0")
    names = Counter(name for name in fields[2::3] if name not in _NONE)
    configured = os.fsdecode(git("config", "--list", "--name-only", "-z")).split("\0")
    return [
        Filter(name, number, f"filter.{name}.clean" in configured)
        for name, number in names.most_common()
    ]
