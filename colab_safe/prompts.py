"""Questions to the user, and to Colab and Kaggle for the secrets that the user keeps there.

What was answered or refused is remembered while the process lives: a notebook session asks once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from colab_safe.errors import TokenError
from colab_safe.model import Secret
from colab_safe.typed import NamedTuple

_PASSPHRASE = "COLAB_SAFE_PASSPHRASE"
# What google.colab.userdata raises if the notebook may not read a secret, and if nobody answers for 10 s: outside of
# Colab's own page (VS Code), no question is ever answered.
_REFUSAL, _TIME_OUT = "NotebookAccessError", "TimeoutException"
NO_ANSWER = "Colab does not answer: its secrets can be read only in a notebook that is open in Colab's own page"
_CANNOT_ASK = (EOFError, RuntimeError, NotImplementedError)  # the last in a kernel under nbconvert
_ATTEMPTS = 3
_NOT_THERE = "There is no file at this path. Is Drive mounted, and is the path written as on Drive?"


class Answers:
    """What a session has asked for."""

    def __init__(self) -> None:
        self.refused: set[str] = set()  # names of secrets whose window does not open again
        self.silent = False  # whether a secret was asked for in vain: no other one is
        self.typed: dict[str, str] = {}  # by what was asked for
        self.passphrases: dict[str, Secret] = {}  # by what they open
        self.resolved: dict[str, str] = {}  # by a path: the placeholder that it was resolved from
        self.credentials: set[Secret] = (
            set()
        )  # all that were loaded; the guard hides them in outputs

    def forget(self) -> None:
        """Start a new session."""
        self.refused.clear()
        self.silent = False
        self.typed.clear()
        self.passphrases.clear()
        self.resolved.clear()
        self.credentials.clear()


ANSWERS = Answers()  # a notebook has one session, and its functions no other place to share


def find_passphrase(source: str) -> str:
    """Return the passphrase from the environment variable or Colab secret COLAB_SAFE_PASSPHRASE, or from a prompt.

    What was typed is remembered for the session.

    Args:
        source: What is encrypted, in words.

    Raises:
        TokenError: There is none.
    """
    if found := _stored_passphrase():
        return found
    if source not in ANSWERS.passphrases:
        ANSWERS.passphrases[source] = _typed_passphrase(source, "Passphrase of the", "is encrypted")
    return ANSWERS.passphrases[source].reveal()


def forget_passphrase(source: str) -> bool:
    """Forget a typed passphrase, such as a wrong one; return whether there was one.

    Args:
        source: As for `find_passphrase`.
    """
    return ANSWERS.passphrases.pop(source, None) is not None


def new_passphrase(source: str) -> str:
    """Return the passphrase to encrypt with, from the same places; a prompt asks for it twice.

    Args:
        source: What is to be encrypted, in words.

    Raises:
        TokenError: There is none, or it was typed differently the second time.
    """
    if found := _stored_passphrase():
        return found
    needed = "cannot be encrypted without a passphrase"
    first = _typed_passphrase(source, "New passphrase for the", needed)
    if first != _typed_passphrase(source, "The same again, for the", needed):
        raise TokenError(
            f"the two passphrases differ: nothing was changed. Encrypt the {source} again"
        )
    return first.reveal()


def _stored_passphrase() -> str | None:
    return os.environ.get(_PASSPHRASE) or colab_secret(_PASSPHRASE)


def _typed_passphrase(source: str, what: str, why: str) -> Secret:
    typed = ask(f"{what} {source}: ")
    if not typed:
        raise TokenError(
            f"{source} {why}: type the passphrase when you are asked, or store it as the Colab secret or environment variable {_PASSPHRASE}"
        )
    ANSWERS.credentials.add(Secret(typed))
    return Secret(typed)


class StoredSecret(NamedTuple):
    """The value of a Colab or Kaggle secret, and what messages call it."""

    value: Secret
    source: str


def named_secret(name: str) -> StoredSecret:
    """Return the secret that the user asked for by name: from Colab, or from Kaggle.

    Args:
        name: Of the secret.

    Raises:
        TokenError: There is no such secret, or this notebook may not read it; the message says where to allow it.
    """
    service, get = _secret_service(name)
    source = f"{service} secret {name!r}"
    try:
        value = get(name)
    except Exception as error:
        raise TokenError(_why_no_secret(service, name, type(error).__name__)) from None
    if not isinstance(value, str) or not value.strip():
        raise TokenError(f"the {source} is empty: put the token there")
    ANSWERS.credentials.add(Secret(value))
    return StoredSecret(Secret(value), source)


def _secret_service(name: str) -> tuple[str, Callable[[str], object]]:
    with suppress(ImportError):
        from google.colab import userdata

        return "Colab", userdata.get
    with suppress(ImportError):
        from kaggle_secrets import UserSecretsClient

        return "Kaggle", UserSecretsClient().get_secret
    raise TokenError(
        f"'secret:{name}' needs Colab or Kaggle: elsewhere, put the token into an environment variable, and pass None"
    )


def _why_no_secret(service: str, name: str, failure: str) -> str:
    """By the exception that the service raised."""
    if failure == _REFUSAL:
        return f"this notebook may not read the Colab secret {name!r}. {how_to_allow(name)}"
    if failure == _TIME_OUT:
        return (
            f"Colab did not answer about the secret {name!r}: secrets can be read only in a notebook that is open in"
            " Colab's own page. Elsewhere, put the token into an environment variable, and pass None"
        )
    return f"there is no {service} secret {name!r}: add it, and allow this notebook to read it"


def how_to_allow(name: str) -> str:
    """Return where to allow this notebook to read a Colab secret.

    Args:
        name: Of the secret.
    """
    return f"Open Secrets (the key icon on the left), switch on 'Notebook access' for {name}, and run the cell again"


def colab_secret(name: str, is_credential: bool = True) -> str | None:
    """Return a Colab secret; None if it is missing or refused, and outside of Colab.

    Args:
        name: Of the secret.
        is_credential: False for the path of a token file, which the guard does not hide.
    """
    try:
        from google.colab import userdata
    except ImportError:
        return None
    return stored_secret(userdata.get, name, is_credential)


def stored_secret(get: Callable[[str], str], name: str, is_credential: bool = True) -> str | None:
    """Return a secret from a service; None if it is missing, refused or late, and outside of a kernel.

    A secret that was refused is not asked for again: each question opens a window. After a time-out, none is: each would
    take 10 s.

    Args:
        get: The service's function, which raises an exception of its own for each of these cases.
        name: Of the secret.
        is_credential: Whether the guard hides it.
    """
    if ANSWERS.silent or name in ANSWERS.refused:
        return None
    try:
        value = get(name)
    except Exception as error:
        ANSWERS.silent = type(error).__name__ == _TIME_OUT
        if type(error).__name__ == _REFUSAL:
            ANSWERS.refused.add(name)
        return None
    if not isinstance(value, str):
        return None
    if is_credential:
        ANSWERS.credentials.add(Secret(value))
    return value


def ask(question: str) -> str | None:
    """Ask the user, without echo: Colab and Jupyter save what is typed in the clear with the output.

    Args:
        question: Ends with a space.

    Returns:
        The answer; None if nobody can be asked.
    """
    if not _can_ask():
        return None
    from getpass import getpass

    try:
        return getpass(question)
    except _CANNOT_ASK:
        return None


def _can_ask() -> bool:
    return "ipykernel" in sys.modules or bool(sys.stdin and sys.stdin.isatty())


def ask_for_path(sought: str, question: str, is_there: Callable[[str], bool]) -> str | None:
    """Ask the user for a path until it leads to a file, or return what was answered before.

    The path is typed in the clear, and then removed from the output: frontends save it with the notebook
    (https://github.com/jupyterlab/jupyterlab/pull/4848).

    Args:
        sought: What is asked for.
        question: Ends with a space.
        is_there: Whether a file is at the path that was typed.

    Returns:
        The path; None after an empty answer or three wrong ones, and if nobody can be asked.
    """
    if sought not in ANSWERS.typed and _can_ask():
        with _removed_from_output():
            answer = _path_that_is_there(question, is_there)
        if answer:
            ANSWERS.typed[sought] = answer
    return ANSWERS.typed.get(sought)


def _path_that_is_there(question: str, is_there: Callable[[str], bool]) -> str | None:
    for number in range(_ATTEMPTS):
        answer = _typed_in_the_clear(f"{_NOT_THERE}\n{question}" if number else question)
        if not answer or is_there(answer):
            return answer
    return None


def _typed_in_the_clear(question: str) -> str | None:
    try:
        return input(question).strip().strip("'\"")
    except _CANNOT_ASK:
        return None


@contextmanager
def _removed_from_output() -> Iterator[None]:
    """Clear what the block shows: Colab does so by itself, elsewhere the cell's output up to here is cleared."""
    try:
        from google.colab import output
    except ImportError:
        yield
        if "ipykernel" in sys.modules:
            from IPython.display import clear_output

            clear_output()  # type: ignore[no-untyped-call, unused-ignore]
    else:
        with output.temporary():
            yield
