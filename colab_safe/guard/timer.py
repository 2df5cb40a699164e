"""A thread that shows in time what was kept back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import sleep


class ReleaseTimer:
    """Calls a function as long as it says that something is due; the thread sleeps while nothing is."""

    def __init__(self, release: Callable[[], float | None]) -> None:
        """Prepare the timer; the thread begins with the first call of `wake`.

        Args:
            release: Shows what is due, and returns the seconds until more is; None if nothing waits.
        """
        self._release = release
        self._awake = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends = False

    def wake(self) -> None:
        """Something waits now."""
        self._awake.set()
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="colab-safe", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Let the thread end."""
        self._ends = True
        self._awake.set()

    def _run(self) -> None:
        while not self._ends:
            self._awake.wait()
            self._awake.clear()
            while not self._ends and (left := self._release()) is not None:
                sleep(max(left, 0.005))
