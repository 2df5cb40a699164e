"""The environment in which git, pip and uv get the token: a private folder, a private git configuration, a broker."""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.credentials import helper
from colab_safe.install.credentials.broker import Broker
from colab_safe.install.credentials.git_settings import (
    Setting,
    credential_settings,
    is_setting,
    with_settings,
)
from colab_safe.install.credentials.keyring import with_keyring
from colab_safe.install.credentials.users_files import lines_of_users_files, quoted
from colab_safe.install.forges import FORGES
from colab_safe.install.ssh_addresses import https_settings
from colab_safe.install.tokens.token import Token
from colab_safe.spellings import spellings

# Would ask a person, show what git sends, bring hooks into clones, or tell git about another repository (these are the
# names that `git rev-parse --local-env-vars` prints).
_DROPPED = frozenset(
    (
        *("GIT_ASKPASS", "SSH_ASKPASS", "GIT_CURL_VERBOSE", "GIT_TEMPLATE_DIR"),
        *("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"),
        *("GIT_IMPLICIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_INTERNAL_SUPER_PREFIX"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE"),
        *("GIT_GRAFT_FILE", "GIT_NO_REPLACE_OBJECTS", "GIT_REPLACE_REF_BASE", "GIT_NAMESPACE"),
    )
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
    tokens: Sequence[Token],
    environ: Mapping[str, str] | None = None,
    *,
    index: bool = False,
    settings: Iterable[Setting] = (),
) -> Iterator[CredentialEnvironment]:
    """Provide an environment in which git, and perhaps pip and uv, can fetch from the tokens' servers.

    Args:
        tokens: One per server.
        environ: The environment to extend; this process's own if None.
        index: Whether pip and uv may log in to a package index, too.
        settings: Further settings for git, which outrank every file.

    Yields:
        The environment and its private folder; both are useless after the block.

    Raises:
        InstallError: No folder can be made for temporary files.
    """
    environ = dict(os.environ if environ is None else environ)
    folder = _private_folder()
    try:
        with Broker(folder, tokens, index) as broker:
            command = _helper_command(broker.address)
            servers = [token.server for token in tokens]
            own = credential_settings(servers, _credential_helper(command))
            child = _child_environ(environ, folder, tokens)
            users = lines_of_users_files(_user_configs(environ), servers, child)
            child["GIT_CONFIG_GLOBAL"] = _write_git_config(folder, users, own)
            child = with_settings(
                child,
                [*settings, *https_settings(servers), *own],
                lambda setting: not holds_token(setting, tokens),
            )
            yield CredentialEnvironment(
                folder, with_keyring(child, folder, command) if index else child, broker
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _private_folder() -> str:
    """With mode 0700, and a short name, because the path of a socket must be short."""
    try:
        return tempfile.mkdtemp(prefix="cs-")
    except OSError as error:
        raise InstallError(
            f"there is no folder for temporary files ({error.strerror}): make space in the folder that TMPDIR names, or"
            " let TMPDIR name another one that you can write to"
        ) from None


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


def _write_git_config(folder: str, users: Sequence[str], own: Sequence[Setting]) -> str:
    """The user's settings and the credential helper, for the submodules of git 2.32, which does not pass GIT_CONFIG_COUNT on."""
    lines = [*users]
    for key, value in own:
        section, server = key.removesuffix(".helper").split(".", 1)
        lines += [f"[{section} {quoted(server)}]", f"\thelper = {quoted(value)}"]
    path = os.path.join(folder, "gitconfig")
    with open(path, "w", encoding="utf-8", errors="surrogateescape") as file:
        file.write("\n".join(lines) + "\n")
    return path


def _child_environ(
    environ: Mapping[str, str], folder: str, tokens: Sequence[Token]
) -> dict[str, str]:
    child = {
        name: value
        for name, value in environ.items()
        if not _is_dropped(name) and not (holds_token(value, tokens) and not is_setting(name))
    }
    child |= _NEVER_ASK | {"TMPDIR": folder}
    if os.name == "nt":
        child |= {"TEMP": folder, "TMP": folder}
    return child


def _is_dropped(name: str) -> bool:
    return name in _DROPPED or name in _TOKEN_VARIABLES or name.startswith(_DROPPED_STARTS)


def holds_token(value: str, tokens: Sequence[Token]) -> bool:
    """Return whether a text contains one of the tokens, in any spelling.

    Args:
        value: Such as an environment variable, or an argument of a program.
        tokens: What to look for.
    """
    return any(
        spelling in value for token in tokens for spelling in spellings(token.secret.reveal())
    )
