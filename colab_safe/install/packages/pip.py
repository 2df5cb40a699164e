"""The command lines of the two installers, pip and uv."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.packages import run_pip

_CREDENTIALS = re.compile(r"https?://[^/\s]*@")


class Options(NamedTuple):
    """Options that pip and uv share; `installer` is "auto", "pip" or "uv"."""

    installer: str = "auto"
    upgrade: bool = False
    force_reinstall: bool = False
    no_deps: bool = False
    extra_args: tuple[str, ...] = ()


def _pip(options: Options) -> list[str]:
    command = [
        sys.executable,
        run_pip.__file__,
        "install",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar=off",
    ]
    return (
        command + ["--upgrade"] * options.upgrade + ["--force-reinstall"] * options.force_reinstall
    )


def _uv(options: Options) -> list[str]:
    command = ["uv", "pip", "install", "--python", sys.executable, "--no-progress"]
    return command + ["--upgrade"] * options.upgrade + ["--reinstall"] * options.force_reinstall


_INSTALLERS: dict[str, Callable[[Options], list[str]]] = {"pip": _pip, "uv": _uv}


def install_command(options: Options, what: Sequence[str]) -> list[str]:
    """Return the command line of an installer.

    Args:
        options: Of the installer.
        what: Its last arguments: requirements, or `-e PATH`, or `-r FILE`.

    Raises:
        InstallError: The installer is unknown or missing, or its arguments contain credentials.
    """
    if any(_CREDENTIALS.search(argument) for argument in options.extra_args):
        raise InstallError(
            "extra_args contains a URL with credentials, which every user of this machine could read: remove them"
        )
    command = _INSTALLERS[_chosen(options.installer)](options)
    return command + ["--no-deps"] * options.no_deps + [*options.extra_args, *what]


def line_with_credentials(path: str) -> int | None:
    """Return the first line of a requirements file with a user name or token in a URL; None if there is none.

    Args:
        path: The file. Lines count from 1.

    Raises:
        InstallError: The file cannot be read.
    """
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return next(
                (number for number, line in enumerate(file, 1) if _CREDENTIALS.search(line)), None
            )
    except OSError as error:
        raise InstallError(f"{os.path.basename(path)} cannot be read ({error.strerror})") from None


def _chosen(installer: str) -> str:
    """For "auto": pip if this Python has it, else uv, as in environments that uv created."""
    if installer == "auto":
        return "pip" if importlib.util.find_spec("pip") or not shutil.which("uv") else "uv"
    if installer not in _INSTALLERS:
        raise InstallError(f"installer must be 'auto' or one of {sorted(_INSTALLERS)}")
    return installer
