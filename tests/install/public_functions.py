"""Every public function, what it can be called with, and everything in which a failed call could show what was passed."""

from __future__ import annotations

import inspect
import io
import logging
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import colab_safe
from colab_safe.install.magic import private_install

PUBLIC = {
    name: value
    for name in sorted(colab_safe.__all__)
    if not name.endswith("load_ipython_extension")  # IPython calls them, with its shell
    and inspect.isfunction(value := getattr(colab_safe, name))
} | {"private_install": private_install}
ARGUMENTS = [
    (name, parameter)
    for name, function in PUBLIC.items()
    for parameter in inspect.signature(function).parameters
]


def valid(function: str, folder: Path, url: str) -> dict[str, Any]:
    """Arguments with which a function gets as far as it can without an installer.

    Args:
        function: Its name.
        folder: It gets the files that the arguments name.
        url: Of a forge.
    """
    requirements, full = folder / "requirements.txt", folder / "full"
    requirements.write_text("")
    full.mkdir(exist_ok=True)
    (full / "thesis.txt").write_text("years of work")
    config = {"config": {"access_token": "s3cretp4ss", "username": "alice", "host": url}}
    here = {**config, "host": url}  # no token of GitHub's goes out from here
    stop = {"installer": "conda"}  # an error, once the tokens are there
    return {
        "check_notebook": {"path": str(requirements)},
        "check_sharing": {"path": str(requirements)},
        "check_token": here,
        "clone_private": {**config, "repo": "alice/privpkg", "dest": full},
        "encrypt_token_file": {"path": requirements},
        "git_credentials": config,
        "install_dev": {**config, **stop, "path": full},
        "install_from_index": {**config, **stop, "package": "x", "index_url": url},
        "install_private_library": {**config, **stop, "repo": "alice/privpkg"},
        "install_requirements": {**config, **stop, "path": requirements},
        "load_token": config,
        "mount_drive": {},
        "private_install": {"line": "alice/privpkg --installer conda"},
        "revoke_token": here,
        "token_path": {},
    }[function]


class Call:
    """A call, in whose own frame nothing is left of the arguments."""

    __slots__ = ("_make",)

    def __init__(self, function: Callable[..., object], *args: Any, **named: Any) -> None:
        self._make = lambda: (function, args, named)

    def failure(self) -> BaseException | None:
        """Return what the function raises; None if it returns."""
        try:
            self._make()[0](*self._make()[1], **self._make()[2])
        except BaseException as error:
            return error
        return None


def everything_shown(error: BaseException, modes: bool = True) -> Iterator[str]:
    """Yield the error in each form in which a person, a notebook, a log or an error tracker would see it.

    Args:
        error: As it was raised.
        modes: Whether to include whole tracebacks, which take a tenth of a second.
    """
    assert error.__context__ is None and error.__cause__ is None
    yield from (str(error), repr(error), repr(error.args), repr(vars(error)))
    yield repr(getattr(error, "__notes__", ()))
    yield "".join(repr(frame.f_locals) for frame, _ in traceback.walk_tb(error.__traceback__))
    if modes:
        yield from _in_modes(error)


def _in_modes(error: BaseException) -> Iterator[str]:
    from IPython.core.ultratb import AutoFormattedTB
    from rich.console import Console
    from rich.traceback import Traceback

    parts = (type(error), error, error.__traceback__)
    yield logging.Formatter().formatException(parts)
    yield "".join(traceback.TracebackException(*parts, capture_locals=True).format())
    yield repr(inspect.getinnerframes(error.__traceback__))  # type: ignore[arg-type]
    for mode in ("Plain", "Context", "Verbose", "Minimal"):
        yield AutoFormattedTB(mode=mode).text(*parts)
    shown = io.StringIO()  # rich shows all variables, IPython and cgitb those of the line
    rich = Traceback.from_exception(*parts, show_locals=True, locals_max_string=None)  # type: ignore[arg-type]
    Console(file=shown, width=200).print(rich)
    yield shown.getvalue()
    if sys.version_info < (3, 13):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import cgitb
        yield cgitb.text(parts)
