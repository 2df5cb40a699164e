"""Asks for what is secret: Colab and Kaggle for the secrets they keep, and the user."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from colab_safe.errors import TokenError

_PASSPHRASE = "COLAB_SAFE_PASSPHRASE"
_REFUSALS = (
    "NotebookAccessError",
    "TimeoutException",
)  # google.colab.userdata's: a window was open, and was not agreed to
_refused: set[str] = set()  # names for which that window does not open again in this session


def find_passphrase(source: str) -> str:
    """From the Colab secret or environment variable COLAB_SAFE_PASSPHRASE, or by a question. Raises TokenError."""
    found = (
        colab_value(_PASSPHRASE)
        or os.environ.get(_PASSPHRASE)
        or typed(f"Passphrase of the {source}: ")
    )
    if not found:
        raise TokenError(
            f"{source} is encrypted: pass passphrase=…, or keep it as the Colab secret {_PASSPHRASE}"
        )
    return found


def colab_value(name: str) -> str | None:
    try:
        from google.colab import userdata
    except ImportError:
        return None
    return ask_once(userdata.get, name)


def ask_once(get: Callable[[str], str], name: str) -> str | None:
    """None for a secret that is missing, refused or late, each an exception of its own, and outside a kernel."""
    if name in _refused:
        return None
    try:
        return get(name)
    except Exception as error:
        if type(error).__name__ in _REFUSALS:
            _refused.add(name)
        return None


def typed(question: str) -> str | None:
    """Colab and Jupyter draw a password field, whose text is saved nowhere. None where nobody can be asked."""
    if "ipykernel" not in sys.modules and not (sys.stdin and sys.stdin.isatty()):
        return None
    from getpass import getpass

    try:
        return getpass(question)
    except (
        EOFError,
        RuntimeError,
        NotImplementedError,
    ):  # a kernel that cannot ask, e.g. under nbconvert
        return None
