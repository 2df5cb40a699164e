"""What tests of all rooms need: the programs that they run, and the folder of the project."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["PROJECT", "MakeOnce", "not_run_here", "tomllib", "tool"]

PROJECT = Path(__file__).resolve().parents[1]
# The fixture `make_once`: the name of a folder, and the function that fills it.
MakeOnce = Callable[[str, Callable[[Path], None]], Path]


_SYSTEM_PROGRAMS = {"git", "git-lfs", "strace"}
_IN_CI = os.environ.get("CI") == "true"


def tool(name: str) -> str:
    """Return the path of a program; a missing one fails the test.

    Args:
        name: The program's name, without `.exe`.
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"the program {name} is missing: {_remedy(name)}"
    return found


def _remedy(name: str) -> str:
    if name in _SYSTEM_PROGRAMS:
        return f"install it with your system's package manager, as in `apt-get install {name}`"
    return "run `pip install '.[test]'` in the project's folder"


def not_run_here(reason: str) -> NoReturn:
    """Skip the test on a developer's machine, and fail it with CI=true, where everything must run.

    Args:
        reason: What is missing, and how to install it.
    """
    if _IN_CI:
        pytest.fail(f"with CI=true every test must run: {reason}")
    pytest.skip(f"not run here: {reason}")
