"""A limit on CPU time, so that a pattern that never ends fails a test by name."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

CPU_SECONDS = 3.0  # the slowest takes 0.12 on its longest text (jwt), most take 0.01


@contextmanager
def cpu_limit(what: str) -> Iterator[None]:
    """Fail when this process has used CPU_SECONDS, however busy the machine is; Windows has no such timer."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def fail(*_: object) -> None:
        pytest.fail(f"{what}: takes more than {CPU_SECONDS} s of CPU time")

    before = signal.signal(signal.SIGVTALRM, fail)
    signal.setitimer(signal.ITIMER_VIRTUAL, CPU_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
