"""Where a token can come from: what the user passes, and only for `None` the table, from the top."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple, Union

from colab_safe.errors import TokenError
from colab_safe.install.drive import MOUNTPOINT
from colab_safe.install.forges import forge_of
from colab_safe.install.server import Origin
from colab_safe.install.tokens.token import Token, make_token
from colab_safe.install.tokens.token_file import read_token_file
from colab_safe.prompts import ask_once, colab_value, typed

Config = Union[str, "os.PathLike[str]", Token, None]
_PLACEHOLDER = "__DRIVE_TOKEN_PATH_"


class Source(NamedTuple):
    name: str
    find: Callable[[Origin], Token | None]


def find_token(config: Config, default: Origin, passphrase: str | None = None) -> Token:
    """From the path or placeholder that was passed, or else from the first source that has one. Raises TokenError."""
    if isinstance(config, Token):
        return config
    path = path_of(config)
    if config is not None and path is not None:
        # In messages a placeholder stays one: outputs are saved, and the path is what it hides.
        return read_token_file(path, default, shown=os.fspath(config), passphrase=passphrase)
    for source in SOURCES:
        if token := source.find(default):
            return token
    tried = "; ".join(source.name for source in SOURCES)
    raise TokenError(f"there is no token for {default.host}; tried, in this order: {tried}")


def path_of(config: Config) -> str | None:
    """The path that was passed, with a placeholder resolved; None for a Token, or nothing. Raises PathError."""
    if config is None or isinstance(config, Token):
        return None
    path = os.fspath(config)
    if _PLACEHOLDER not in path:
        return path
    from colab_safe.placeholders.resolve import resolve

    return str(resolve(path))


def _variables(origin: Origin) -> tuple[str, ...]:
    """GITHUB_TOKEN is for github.com only; any server has its own, such as COLAB_SAFE_TOKEN_GIT_EXAMPLE_ORG."""
    forge = forge_of(origin)
    own = "COLAB_SAFE_TOKEN_" + re.sub(r"[^A-Z0-9]+", "_", origin.host.upper())
    return (own, *forge.variables) if origin.host == forge.hosts[0] else (own,)


def _colab_secret(origin: Origin) -> Token | None:
    for name in _variables(origin):
        if value := colab_value(name):
            return make_token(value, origin, source=f"Colab secret {name!r}")
    return None


def _kaggle_secret(origin: Origin) -> Token | None:
    try:
        from kaggle_secrets import UserSecretsClient
    except ImportError:
        return None
    for name in _variables(origin):
        if value := ask_once(UserSecretsClient().get_secret, name):
            return make_token(value, origin, source=f"Kaggle secret {name!r}")
    return None


def _environment(origin: Origin) -> Token | None:
    for name in _variables(origin):
        if value := os.environ.get(name):
            return make_token(value, origin, source=f"environment variable {name!r}")
    return None


def _gh(origin: Origin) -> Token | None:
    if forge_of(origin).name != "GitHub" or not shutil.which("gh"):
        return None
    command = ["gh", "auth", "token", "--hostname", origin.name]
    answer = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20, check=False
    )
    return (
        make_token(answer.stdout, origin, source="'gh auth token'")
        if answer.returncode == 0
        else None
    )


def _drive_file(origin: Origin) -> Token | None:
    path = os.path.join(MOUNTPOINT, "MyDrive", ".colab_safe", f"{origin.name}.json")
    return (
        read_token_file(path, origin, shown=".colab_safe/… on Drive")
        if os.path.isfile(path)
        else None
    )


def _prompt(origin: Origin) -> Token | None:
    text = typed(f"Token for {origin.host}: ")
    return make_token(text, origin, source="the token that you typed") if text else None


SOURCES = (
    Source("a Colab secret", _colab_secret),
    Source("a Kaggle secret", _kaggle_secret),
    Source("an environment variable", _environment),
    Source("the GitHub command line (gh auth token)", _gh),
    Source("the file MyDrive/.colab_safe/HOST.json", _drive_file),
    Source("a question to you", _prompt),
)
