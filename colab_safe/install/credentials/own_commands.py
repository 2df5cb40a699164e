"""Give the token to the user's own git commands."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.environment import credential_environment
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config
from colab_safe.install.tokens.token import Token


@contextlib.contextmanager
def git_credentials(
    config: Config = None,
    *,
    host: str | None = None,
    extra_hosts: Mapping[str, Config] | None = None,
    passphrase: str | None = None,
) -> Iterator[dict[str, str]]:
    """Provide an environment in which your own git, pip and uv commands have the token.

    The environment itself contains no token; the commands fetch from the token's server while the block lasts.
    Their output is not redacted.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, a `Token` from `load_token`, or None to
            search Colab and Kaggle secrets, environment variables, `gh`, a file on Drive, and to ask at last.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        extra_hosts: Tokens for further servers, as {server: config}.
        passphrase: Of an encrypted token file; asked for if None.

    Yields:
        The environment, for `subprocess.run(…, env=env)`.

    Raises:
        TokenError: There is no usable token, or it is for another server than `host`.
        PathError: A placeholder cannot be resolved.
        InstallError: `host` or a key of `extra_hosts` is not the address of a git server.

    Example:
        >>> with git_credentials(token_json) as env:
        ...     subprocess.run(["git", "push"], cwd="work", env=env, check=True)
    """
    tokens = _tokens(config, host, extra_hosts, passphrase)
    with credential_environment(tokens) as around:
        yield around.environ


@fails_cleanly
def _tokens(
    config: Config,
    host: str | None,
    extra_hosts: Mapping[str, Config] | None,
    passphrase: str | None,
) -> list[Token]:
    return [token_for(config, "", host, passphrase), *further_tokens(extra_hosts)]
