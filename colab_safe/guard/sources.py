"""Where the secrets of a session come from: what colab-safe loaded, the environment, and functions that return secrets."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec

from colab_safe.detect.guessing import is_hard_to_guess, looks_like_a_credential
from colab_safe.guard.replaced import Replaced, replace
from colab_safe.guard.watched import Watched
from colab_safe.placeholders.names import is_variable
from colab_safe.project.known_values.variables import Variable, credentials
from colab_safe.prompts import ANSWERS
from colab_safe.typed import Any

TYPED = "what was typed into getpass"
LOADED = "the token that colab-safe loaded"


class Sources:
    """Adds to the watched values what a session gets to know."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._environ: dict[Any, Any] = {}
        self._loaded = 0
        self._replaced: list[Replaced] = []

    def refresh(self) -> None:
        """Look at the environment and at what colab-safe loaded; quick if nothing changed."""
        if len(ANSWERS.credentials) != self._loaded:
            self._loaded = len(ANSWERS.credentials)
            for secret in list(ANSWERS.credentials):
                self.add_certain(secret.reveal(), LOADED)
        # The dictionary inside: decoding all variables for each message would take 20 µs.
        environ = getattr(os.environ, "_data", os.environ)
        if environ != self._environ:
            self._environ = dict(environ)
            self._add_environment()

    def _add_environment(self) -> None:
        for each in credentials(Variable(*pair) for pair in sorted(os.environ.items())):
            value = each.secret.reveal()
            if is_hard_to_guess(value) and (not each.is_named or looks_like_a_credential(value)):
                self._watched.add(value, each.name)

    def add_certain(self, value: object, name: str) -> None:
        """Watch what a function returned that returns secrets only.

        Args:
            value: Anything but a text is ignored.
            name: For people: where it is from.
        """
        if not isinstance(value, str):
            return
        self._watched.add(value, name)
        for each in credentials([Variable("", value)]):  # in URLs, and members of a JSON object
            inner = each.secret.reveal()
            if not each.is_named or looks_like_a_credential(inner):
                self._watched.add(inner, name)

    def observe(self, kernel: object) -> None:
        """Learn what functions return that return secrets: getpass, `userdata.get` of Colab, and Kaggle's.

        Args:
            kernel: ipykernel's kernel, which replaces `getpass.getpass` while a cell runs.
        """
        for owner, name, describe in _functions(kernel):
            replaced = replace(owner, name, self._learning(describe))
            if replaced:
                self._replaced.append(replaced)

    def _learning(self, describe: Describe) -> Callable[[Any], Any]:
        def wrap(original: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                value = original(*args, **kwargs)
                if name := describe(args, kwargs):
                    self.add_certain(value, name)
                return value

            return call

        return wrap

    def restore(self) -> None:
        """Put the original functions back."""
        for each in reversed(self._replaced):
            each.restore()
        self._replaced.clear()


# How people call what a call returns, by its arguments; empty if it is not a secret.
Describe = Callable[[tuple[Any, ...], dict[str, Any]], str]


def _functions(kernel: object) -> Iterator[tuple[object, str, Describe]]:
    # What `from getpass import getpass` bound in an earlier cell calls this as well.
    if hasattr(kernel, "_input_request"):
        yield kernel, "_input_request", _typed_in_kernel
    yield import_module("getpass"), "getpass", lambda args, kwargs: TYPED
    if userdata := _module("google.colab.userdata"):
        yield userdata, "get", _named("Colab secret")
    if kaggle := _module("kaggle_secrets"):
        yield kaggle.UserSecretsClient, "get_secret", _named("Kaggle secret")


def _typed_in_kernel(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    return TYPED if kwargs.get("password") or (len(args) > 3 and args[3]) else ""


def _named(service: str) -> Describe:
    def describe(args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
        names = [each for each in (*args, *kwargs.values()) if isinstance(each, str)]
        if names and is_variable(names[0]):
            return ""
        return f"{service} {names[0]}" if names else service

    return describe


def _module(name: str) -> Any:
    """The module if it exists, which is only true on Colab or Kaggle."""
    try:
        if name not in sys.modules and find_spec(name) is None:
            return None
        return import_module(name)
    except Exception:  # a namespace package `google` of others, or one that is broken
        return None
