"""The environment in which git, pip and uv get the token: a private folder, a private git configuration, a broker."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from colab_safe.install.credentials import helper
from colab_safe.install.credentials.broker import Broker
from colab_safe.install.credentials.keyring import with_keyring
from colab_safe.install.credentials.redactor import spellings
from colab_safe.install.forges import FORGES
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token

# Would ask a person, show what git sends, or carry the settings of another git command.
_DROPPED = (
    "GIT_ASKPASS",
    "SSH_ASKPASS",
    "GIT_CURL_VERBOSE",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
)
_DROPPED_STARTS = ("GIT_TRACE", "COLAB_SAFE_", "DRIVE_TOKEN_PATH")
_TOKEN_VARIABLES = {variable for forge in FORGES for variable in forge.variables}
_NEVER_ASK = {
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",  # empty: neither core.askPass nor SSH_ASKPASS is run
    "GCM_INTERACTIVE": "never",
    "PIP_NO_INPUT": "1",
}


class CredentialEnvironment(NamedTuple):
    folder: str  # private, removed at the end
    environ: dict[str, str]  # without the token
    broker: Broker


@contextlib.contextmanager
def credential_environment(
    tokens: Sequence[Token], environ: Mapping[str, str] | None = None, *, index: bool = False
) -> Iterator[CredentialEnvironment]:
    """Provide an environment in which git, and perhaps pip and uv, can fetch from the tokens' servers.

    Args:
        tokens: One per server.
        environ: The environment to extend; this process's own if None.
        index: Whether pip and uv may log in to a package index, too.

    Yields:
        The environment and its private folder; both are useless after the block.
    """
    environ = dict(os.environ if environ is None else environ)
    folder = tempfile.mkdtemp(prefix="cs-")  # 0700; short, because the path of a socket must be
    try:
        with Broker(folder, tokens, index) as broker:
            config = os.path.join(folder, "gitconfig")
            command = _helper_command(broker.address)
            helper_line = _credential_helper(command)
            with open(config, "w", encoding="utf-8") as file:
                file.write(
                    _git_config(
                        _user_configs(environ), [token.server for token in tokens], helper_line
                    )
                )
            child = _child_environ(environ, folder, config, tokens, helper_line)
            yield CredentialEnvironment(
                folder, with_keyring(child, folder, command) if index else child, broker
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _helper_command(address: str) -> str:
    """A line for sh; on Windows, git brings an sh that needs forward slashes."""
    words = (sys.executable, "-IS", helper.__file__, address)
    return " ".join(
        shlex.quote(word.replace("\\", "/") if os.name == "nt" else word) for word in words
    )


def _credential_helper(command: str) -> str:
    """The helper as a line for sh: `store` and `erase` are answered without Python, which would take 30 ms each."""
    return f'!f() {{ [ "$1" != get ] || exec {command}; }}; f'


def _user_configs(environ: Mapping[str, str]) -> list[str]:
    """What `git config --global` reads: https://git-scm.com/docs/git-config#FILES"""
    if "GIT_CONFIG_GLOBAL" in environ:
        return [environ["GIT_CONFIG_GLOBAL"]] if environ["GIT_CONFIG_GLOBAL"] else []
    home = environ.get("HOME") or os.path.expanduser("~")
    xdg = environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return [os.path.join(xdg, "git", "config"), os.path.join(home, ".gitconfig")]


def _git_config(user_configs: Sequence[str], servers: Sequence[Server], helper_line: str) -> str:
    """The empty helper comes first: without it git would hand our token to the user's own helper to be stored."""
    lines = []
    for path in user_configs:
        lines += ["[include]", f"\tpath = {_quoted(os.path.abspath(path))}"]
    for server in servers:
        lines += [
            f"[credential {_quoted(server.url)}]",
            "\thelper =",
            f"\thelper = {_quoted(helper_line)}",
        ]
    return "\n".join(lines) + "\n"


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _child_environ(
    environ: Mapping[str, str], folder: str, config: str, tokens: Sequence[Token], helper_line: str
) -> dict[str, str]:
    child = {
        name: value
        for name, value in environ.items()
        if not _is_dropped(name) and not _holds(value, tokens)
    }
    child |= _NEVER_ASK | {"GIT_CONFIG_GLOBAL": config, "TMPDIR": folder}
    if os.name == "nt":
        child |= {"TEMP": folder, "TMP": folder}
    return child | _after_the_users_settings(
        environ, [token.server for token in tokens], helper_line
    )


def _is_dropped(name: str) -> bool:
    return name in _DROPPED or name in _TOKEN_VARIABLES or name.startswith(_DROPPED_STARTS)


def _holds(value: str, tokens: Sequence[Token]) -> bool:
    return any(
        spelling in value for token in tokens for spelling in spellings(token.secret.reveal())
    )


def _after_the_users_settings(
    environ: Mapping[str, str], servers: Sequence[Server], helper_line: str
) -> dict[str, str]:
    """Settings in GIT_CONFIG_COUNT outrank every file, so where the user has some, ours are repeated behind them."""
    count = environ.get("GIT_CONFIG_COUNT", "")
    if not count.isdigit():
        return {}
    added: dict[str, str] = {}
    number = int(count)
    for server in servers:
        for value in ("", helper_line):
            added[f"GIT_CONFIG_KEY_{number}"] = f"credential.{server.url}.helper"
            added[f"GIT_CONFIG_VALUE_{number}"] = value
            number += 1
    return added | {"GIT_CONFIG_COUNT": str(number)}
