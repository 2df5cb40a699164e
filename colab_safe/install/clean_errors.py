"""The border of every public function: arguments come in hidden and checked, an error leaves without the frames that knew them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Generic, NamedTuple, ParamSpec, TypeVar

from colab_safe.blots import Blotter
from colab_safe.errors import ColabSafeError, InstallError, internal_error
from colab_safe.install.arguments import Passed, ready_arguments, tokens_in
from colab_safe.install.current_folder import DELETED, is_deleted
from colab_safe.model import Hidden
from colab_safe.placeholders.resolve import as_written
from colab_safe.published import PLEASE_REPORT
from colab_safe.token_words import without_token_words
from colab_safe.visible import written_out

P = ParamSpec("P")
R = TypeVar("R")


class _Outcome(NamedTuple, Generic[R]):
    """What a call led to: its value, or the error to raise in place of its own."""

    value: R | None = None
    error: BaseException | None = None


def fails_cleanly(function: Callable[P, R]) -> Callable[P, R]:
    """Hide the arguments of a function, check them, and raise a new exception in place of the one that it raises.

    A traceback keeps the frames that it went through, with their local variables; `%xmode Verbose`, debuggers and error
    trackers print them. The new one has a single frame, in which nothing is left that the user passed.

    Args:
        function: A public function; `install/arguments.py` has the kinds of arguments that it may take.
    """

    @functools.wraps(function)
    # Emptied, not deleted: cgitb asks for the arguments of each frame.
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        passed = Passed(Hidden(args), Hidden(kwargs))
        args, kwargs = (), {}  # type: ignore[assignment]
        outcome = _outcome(function, passed)
        if outcome.error is not None:
            raise outcome.error
        return outcome.value  # type: ignore[return-value]

    return call


def _outcome(function: Callable[..., R], passed: Passed) -> _Outcome[R]:
    try:
        return _Outcome(function(**ready_arguments(function, passed)))
    except ColabSafeError as error:
        clean = _cleaner(function, passed)
        return _Outcome(error=type(error)(*(clean(str(part)) for part in error.args)))
    except KeyboardInterrupt:
        return _Outcome(error=_interrupted())
    except Exception as error:
        if isinstance(error, FileNotFoundError) and is_deleted():
            return _Outcome(error=InstallError(DELETED))
        words = f"{internal_error(error)}. {PLEASE_REPORT}"
        return _Outcome(error=InstallError(words))


def _interrupted() -> KeyboardInterrupt:
    """A notebook shows it in one line; `%xmode Verbose` would print the variables of the cell."""
    stopped = KeyboardInterrupt()
    stopped._render_traceback_ = lambda: ["KeyboardInterrupt"]  # type: ignore[attr-defined]
    return stopped


def _cleaner(function: Callable[..., object], passed: Passed) -> Callable[[str], str]:
    """A function that makes a message harmless: without tokens, real paths of placeholders, and escape sequences."""
    blotter = Blotter(tokens_in(function, passed))

    def clean(message: str) -> str:
        told = as_written(blotter.blot(without_token_words(message)))
        return "\n".join(map(written_out, told.split("\n")))

    return clean
