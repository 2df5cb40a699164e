"""Questions to the user, and to Colab and Kaggle for the secrets that the user keeps there.

What was answered or refused is remembered while the process lives: a notebook session asks once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from colab_safe.errors import TokenError

_PASSPHRASE = "COLAB_SAFE_PASSPHRASE"
# google.colab.userdata raises these after its window was open and nobody agreed.
_REFUSALS = ("NotebookAccessError", "TimeoutException")


class Answers:
    """What a session has asked for."""

    def __init__(self) -> None:
        self.refused: set[str] = set()  # names of secrets whose window does not open again
        self.typed: dict[str, str] = {}  # by what was asked for

    def forget(self) -> None:
        """Start a new session."""
        self.refused.clear()
        self.typed.clear()


ANSWERS = Answers()  # a notebook has one session, and its functions no other place to share


def find_passphrase(source: str) -> str:
    """Return the passphrase from the Colab secret or environment variable COLAB_SAFE_PASSPHRASE, or from a prompt.

    Args:
        source: What is encrypted, in words.

    Raises:
        TokenError: There is none.
    """
    found = colab_secret(_PASSPHRASE) or os.environ.get(_PASSPHRASE)
    found = found or ask(f"Passphrase of the {source}: ")
    if not found:
        raise TokenError(
            f"{source} is encrypted: pass passphrase=…, or store it as the Colab secret {_PASSPHRASE}"
        )
    return found


def colab_secret(name: str) -> str | None:
    """Return a Colab secret; None if it is missing or refused, and outside of Colab.

    Args:
        name: Of the secret.
    """
    try:
        from google.colab import userdata
    except ImportError:
        return None
    return stored_secret(userdata.get, name)


def stored_secret(get: Callable[[str], str], name: str) -> str | None:
    """Return a secret from a service; None if it is missing, refused or late, and outside of a kernel.

    A secret that was refused is not asked for again: each question opens a window.

    Args:
        get: The service's function, which raises an exception of its own for each of these cases.
        name: Of the secret.
    """
    if name in ANSWERS.refused:
        return None
    try:
        value = get(name)
    except Exception as error:
        if type(error).__name__ in _REFUSALS:
            ANSWERS.refused.add(name)
        return None
    return value if isinstance(value, str) else None


def ask(question: str) -> str | None:
    """Ask the user, without echo: Colab and Jupyter save what is typed in the clear with the output.

    Args:
        question: Ends with a space.

    Returns:
        The answer; None if nobody can be asked.
    """
    if "ipykernel" not in sys.modules and not (sys.stdin and sys.stdin.isatty()):
        return None
    from getpass import getpass

    try:
        return getpass(question)
    except (
        EOFError,
        RuntimeError,
        NotImplementedError,
    ):  # a kernel that cannot ask, as in nbconvert
        return None


def ask_once(sought: str, question: str) -> str | None:
    """Ask the user, or return what was answered before.

    Args:
        sought: What is asked for.
        question: Ends with a space.

    Returns:
        The answer without surrounding blanks; None if nobody can be asked.
    """
    if sought not in ANSWERS.typed:
        answer = ask(question)
        if answer is None:
            return None
        ANSWERS.typed[sought] = answer.strip()
    return ANSWERS.typed[sought]
