"""The kinds of git server that the installer knows, one entry each; the first whose host pattern fits is taken."""

from __future__ import annotations

from colab_safe.errors import TokenError
from colab_safe.install.forges.azure import AZURE
from colab_safe.install.forges.bitbucket import BITBUCKET
from colab_safe.install.forges.forge import Forge, TokenKind
from colab_safe.install.forges.gitea import GITEA
from colab_safe.install.forges.github import GITHUB
from colab_safe.install.forges.gitlab import GITLAB
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token

__all__ = ["FORGES", "Forge", "TokenKind", "forge_of", "home_of", "login_of", "tokens_page"]

FORGES = (GITHUB, GITLAB, BITBUCKET, AZURE, GITEA)


def forge_of(server: Server, token: Token | None = None) -> Forge:
    """Return the forge at a server.

    Args:
        server: Any server.
        token: Its prefix tells the forge of an unknown server; otherwise the general one is returned.
    """
    for forge in FORGES:
        if forge.owns(server.name):
            return forge
    for forge in FORGES if token else ():
        if token and forge.kind(token.secret.reveal()):
            return forge
    return GITEA


def home_of(text: str, asked: Server) -> Server:
    """Return the server of a token that names none: its forge's public one if the prefix tells it, else the one asked for.

    Otherwise a notebook could send a GitHub token to any server, by installing a package from there.

    Args:
        text: The token.
        asked: The server that the user asked for.
    """
    for forge in FORGES:
        if forge.kind(text) and asked.name != forge.hosts[0]:
            return Server("https", forge.hosts[0])
    return asked


def login_of(token: Token) -> str:
    """Return the user name that git sends with a token.

    Args:
        token: With its server.

    Raises:
        TokenError: The forge needs a user name, and the token has none.
    """
    forge = forge_of(token.server, token)
    kind = forge.kind(token.secret.reveal())
    if kind and not kind.usable:
        raise TokenError(
            f"{token.source}: {forge.name} takes no {kind.name} for git: make another at {tokens_page(forge, token.server, token)}"
        )
    login = kind.username if kind else forge.username
    if login is None and token.username is None:
        what = kind.name if kind else "token"
        raise TokenError(
            f"{token.source}: a {forge.name} {what} works only with its user name: add the key 'username'"
        )
    return login or str(token.username)


def tokens_page(forge: Forge, server: Server, token: Token | None = None) -> str:
    """Return the address of the page where tokens are made and revoked.

    Args:
        forge: At the server.
        server: Whose page it is.
        token: Names the organisation, where it is part of the address.
    """
    owner = (token and (token.owner or token.username)) or "ORGANISATION"
    return forge.tokens_page.format(host=server.host, owner=owner)
