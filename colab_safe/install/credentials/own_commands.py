"""Give the token to the user's own git commands, for a block or for the whole session."""

from __future__ import annotations

import atexit
import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence

from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.environment import credential_environment
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config
from colab_safe.install.tokens.token import Token

# Set for other programs, but not in this process: temporary files outlive the block, and `git config --global` writes to
# the user's own file.
_FOR_OTHERS = frozenset({"TMPDIR", "TEMP", "TMP", "GIT_CONFIG_GLOBAL"})


class GitCredentials:
    """A context manager: while it is open, git commands that this process starts have the token.

    `os.environ` then says where git gets the token, and is restored at the end. It never contains the token.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Remember the tokens; nothing is open yet.

        Args:
            tokens: One per server.
        """
        self._tokens = tokens
        self._open: contextlib.ExitStack | None = None
        self._process = os.getpid()

    def __enter__(self) -> dict[str, str]:
        self.close()
        with contextlib.ExitStack() as stack:
            around = stack.enter_context(credential_environment(self._tokens))
            stack.enter_context(_in_this_process(around.environ))
            self._open = stack.pop_all()
        return around.environ

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Take the token away from git again; a second call does nothing."""
        opened, self._open = self._open, None
        if opened and os.getpid() == self._process:  # a fork's exit is not the end
            opened.close()

    def __repr__(self) -> str:
        servers = ", ".join(token.server.host for token in self._tokens)
        state = "on" if self._open else "off"
        return f"<git credentials for {servers}: {state}>"


_SESSION: list[GitCredentials] = []  # those of `persist=True`; a session has at most one


@fails_cleanly
def git_credentials(
    config: Config = None,
    *,
    host: str | None = None,
    extra_hosts: Mapping[str, Config] | None = None,
    passphrase: str | None = None,
    persist: bool = False,
) -> GitCredentials:
    """Give the token to your own git commands, such as `!git pull`, for a block or for the whole session.

    The environment itself contains no token; git fetches from the token's server while the block lasts.
    The commands' output is not redacted.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        extra_hosts: Tokens for further servers, as {server: config}.
        passphrase: Of an encrypted token file; asked for if None.
        persist: Whether to give the token at once and for the whole session, in place of the last one that was
            given so. The result's `close()` or `%private_git off` ends it.

    Returns:
        A context manager. In its block, `!` lines, `subprocess` and `os.system` have the token; `as env` names an
        environment for commands that need one, which also hides the token's own environment variables from them.

    Raises:
        TokenError: There is no usable token, or it is for another server than `host`.
        PathError: A placeholder cannot be resolved.
        InstallError: `host` or a key of `extra_hosts` is not the address of a git server.

    Example:
        >>> with git_credentials(token_json):
        ...     subprocess.run(["git", "push"], cwd="work", check=True)  # or: !git -C work push
    """
    tokens = [token_for(config, "", host, passphrase), *further_tokens(extra_hosts)]
    credentials = GitCredentials(tokens)
    if persist:
        end_git_credentials()
        credentials.__enter__()
        _SESSION.append(credentials)
    return credentials


def end_git_credentials() -> None:
    """End what `git_credentials(persist=True)` began; without it, nothing happens."""
    while _SESSION:
        _SESSION.pop().close()


atexit.register(end_git_credentials)


@contextlib.contextmanager
def _in_this_process(environ: Mapping[str, str]) -> Iterator[None]:
    """Let git find the token from here, and restore the variables that this takes."""
    changed = {name for name in environ if os.environ.get(name) != environ[name]} - _FOR_OTHERS
    changed |= {name for name in os.environ if name.startswith("GIT_") and name not in environ}
    before = {name: os.environ.get(name) for name in changed}
    _set_variables({name: environ.get(name) for name in changed})
    try:
        yield
    finally:
        _set_variables(before)


def _set_variables(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
