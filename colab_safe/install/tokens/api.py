"""Asks the forge about a token: whose it is, what it may do, until when; and takes it back for good."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from colab_safe.errors import InstallError, TokenError
from colab_safe.install.failure import fails_cleanly
from colab_safe.install.forges import Forge, forge_of
from colab_safe.install.forges.forge import Call, Reply
from colab_safe.install.http import request
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.tokens.for_repository import token_for
from colab_safe.install.tokens.sources import Config
from colab_safe.install.tokens.token import Token

_SOON = timedelta(days=7)
_ACCEPTED = (200, 202, 204)
_MOVED = (301, 302, 307, 308)  # a renamed repository, which the token sees


class TokenInfo(NamedTuple):
    """`scopes` is None where the forge tells none, `expires_at` (UTC) for never, `can_read` without a repository."""

    forge: str
    kind: str
    login: str
    source: str
    scopes: tuple[str, ...] | None
    expires_at: datetime | None
    can_read: bool | None
    warnings: tuple[str, ...]


@fails_cleanly
def load_token(
    config: Config = None, *, host: str | None = None, passphrase: str | None = None
) -> Token:
    """The Token of a file, of a placeholder, or of the first source that has one. Raises TokenError or PathError."""
    return token_for(config, "", host, passphrase)


@fails_cleanly
def check_token(
    config: Config = None,
    repo: str | None = None,
    *,
    host: str | None = None,
    passphrase: str | None = None,
) -> TokenInfo:
    """Asks the forge's API about the token, and whether it may read `repo`. Uses the network.

    Raises TokenError for a token that the forge does not accept, InstallError when it cannot be asked.
    """
    token = token_for(config, repo or "", host, passphrase)
    forge = forge_of(token.origin, token)
    if forge.check is None:
        raise InstallError(f"{forge.name} has no way to ask about a token: see {forge.tokens_page}")
    reply = _get(token, forge, forge.check.path)
    if reply.status not in _ACCEPTED:
        meaning = forge.refusals.get(reply.status, "the server has a problem: try again later")
        raise TokenError(
            f"{token.origin.host} answers {reply.status} to the token ({token.source}). Probably {meaning}"
        )
    facts = forge.check.read(reply)
    can_read = _can_read(token, forge, repo) if repo else None
    kind = forge.kind(token.secret.reveal())
    warnings = _warnings(facts.scopes, facts.expires_at, kind.advice if kind else "")
    name = kind.name if kind else "token"
    return TokenInfo(
        forge.name,
        name,
        facts.login,
        token.source,
        facts.scopes,
        facts.expires_at,
        can_read,
        warnings,
    )


def _get(token: Token, forge: Forge, path: str) -> Reply:
    return request(
        forge.api(token.origin), Call("GET", path, forge.authorization(token.secret.reveal()))
    )


def _can_read(token: Token, forge: Forge, repo: str) -> bool:
    requirement = parse_requirement(repo, token.origin, owner=token.owner or token.username)
    assert forge.check
    reply = _get(token, forge, forge.check.repository(requirement.repository))
    return reply.status in _ACCEPTED or reply.status in _MOVED


def _warnings(
    scopes: tuple[str, ...] | None, expires_at: datetime | None, advice: str
) -> tuple[str, ...]:
    found = []
    now = datetime.now(timezone.utc)
    if expires_at and expires_at < now + _SOON:
        found.append(f"the token expires on {expires_at:%Y-%m-%d}: make the next one")
    if advice and (scopes is None or "repo" in scopes):
        found.append(advice)
    return tuple(found)


@fails_cleanly
def revoke_token(
    config: Config, *, confirm: bool = False, host: str | None = None, passphrase: str | None = None
) -> None:
    """Takes the token back at its forge, for everybody and for ever. Uses the network.

    Raises InstallError without `confirm=True`, and when the forge cannot do it or refuses.
    """
    token = token_for(config, "", host, passphrase)
    forge = forge_of(token.origin, token)
    if forge.revoke is None:
        raise InstallError(f"{forge.name} revokes tokens only by hand: {forge.tokens_page}")
    if not confirm:
        raise InstallError(
            "a revoked token never works again, anywhere: pass confirm=True if that is what you want"
        )
    call = forge.revoke(token.origin, token.secret.reveal())
    if call is None:
        raise InstallError(
            f"{forge.name} cannot revoke this kind of token for you: do it at {forge.tokens_page}"
        )
    reply = request(forge.api(token.origin), call)
    if reply.status not in _ACCEPTED:
        raise InstallError(
            f"{token.origin.host} answers {reply.status} and did not revoke it: {forge.tokens_page}"
        )
