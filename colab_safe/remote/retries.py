"""Asking again, after a while, where that may help."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timezone
from email.utils import parsedate_to_datetime
from random import uniform

from colab_safe.remote.failures import is_passing, told_to_wait
from colab_safe.typed import TypeVar

TRIES = 5
_FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 60.0
# After which nothing is tried again: some libraries have tried for a minute or two before they give up.
_ALTOGETHER_S = 300.0

Answer = TypeVar("Answer")


def asked(ask: Callable[[], Answer], tries: int = TRIES) -> Answer:
    """Return an answer; failures that may pass are waited for.

    Args:
        ask: Asks once.
        tries: How often to ask at most.

    Raises:
        Exception: As `ask` raises it, if it stays.
    """
    begun = time.monotonic()
    for attempt in range(tries - 1):
        try:
            return ask()
        except Exception as error:
            seconds = pause(error, attempt, begun)
            if seconds is None:
                raise
            time.sleep(seconds)
    return ask()


def pause(error: BaseException, attempt: int, begun: float) -> float | None:
    """Return how many seconds to wait before the next attempt; None if it would not help.

    Args:
        error: What ended the last one, as a library raised it.
        attempt: How many attempts there were before that.
        begun: When the first one began, by `time.monotonic`.
    """
    wished = wished_wait(told_to_wait(error))
    too_long = (wished or 0) > LONGEST_WAIT_S or time.monotonic() - begun > _ALTOGETHER_S
    return None if too_long or not is_passing(error) else wait(attempt, wished)


def wait(attempt: int, wished: float | None) -> float:
    """Return how many seconds to wait before the next attempt.

    Args:
        attempt: How many attempts there were before this one.
        wished: What the server asks for, in seconds; None if it does not say.
    """
    # Not all at the same time: https://developers.google.com/workspace/drive/api/guides/limits#exponential
    doubled = _FIRST_WAIT_S * 2.0**attempt * uniform(1, 1.25)
    return min(LONGEST_WAIT_S, wished if wished is not None else doubled)


def wished_wait(told: str) -> float | None:
    """Return how many seconds a server wants to be left alone; None if it does not say, or names a time that is over.

    Args:
        told: Its header `Retry-After`, seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
    """
    if told.isascii() and told.isdigit():
        return float(told)
    try:
        moment = parsedate_to_datetime(told)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        left = moment.timestamp() - time.time()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return left if left > 0 else None
