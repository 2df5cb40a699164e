"""Where a token can come from: what the user passes; the table of sources, from the top, only for None."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from typing import NamedTuple, Union

from colab_safe.drive_layout import MOUNT_POINT, ROOTS
from colab_safe.errors import TokenError
from colab_safe.install.forges import forge_of, home_of
from colab_safe.install.server import Server
from colab_safe.install.tokens.config import TokenFile, TokenText, parse_config
from colab_safe.install.tokens.token import Token, make_token
from colab_safe.install.tokens.token_file import fields_in, read_token_file, token_of_fields
from colab_safe.model import Hidden
from colab_safe.prompts import (
    ANSWERS,
    NO_ANSWER,
    ask,
    colab_secret,
    how_to_allow,
    named_secret,
    stored_secret,
)

# `Hidden` is what the border of the public functions makes of what a user passes.
Config = Union[str, "os.PathLike[str]", Mapping[str, object], Token, Hidden, None]


class TokenSource(NamedTuple):
    """A place that is searched for a token if the user passes None."""

    name: str  # in words, as in the table of docs/installing.md
    find: Callable[[Server], Token | None]
    asks: bool = False  # whether it waits for the user


def find_token(config: Config, default: Server, passphrase: str | Hidden | None = None) -> Token:
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
    value = config.reveal() if isinstance(config, Hidden) else config
    if isinstance(value, Mapping):
        return token_of_fields(value, default, "the dictionary that was passed", passphrase)
    if value is not None:
        return _of_text(str(os.fspath(value)), default, passphrase)
    for source in SOURCES:
        if token := source.find(default):
            return token
    tried = "; ".join(source.name for source in SOURCES)
    raise TokenError(
        f"no token found for {default.host}. Looked in: {tried}{_not_allowed(default)}"
    )


def _of_text(text: str, default: Server, passphrase: str | Hidden | None) -> Token:
    config = parse_config(text)
    if isinstance(config, TokenFile):
        return read_token_file(config.path, default, shown=config.shown, passphrase=passphrase)
    if isinstance(config, TokenText):
        token = config.secret.reveal()
        return make_token(token, home_of(token, default), source="the token that was passed")
    found = named_secret(config.name)
    return _of_secret(found.value.reveal(), default, found.source, passphrase)


def _of_secret(text: str, default: Server, source: str, passphrase: str | Hidden | None) -> Token:
    """A secret is a token, or the content of a token file."""
    if text.lstrip().startswith("{"):
        return token_of_fields(fields_in(text, source), default, source, passphrase)
    return make_token(text, home_of(text.strip(), default), source=source)


def _not_allowed(server: Server) -> str:
    """What to do about a secret that may exist, and that this notebook cannot read."""
    if ANSWERS.silent:
        own = variables(server)[0]
        return f". {NO_ANSWER}. Elsewhere, put the token into the environment variable {own}"
    name = next((name for name in variables(server) if name in ANSWERS.refused), None)
    return f". {how_to_allow(name)}" if name else ""


def path_of(config: Config) -> str | None:
    """Return the path that was passed, with its placeholder resolved; None for a token, wherever it is.

    Args:
        config: See `install_private_library`.

    Raises:
        PathError: The placeholder cannot be resolved.
        TokenError: It is neither a path nor a token.
    """
    value = config.reveal() if isinstance(config, Hidden) else config
    if value is None or isinstance(value, (Token, Mapping)):
        return None
    parsed = parse_config(str(os.fspath(value)))
    return parsed.path if isinstance(parsed, TokenFile) else None


def variables(server: Server) -> tuple[str, ...]:
    """Return the names of variables and secrets: GITHUB_TOKEN for github.com only, COLAB_SAFE_TOKEN_GIT_EXAMPLE_ORG for any server.

    Args:
        server: That the token is for.

    Returns:
        In the order in which they are looked for.
    """
    forge = forge_of(server)
    own = "COLAB_SAFE_TOKEN_" + re.sub(r"[^A-Z0-9]+", "_", server.host.upper())
    return (own, *forge.variables) if server.host == forge.hosts[0] else (own,)


def _colab_secret(server: Server) -> Token | None:
    for name in variables(server):
        if value := colab_secret(name):
            return make_token(value, server, source=f"Colab secret {name!r}")
    return None


def _kaggle_secret(server: Server) -> Token | None:
    try:
        from kaggle_secrets import UserSecretsClient
    except ImportError:
        return None
    for name in variables(server):
        if value := stored_secret(UserSecretsClient().get_secret, name):
            return make_token(value, server, source=f"Kaggle secret {name!r}")
    return None


def _environment(server: Server) -> Token | None:
    for name in variables(server):
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
    for root in ROOTS:
        path = os.path.join(MOUNT_POINT, root, ".colab_safe", f"{server.name}.json")
        if os.path.isfile(path):
            return read_token_file(path, server, shown="'.colab_safe/… on Drive'")
    return None


def _prompt(server: Server) -> Token | None:
    text = ask(f"Token for {server.host}: ")
    return make_token(text, server, source="the token you entered") if text else None


SOURCES = (
    TokenSource("an environment variable", _environment),
    TokenSource("a Colab secret", _colab_secret),
    TokenSource("a Kaggle secret", _kaggle_secret),
    TokenSource("the GitHub command line (gh auth token)", _gh),
    TokenSource("the file MyDrive/.colab_safe/HOST.json", _drive_file),
    TokenSource("a prompt", _prompt, asks=True),
)
