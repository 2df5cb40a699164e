"""The token for a repository: both must belong to the same server."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import InstallError, TokenError
from colab_safe.install.packages.requirement import host_in, is_ssh
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.sources import SOURCES, Config, find_token
from colab_safe.install.tokens.token import Token
from colab_safe.model import Hidden

_GITHUB = Server("https", "github.com")


def token_for(
    config: Config, repo: str = "", host: str | None = None, passphrase: str | Hidden | None = None
) -> Token:
    """Return the token for a repository.

    Its server is `host`, or that of the URL in `repo`, or that of the token file, or github.com.

    Args:
        config: See `install_private_library`.
        repo: The repository, or the URL of an index; "" if none is meant.
        host: The git server.
        passphrase: Of an encrypted token file.

    Raises:
        TokenError: There is no usable token.
        InstallError: The token is for another server than the repository.
    """
    named = host_in(repo)
    asked = parse_server(host) if host else named
    ssh = is_ssh(repo)
    if named and asked and not _agree(asked, named, ssh):
        raise InstallError(f"host= is {host!r}, but the URL of the repository names {named.host!r}")
    token = find_token(config, asked or _GITHUB, passphrase)
    if asked and not _agree(token.server, asked, ssh):
        raise TokenError(
            f"{token.source} is for {token.server.url}, and the repository is at {asked.url}:"
            " if it is meant for that server, name it next to the token: {'access_token': …, 'host': …}"
        )
    return token


def stored_token(server: Server) -> Token | None:
    """Return the token of the first source that asks nobody; None if there is none.

    Args:
        server: That it is for.

    Raises:
        TokenError: What a source has cannot be a token.
    """
    stored = (source for source in SOURCES if not source.asks)
    return next(filter(None, (source.find(server) for source in stored)), None)


def _agree(one: Server, other: Server, ssh: bool) -> bool:
    return one == other or (ssh and one.name == other.name)


def further_tokens(extra_hosts: Mapping[str, Config] | None) -> list[Token]:
    """Return one token per further server.

    Args:
        extra_hosts: {server: config}.

    Raises:
        TokenError: There is no usable token for one of them.
    """
    return [token_for(config, host=host) for host, config in (extra_hosts or {}).items()]
