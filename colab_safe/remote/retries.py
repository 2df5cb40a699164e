"""Asking again, after a while, where that may help."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import uniform

from colab_safe.remote.failures import is_passing, waiting_time
from colab_safe.typed import TypeVar

TRIES = 5
_FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 60.0

Answer = TypeVar("Answer")


def asked(ask: Callable[[], Answer], tries: int = TRIES) -> Answer:
    """Return an answer; failures that may pass are waited for.

    Args:
        ask: Asks once.
        tries: How often to ask at most.

    Raises:
        Exception: As `ask` raises it, if it stays.
    """
    for attempt in range(tries - 1):
        try:
            return ask()
        except Exception as error:
            if not is_passing(error):
                raise
            time.sleep(wait(attempt, waiting_time(error)))
    return ask()


def wait(attempt: int, wished: float | None) -> float:
    """Return how many seconds to wait before the next attempt.

    Args:
        attempt: How many attempts there were before this one.
        wished: What the server asks for, in seconds; None if it does not say.
    """
    # Not all at the same time: https://developers.google.com/workspace/drive/api/guides/limits#exponential
    doubled = _FIRST_WAIT_S * 2.0**attempt * uniform(1, 1.25)
    return min(LONGEST_WAIT_S, wished if wished is not None else doubled)
