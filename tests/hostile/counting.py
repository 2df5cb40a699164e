"""Work counted, not timed: calls of functions, in Python and in C."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def calls(work: Callable[[], object]) -> int:
    """How many functions `work` calls."""
    count = 0

    def profile(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def grows_linearly(work: Callable[[int], object], n: int) -> bool:
    """Whether four times the input takes at most six times the calls; what is read once is not counted."""
    work(4 * n)  # imports and compiled patterns
    return calls(lambda: work(4 * n)) <= 6 * calls(lambda: work(n))
