"""Let any code open a path with a placeholder: patch `open` and its relatives to resolve it first.

`mount_drive()` and `%load_ext colab_safe` patch `open`, `pathlib`, `os.stat` and what is built on them, the start of
other programs, and IPython's `!` and `%` lines. Paths without a placeholder are passed on unchanged.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from functools import wraps

from colab_safe.placeholders.functions import (
    ResolvingFunction,
    ResolvingLook,
    ResolvingOpen,
    resolved,
)
from colab_safe.placeholders.names import SIGN
from colab_safe.placeholders.resolve import resolve
from colab_safe.typed import Any

# These ask whether a file exists: for them an unknown placeholder is an ordinary missing file.
_LOOKING = (
    "stat", "lstat", "access", "listdir", "scandir", "readlink",
    "statvfs", "listxattr", "getxattr",  # shutil.copy2 needs these on Linux
)  # fmt: skip
_OPENING = ("open", "chdir", "chmod", "utime", "truncate", "remove", "unlink")
# In a command: a quoted path with a placeholder in it, or a bare one.
_WORD = re.compile(
    rf"([\"'])([^\"'\n]*{SIGN}[^\"'\n]*)\1|((?:\\.|[^\s\"'=;|&<>()])*{SIGN}(?:\\.|[^\s\"';|&<>()])*)"
)


def open_placeholders() -> None:
    """Patch this process so that paths with a placeholder open; a second call does nothing."""
    import builtins
    import io
    import subprocess

    if isinstance(builtins.open, ResolvingFunction):
        return
    builtins.open = io.open = ResolvingOpen(builtins.open, "io", "file")
    for name in (*_LOOKING, *_OPENING):
        if hasattr(os, name):
            kind = ResolvingLook if name in _LOOKING else ResolvingFunction
            setattr(os, name, kind(getattr(os, name), "os", "path"))
    _patch_python_3_10()
    subprocess.Popen.__init__ = _starting(subprocess.Popen.__init__)  # type: ignore[method-assign]
    _teach_ipython()


def _patch_python_3_10() -> None:
    """`pathlib` of Python 3.10 keeps its own references to the functions of `os`."""
    import pathlib

    accessor = getattr(pathlib, "_NormalAccessor", None)
    for name in ("open", "stat", "listdir", "scandir") if accessor else ():
        setattr(accessor, name, open if name == "open" else getattr(os, name))


def open_placeholders_in_notebook() -> None:
    """Patch the process as `open_placeholders` does, but only if IPython runs in it."""
    if ipython_shell():
        open_placeholders()


def ipython_shell() -> Any:
    """Return IPython's shell; None where IPython does not run."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


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


def _starting(start: Callable[..., None]) -> Callable[..., None]:
    @wraps(start)
    def call(self: Any, args: Any, *others: Any, **named: Any) -> None:
        start(self, _arguments(args), *others, **named)

    return call


def _arguments(args: Any) -> Any:
    if isinstance(args, str):
        return resolved_command(args)
    return [resolved(argument) for argument in args] if isinstance(args, (list, tuple)) else args


def _teach_ipython() -> None:
    """Patch `var_expand`, which shell lines and magics go through, and cell magics, whose body does not."""
    shell = ipython_shell()
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
