"""Where a token can come from: what the user passes; the table of sources, from the top, only for None."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from typing import NamedTuple, Union

from colab_safe.drive_layout import MOUNT_POINT
from colab_safe.errors import TokenError
from colab_safe.install.forges import forge_of
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token, make_token
from colab_safe.install.tokens.token_file import read_token_file
from colab_safe.placeholders.names import SIGN
from colab_safe.prompts import ask, colab_secret, stored_secret

Config = Union[str, "os.PathLike[str]", Token, None]


class TokenSource(NamedTuple):
    """A place that is searched for a token if the user passes None."""

    name: str  # in words, as in the table of docs/installing.md
    find: Callable[[Server], Token | None]


def find_token(config: Config, default: Server, passphrase: str | None = None) -> Token:
    """Return the token of the file or placeholder that was passed or, for None, of the first source that has one.

    Args:
        config: See `install_private_library`.
        default: The server, if the token's file names none.
        passphrase: Of an encrypted token file.

    Raises:
        TokenError: There is no usable token.
        PathError: A placeholder cannot be resolved.
    """
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
    raise TokenError(f"no token found for {default.host}. Looked in: {tried}")


def path_of(config: Config) -> str | None:
    """Return the path that was passed, with its placeholder resolved; None for a Token or None.

    Args:
        config: See `install_private_library`.

    Raises:
        PathError: The placeholder cannot be resolved.
    """
    if config is None or isinstance(config, Token):
        return None
    path = os.fspath(config)
    if SIGN not in path:
        return path
    from colab_safe.placeholders.resolve import resolve

    return str(resolve(path))


def _variables(server: Server) -> tuple[str, ...]:
    """The names of variables and secrets: GITHUB_TOKEN for github.com only, COLAB_SAFE_TOKEN_GIT_EXAMPLE_ORG for any server."""
    forge = forge_of(server)
    own = "COLAB_SAFE_TOKEN_" + re.sub(r"[^A-Z0-9]+", "_", server.host.upper())
    return (own, *forge.variables) if server.host == forge.hosts[0] else (own,)


def _colab_secret(server: Server) -> Token | None:
    for name in _variables(server):
        if value := colab_secret(name):
            return make_token(value, server, source=f"Colab secret {name!r}")
    return None


def _kaggle_secret(server: Server) -> Token | None:
    try:
        from kaggle_secrets import UserSecretsClient
    except ImportError:
        return None
    for name in _variables(server):
        if value := stored_secret(UserSecretsClient().get_secret, name):
            return make_token(value, server, source=f"Kaggle secret {name!r}")
    return None


def _environment(server: Server) -> Token | None:
    for name in _variables(server):
        if value := os.environ.get(name):
            return make_token(value, server, source=f"environment variable {name!r}")
    return None


def _gh(server: Server) -> Token | None:
    if forge_of(server).name != "GitHub" or not shutil.which("gh"):
        return None
    command = ["gh", "auth", "token", "--hostname", server.name]
    answer = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=20, check=False
    )
    return (
        make_token(answer.stdout, server, source="'gh auth token'")
        if answer.returncode == 0
        else None
    )


def _drive_file(server: Server) -> Token | None:
    path = os.path.join(MOUNT_POINT, "MyDrive", ".colab_safe", f"{server.name}.json")
    return (
        read_token_file(path, server, shown=".colab_safe/… on Drive")
        if os.path.isfile(path)
        else None
    )


def _prompt(server: Server) -> Token | None:
    text = ask(f"Token for {server.host}: ")
    return make_token(text, server, source="the token you entered") if text else None


SOURCES = (
    TokenSource("a Colab secret", _colab_secret),
    TokenSource("a Kaggle secret", _kaggle_secret),
    TokenSource("an environment variable", _environment),
    TokenSource("the GitHub command line (gh auth token)", _gh),
    TokenSource("the file MyDrive/.colab_safe/HOST.json", _drive_file),
    TokenSource("a prompt", _prompt),
)
