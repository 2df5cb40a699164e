"""The kinds of git server that the installer knows, one entry each; the first whose host pattern fits is taken."""

from __future__ import annotations

from colab_safe.errors import TokenError
from colab_safe.install.forges.azure import AZURE
from colab_safe.install.forges.bitbucket import BITBUCKET
from colab_safe.install.forges.forge import Forge, TokenKind
from colab_safe.install.forges.gitea import GITEA
from colab_safe.install.forges.github import GITHUB
from colab_safe.install.forges.gitlab import GITLAB
from colab_safe.install.server import Origin
from colab_safe.install.tokens.token import Token

__all__ = ["FORGES", "Forge", "TokenKind", "forge_of", "home_of", "login_of"]

FORGES = (GITHUB, GITLAB, BITBUCKET, AZURE, GITEA)


def forge_of(origin: Origin, token: Token | None = None) -> Forge:
    """The forge at this address; on an unknown host, the one whose token prefix fits, else the general one."""
    for forge in FORGES:
        if forge.owns(origin.name):
            return forge
    for forge in FORGES if token else ():
        if token and forge.kind(token.secret.reveal()):
            return forge
    return GITEA


def home_of(text: str, asked: Origin) -> Origin:
    """The server of a token that names none: its forge's public one, where the prefix tells it, else the one asked for.

    A notebook could otherwise send a GitHub token to any server, by asking to install a package from there.
    """
    for forge in FORGES:
        if forge.kind(text) and asked.name != forge.hosts[0]:
            return Origin("https", forge.hosts[0])
    return asked


def login_of(token: Token) -> str:
    """The user name that git sends with the token; TokenError when the forge needs one and there is none."""
    forge = forge_of(token.origin, token)
    kind = forge.kind(token.secret.reveal())
    if kind and not kind.usable:
        raise TokenError(
            f"{token.source}: {forge.name} takes no {kind.name} for git: make another at {forge.tokens_page}"
        )
    login = kind.username if kind else forge.username
    if login is None and token.username is None:
        what = kind.name if kind else "token"
        raise TokenError(
            f"{token.source}: a {forge.name} {what} works only with its user name: add the key 'username'"
        )
    return login or str(token.username)
