"""The command lines of the two installers, pip and uv."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.packages.requirements_file import refuse_credentials_in_arguments


class Options(NamedTuple):
    """Options that pip and uv share; `installer` is "auto", "pip" or "uv"."""

    installer: str = "auto"
    upgrade: bool = False
    force_reinstall: bool = False
    no_deps: bool = False
    extra_args: tuple[str, ...] = ()
    progress: bool = False  # whether pip reports how far a download is


class Index(NamedTuple):
    """The only package index that is searched."""

    address: str  # with the user name that the token goes with, and without the token
    with_pypi: bool = False


PYPI = "https://pypi.org/simple"
# By its path: it runs outside of the package, and what it imports for pip takes 15 ms.
_RUN_PIP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "run_pip.py")


def _pip(options: Options) -> list[str]:
    command = [
        sys.executable,
        _RUN_PIP,
        "install",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar=raw" if options.progress else "--progress-bar=off",
    ]
    return (
        command + ["--upgrade"] * options.upgrade + ["--force-reinstall"] * options.force_reinstall
    )


def _uv(options: Options) -> list[str]:
    command = ["uv", "pip", "install", "--python", sys.executable, "--no-progress"]
    return command + ["--upgrade"] * options.upgrade + ["--reinstall"] * options.force_reinstall


def _pip_index(index: Index) -> list[str]:
    """PyPI is in the environment, where it replaces what pip's files say; an argument would add to it."""
    return ["--index-url", index.address]


def _uv_index(index: Index) -> list[str]:
    """uv takes a package from the first index that has it, and the default index comes last."""
    if index.with_pypi:
        return ["--index", index.address, "--default-index", PYPI]
    return ["--default-index", index.address]


class _Installer(NamedTuple):
    command: Callable[[Options], list[str]]
    places: Callable[[Index], list[str]]


_INSTALLERS = {"pip": _Installer(_pip, _pip_index), "uv": _Installer(_uv, _uv_index)}


def install_command(options: Options, what: Sequence[str], index: Index | None = None) -> list[str]:
    """Return the command line of an installer.

    Args:
        options: Of the installer.
        what: Its last arguments: requirements, or `-e PATH`, or `-r FILE`.
        index: The only package index; None for those that the user has configured.

    Raises:
        InstallError: The installer is unknown or missing, or its arguments contain credentials or lead elsewhere.
    """
    refuse_credentials_in_arguments(options.extra_args)
    _refuse_to_lead_elsewhere(options.extra_args)
    installer = _INSTALLERS[_chosen(options.installer)]
    command = installer.command(options) + ["--no-deps"] * options.no_deps
    places = installer.places(index) if index else []
    return [*command, *places, *options.extra_args, *what]


# What such an option installs is not in this environment, so there is nothing to return or import.
_ELSEWHERE = ("--dry-run", "--target", "--prefix", "--root", "--python")
_SHORT = {"-t": "--target", "-p": "--python"}


def _refuse_to_lead_elsewhere(extra_args: Sequence[str]) -> None:
    for argument in extra_args:
        name = argument.partition("=")[0]
        if name[:1] == "-" and name[1:2] != "-":
            name = _SHORT.get(name[:2], name)
        full = next((option for option in _ELSEWHERE if _abbreviates(name, option)), None)
        if full:
            raise InstallError(
                f"extra_args contains {full}: the result would not be in this environment. Run the"
                " installer yourself in 'with git_credentials(…)', without this function"
            )


def _abbreviates(name: str, option: str) -> bool:
    """pip accepts the start of an option's name; `--pre` is one of its own."""
    return len(name) > 4 and name != "--pre" and option.startswith(name)


def _chosen(installer: str) -> str:
    """For "auto": pip if this Python has it, else uv, as in environments that uv created."""
    if installer == "auto":
        return "pip" if importlib.util.find_spec("pip") or not shutil.which("uv") else "uv"
    if installer not in _INSTALLERS:
        raise InstallError(f"installer must be 'auto' or one of {sorted(_INSTALLERS)}")
    return installer
