"""The progress of a long scan on stderr, if that is a terminal: from the second second on, and gone at the end.

`━━━━━━━━━╸━━━━  1,200 of 3,400 notebooks, 410 MB, 3 findings, 9 s left`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType

from colab_safe.command_line.colour import is_terminal
from colab_safe.typed import Any

_FROM, _EVERY = (
    1.0,
    0.1,
)  # seconds until it appears, and between two changes: importing rich.progress takes 50 ms
_MEGABYTE = 1_000_000


class Progress:
    """A bar with what was done so far, which another thread may advance.

    Attributes:
        is_shown: Whether there is a terminal that can show it.
    """

    def __init__(self, what: str, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Start the time; nothing is shown yet.

        Args:
            what: The things that are counted, in the plural.
            total: How many there are; with 0 nothing is shown.
            clock: Returns the time in seconds.
        """
        from threading import Lock

        self._what, self._total, self._clock = what, total, clock
        self._done = self._bytes = self._findings = 0
        self.is_shown = is_terminal(sys.stderr) and total > 0
        self._start = clock()
        self._next = self._start + _FROM
        self._bar: Any = None
        self._lock = Lock()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self.is_shown = False
            if self._bar is not None:
                self._bar.stop()

    def advance(self, count: int, size: int = 0, findings: int = 0) -> None:
        """Count more things as done, and show how long the rest will take at the same speed.

        Args:
            count: How many have been done since the last call.
            size: Their bytes.
            findings: How many findings are in them.
        """
        with self._lock:
            self._done, self._bytes = self._done + count, self._bytes + size
            self._findings += findings
            if self.is_shown and self._clock() >= self._next:
                self._next = self._clock() + _EVERY
                self._show()

    def _show(self) -> None:
        if self._bar is None:
            self._bar = _bar(self._total)
        [task] = self._bar.task_ids
        self._bar.update(task, completed=self._done, description=self._words(), refresh=True)

    def _words(self) -> str:
        seconds = (self._clock() - self._start) / max(self._done, 1) * (self._total - self._done)
        parts = [f"{self._done:,} of {self._total:,} {self._what}"]
        parts += [f"{self._bytes / _MEGABYTE:,.0f} MB"] if self._bytes else []
        noun = "finding" if self._findings == 1 else "findings"
        parts += [f"{self._findings:,} {noun}"] if self._findings else []
        return ", ".join([*parts, f"{seconds:.0f} s left"])


def _bar(total: int) -> Any:
    """A bar that is drawn when `update` asks for it, without a thread of its own."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True, force_jupyter=False)
    words = TextColumn("{task.description}", markup=False)
    bar = Bar(BarColumn(20), words, console=console, auto_refresh=False, transient=True)
    bar.add_task("", total=total)
    bar.start()
    return bar
