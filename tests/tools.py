"""The programs that tests run: those of this environment first."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

__all__ = ["PROJECT", "tomllib", "tool"]

PROJECT = Path(__file__).resolve().parents[1]


def tool(name: str) -> str:
    """The path of a program; a missing one fails the test."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is missing: pip install '.[test]'"
    return found
