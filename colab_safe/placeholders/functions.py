"""Functions of the standard library that resolve a placeholder in their path.

Apart from that they are the functions they replace, because programs do more with them than call them: `shutil` looks them
up in `os.supports_fd` and its siblings, `multiprocessing` pickles them by name, and classes keep them as attributes,
where a Python function would become a method.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import update_wrapper

from colab_safe.errors import PathError
from colab_safe.placeholders.names import SIGN
from colab_safe.placeholders.resolve import resolve
from colab_safe.typed import Any


class ResolvingFunction:
    """A function that is called with the path of a placeholder in place of the placeholder."""

    def __init__(self, function: Callable[..., Any], module: str, parameter: str) -> None:
        """Take the place of a function.

        Args:
            function: The function, whose first parameter is a path.
            module: Where others find this object by the function's name; pickling needs it.
            parameter: The name of the first parameter.
        """
        update_wrapper(self, function)
        self.__module__ = module
        self._function = function
        self._parameter = parameter

    def __call__(self, *args: Any, **named: Any) -> Any:
        path = args[0] if args else named.get(self._parameter)
        if not has_placeholder(path):
            return self._function(*args, **named)
        try:
            return self._call(path, args[1:], named)
        except OSError as error:  # without the frames whose variables hold the user's own path
            raise _as_it_was_passed(error, path) from None

    def _call(self, path: Any, others: tuple[Any, ...], named: dict[str, Any]) -> Any:
        without_path = {name: named[name] for name in named if name != self._parameter}
        return self._function(self._resolved(path), *others, **without_path)

    def _resolved(self, path: Any) -> Any:
        return resolved(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        return type(self._function)

    def __repr__(self) -> str:
        return repr(self._function)

    def __eq__(self, other: object) -> bool:
        return self._function == getattr(other, "_function", other)

    def __hash__(self) -> int:
        return hash(self._function)

    def __reduce_ex__(self, protocol: Any) -> str:
        return str(self.__name__)


class ResolvingLook(ResolvingFunction):
    """A function that asks about a file; to it, an unknown placeholder is an ordinary missing file."""

    def _resolved(self, path: Any) -> Any:
        try:
            return resolved(path)
        except PathError:
            return path


class ResolvingOpen(ResolvingFunction):
    """`open`, whose file is called by the placeholder, so that no output shows the user's own path."""

    def _call(self, path: Any, others: tuple[Any, ...], named: dict[str, Any]) -> Any:
        file = super()._call(path, others, named)
        buffer = getattr(file, "buffer", file)
        getattr(buffer, "raw", buffer).name = os.fspath(path)
        return file


def has_placeholder(path: object) -> bool:
    """Return whether a path contains a placeholder.

    Args:
        path: Of any type that `open` takes.
    """
    if isinstance(path, str):  # first: it takes a tenth of the time, and each display of HTML asks
        return SIGN in path
    return isinstance(path, os.PathLike) and has_placeholder(os.fspath(path))


def resolved(path: Any) -> Any:
    """Return a path with its placeholder resolved; any other value unchanged.

    Args:
        path: Of any type that `open` takes, or any other value.

    Raises:
        PathError: No source knows the placeholder.
    """
    return resolve(os.fspath(path)) if has_placeholder(path) else path


def _as_it_was_passed(error: OSError, path: Any) -> OSError:
    error.filename = os.fspath(path)
    return error.with_traceback(None)
