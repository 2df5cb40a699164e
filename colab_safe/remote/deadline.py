"""What may never end, ended after a time: not every library has a limit of its own, and a server may send a byte per minute."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from colab_safe.typed import TypeVar

Answer = TypeVar("Answer")


def within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """Return what a call returns; after some time it is left alone, in a thread that ends with this process.

    Args:
        seconds: How long to wait for it.
        call: Must share nothing that the caller goes on to use.

    Raises:
        TimeoutError: It takes longer.
        Exception: As the call raises it.
    """
    done: list[Answer] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(call())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if failed:
        raise failed[0]
    if not done:
        raise TimeoutError
    return done[0]
