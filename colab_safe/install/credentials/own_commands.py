"""Lends the token to git commands of the user's own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

from colab_safe.install.credentials.environment import surroundings
from colab_safe.install.failure import fails_cleanly
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
    """The environment for one's own commands: `with git_credentials(path) as env: subprocess.run([…], env=env)`.

    It holds no token; git, pip and uv that run in it fetch from the token's server while the block lasts. Their
    output is not redacted. Raises TokenError or PathError.
    """
    tokens = _tokens(config, host, extra_hosts, passphrase)
    with surroundings(tokens) as around:
        yield around.environ


@fails_cleanly
def _tokens(
    config: Config,
    host: str | None,
    extra_hosts: Mapping[str, Config] | None,
    passphrase: str | None,
) -> list[Token]:
    return [token_for(config, "", host, passphrase), *further_tokens(extra_hosts)]
