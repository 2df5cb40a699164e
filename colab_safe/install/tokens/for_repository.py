"""Which token goes with a repository: both must be of the same server."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import InstallError, TokenError
from colab_safe.install.packages.requirement import host_in
from colab_safe.install.server import Origin, parse_origin
from colab_safe.install.tokens.sources import Config, find_token
from colab_safe.install.tokens.token import Token

_GITHUB = Origin("https", "github.com")


def token_for(
    config: Config, repo: str = "", host: str | None = None, passphrase: str | None = None
) -> Token:
    """The server is `host`, or that of the URL in `repo`, or that of the token file, or github.com."""
    named = host_in(repo)
    asked = parse_origin(host) if host else named
    if named and asked != named:
        raise InstallError(f"host= says {host!r}, the URL of the repository says {named.host!r}")
    token = find_token(config, asked or _GITHUB, passphrase)
    if asked and token.origin != asked:
        raise TokenError(
            f"{token.source} is for {token.origin.url}, and the repository is at {asked.url}:"
            " where it is meant for that server, add the key 'host' to the file"
        )
    return token


def further_tokens(extra_hosts: Mapping[str, Config] | None) -> list[Token]:
    """One token for each further server that dependencies come from, as {server: path or Token}."""
    return [token_for(config, host=host) for host, config in (extra_hosts or {}).items()]
