"""The last step of every public function: its error leaves without the frames that knew the token."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from colab_safe.errors import ColabSafeError, InstallError

P = ParamSpec("P")
R = TypeVar("R")


def fails_cleanly(function: Callable[P, R]) -> Callable[P, R]:
    """Raise a new exception in place of the one that a function raised.

    A traceback keeps the frames that it went through, with their local variables; `%xmode Verbose`, debuggers and error
    trackers print them. The new one has a single frame, with the arguments of the call.

    Args:
        function: A public function.
    """

    @functools.wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except ColabSafeError as error:
            failure: BaseException = type(error)(*error.args)
        except KeyboardInterrupt:
            failure = KeyboardInterrupt()
        except Exception as error:
            failure = InstallError(_unexpected(error))
        raise failure

    return call


def _unexpected(error: Exception) -> str:
    """Type and place only: the texts of other exceptions may quote values."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = (
        f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else "?"
    )
    return f"internal error ({type(error).__name__}, {place}). Please report it: https://github.com/colab-safe/colab-safe/issues"
