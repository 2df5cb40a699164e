"""A user's home with credentials in it, and values as vendors and people make them; none of them is real."""

from __future__ import annotations

import base64
import os
import string
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

_RANDOM = Random("known values")
_KEPT = ("PATH", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "COMSPEC", "PATHEXT", "PYTHONPATH")


def hexadecimal(digits: int = 40) -> str:
    """A key that no rule recognises without a name beside it."""
    return f"{_RANDOM.getrandbits(4 * digits):0{digits}x}"


def mixed(length: int = 32) -> str:
    """Letters and digits."""
    return "".join(_RANDOM.choices(string.ascii_letters + string.digits, k=length))


def encoded(text: str) -> str:
    """Base64 of a text."""
    return base64.b64encode(text.encode()).decode()


class Home:
    """An environment in which nothing but what a test adds is a credential."""

    def __init__(self, path: Path, patch: pytest.MonkeyPatch) -> None:
        self.path = path
        self._patch = patch
        path.mkdir()
        for name in list(os.environ):
            if name not in _KEPT and not name.startswith("GIT_"):
                patch.delenv(name)
        for name in ("HOME", "USERPROFILE"):
            patch.setenv(name, str(path))

    def write(self, name: str, text: str | bytes) -> Path:
        """A file, by its path from the home."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def set(self, variables: Mapping[str, str]) -> None:
        """Environment variables."""
        for name, value in variables.items():
            self._patch.setenv(name, value)
