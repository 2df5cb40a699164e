"""The progress of a long scan: one line on stderr if that is a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType


class Progress:
    """`12,000 of 20,000 versions of notebooks, 9 s left`: updated in place, removed at the end."""

    def __init__(self, what: str, total: int) -> None:
        """Make a line that is shown as soon as the `with` block begins.

        Args:
            what: The things that are counted, in the plural.
            total: How many there are; with 0 nothing is shown.
        """
        self._what, self._total, self._done = what, total, 0
        self._is_shown = sys.stderr.isatty() and total > 0
        self._start = time.monotonic()

    def __enter__(self) -> Progress:
        self._show("")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._is_shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def advance(self, count: int) -> None:
        """Count more things as done, and show how long the rest will take at the same speed.

        Args:
            count: How many have been done since the last call, at least 1.
        """
        self._done += count
        seconds = (time.monotonic() - self._start) / self._done * (self._total - self._done)
        self._show(f", {seconds:.0f} s left")

    def _show(self, rest: str) -> None:
        if self._is_shown:
            sys.stderr.write(f"\r{self._done:,} of {self._total:,} {self._what}{rest}\033[K")
            sys.stderr.flush()
