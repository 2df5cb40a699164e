"""Let any code open a path with a placeholder: patch `open` and its relatives to resolve it first.

`mount_drive()` and `%load_ext colab_safe` patch `open`, `pathlib`, `os.stat` and what is built on them, the start of
other programs, and IPython's `!` and `%` lines. Paths without a placeholder are passed on unchanged.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import wraps

from colab_safe.errors import PathError
from colab_safe.placeholders.names import SIGN
from colab_safe.placeholders.resolve import resolve
from colab_safe.typed import Any

_LOOKING = (
    "stat",
    "lstat",
    "access",
    "listdir",
    "scandir",
    "readlink",
)  # these ask whether a file exists: an unknown placeholder is an ordinary missing file
_OPENING = ("open", "chdir")
# In a command: a quoted path with a placeholder in it, or a bare one.
_WORD = re.compile(
    rf"([\"'])([^\"'\n]*{SIGN}[^\"'\n]*)\1|((?:\\.|[^\s\"'=;|&<>()])*{SIGN}(?:\\.|[^\s\"';|&<>()])*)"
)
_MARK = "_opens_placeholders"


def open_placeholders() -> None:
    """Patch this process so that paths with a placeholder open; a second call does nothing."""
    import builtins
    import io
    import pathlib
    import subprocess

    if hasattr(builtins.open, _MARK):
        return
    builtins.open = io.open = _resolving(builtins.open)
    for name in (*_LOOKING, *_OPENING):
        if hasattr(os, name):
            setattr(os, name, _resolving(getattr(os, name), is_looking=name in _LOOKING))
    accessor = getattr(pathlib, "_NormalAccessor", None)  # Python 3.10 keeps its own references
    for name in ("open", "stat", "listdir", "scandir") if accessor else ():
        setattr(
            accessor, name, staticmethod(builtins.open if name == "open" else getattr(os, name))
        )
    subprocess.Popen.__init__ = _starting(subprocess.Popen.__init__)  # type: ignore[method-assign]
    _teach_ipython()


def open_placeholders_in_notebook() -> None:
    """Patch the process as `open_placeholders` does, but only if IPython runs in it."""
    import sys

    ipython = sys.modules.get("IPython")
    if ipython and ipython.get_ipython():
        open_placeholders()


def resolved_command(command: str) -> str:
    """Return a shell line with its placeholders resolved, quoted where needed.

    Args:
        command: The line.

    Raises:
        PathError: A placeholder cannot be resolved.
    """
    return _WORD.sub(_resolved_word, command) if SIGN in command else command


def _resolved_word(word: re.Match[str]) -> str:
    from shlex import quote

    if word[1]:
        return f"{word[1]}{resolve(word[2])}{word[1]}"
    return quote(resolve(word[3].replace("\\ ", " ")))


def _resolving(function: Callable[..., Any], is_looking: bool = False) -> Callable[..., Any]:
    """The function, with the placeholder in its first argument resolved."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*(_path(args[0], is_looking), *args[1:]) if args else args, **kwargs)

    setattr(call, _MARK, True)
    return call


def _path(path: Any, is_looking: bool) -> Any:
    text = (
        path if isinstance(path, str) else os.fspath(path) if isinstance(path, os.PathLike) else ""
    )
    if not isinstance(text, str) or SIGN not in text:
        return path
    try:
        return resolve(text)
    except PathError:
        if is_looking:
            return path
        raise


def _starting(start: Callable[..., None]) -> Callable[..., None]:
    @wraps(start)
    def call(self: Any, args: Any, *others: Any, **named: Any) -> None:
        start(self, _arguments(args), *others, **named)

    return call


def _arguments(args: Any) -> Any:
    if isinstance(args, str):
        return resolved_command(args)
    return (
        [_path(argument, False) for argument in args] if isinstance(args, (list, tuple)) else args
    )


def _teach_ipython() -> None:
    """Patch `var_expand`, which shell lines and magics go through, and cell magics, whose body does not."""
    import sys

    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    interactive = sys.modules["IPython.core.interactiveshell"]
    if hasattr(
        interactive, "io_open"
    ):  # the `open` of cells is IPython's own, which calls this one
        interactive.io_open = open  # type: ignore[attr-defined]
    expand, run_cell_magic = shell.var_expand, shell.run_cell_magic
    # depth + 1: our lambda adds a frame between IPython and the variables that it looks up.
    shell.var_expand = lambda command, depth=0, *args, **kwargs: resolved_command(
        expand(command, depth + 1, *args, **kwargs)
    )
    shell.run_cell_magic = lambda name, line, cell: run_cell_magic(
        name, line, resolved_command(cell)
    )
