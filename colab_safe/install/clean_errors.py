"""The last step of every public function: its error leaves without the frames that knew the token."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from colab_safe.errors import ISSUES, ColabSafeError, InstallError, internal_error

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
            failure = InstallError(f"{internal_error(error)}. Please report it: {ISSUES}")
        raise failure

    return call
