"""Ask the forge about a token (owner, scopes, expiry), and revoke it permanently."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from colab_safe.errors import InstallError, TokenError
from colab_safe.install.clean_errors import fails_cleanly
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
    """What the forge says about a token.

    `scopes` is None if the forge tells none, `expires_at` (UTC) if it never expires, `can_read` if no repository was
    asked about.
    """

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
    """Return the token of a file or of another source.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            Colab and Kaggle secrets, environment variables, `gh`, a file on Drive, and to ask at last.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        A `Token`, whose `repr` shows only the server; `token.secret.reveal()` returns its text.

    Raises:
        TokenError: There is no usable token, or it is for another server than `host`.
        PathError: A placeholder cannot be resolved.
        InstallError: `host` is not the address of a git server.

    Example:
        >>> token = load_token("keys/github.json")
    """
    return token_for(config, "", host, passphrase)


@fails_cleanly
def check_token(
    config: Config = None,
    repo: str | None = None,
    *,
    host: str | None = None,
    passphrase: str | None = None,
) -> TokenInfo:
    """Ask the forge's API about a token. Uses the network.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            Colab and Kaggle secrets, environment variables, `gh`, a file on Drive, and to ask at last.
        repo: A repository, `owner/repo`; also asks whether the token can read it.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        A `TokenInfo`: `forge` and `kind` of the token in words, `login` of its owner, `source` where it was found,
        `scopes` (None if the forge tells none), `expires_at` (UTC; None if it never expires), `can_read` (whether it
        can read `repo`; None without one), and `warnings` (sentences).

    Raises:
        TokenError: There is no usable token, or the forge does not accept it.
        PathError: A placeholder cannot be resolved.
        InstallError: The forge cannot be reached or cannot check tokens, or `host` or `repo` is not valid.

    Example:
        >>> check_token(token_json, "owner/repo").warnings
    """
    token = token_for(config, repo or "", host, passphrase)
    forge = forge_of(token.server, token)
    if forge.check is None:
        raise InstallError(f"{forge.name} cannot check tokens: see {forge.tokens_page}")
    reply = _get(token, forge, forge.check.path)
    if reply.status not in _ACCEPTED:
        meaning = forge.refusals.get(reply.status, "the server has a problem; try again later")
        raise TokenError(
            f"{token.server.host} refused the token with status {reply.status} ({token.source}). Likely cause: {meaning}"
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
        forge.api(token.server), Call("GET", path, forge.authorization(token.secret.reveal()))
    )


def _can_read(token: Token, forge: Forge, repo: str) -> bool:
    requirement = parse_requirement(repo, token.server, owner=token.owner or token.username)
    assert forge.check
    reply = _get(token, forge, forge.check.repository(requirement.repository))
    return reply.status in _ACCEPTED or reply.status in _MOVED


def _warnings(
    scopes: tuple[str, ...] | None, expires_at: datetime | None, advice: str
) -> tuple[str, ...]:
    found = []
    now = datetime.now(timezone.utc)
    if expires_at and expires_at < now + _SOON:
        found.append(f"the token expires on {expires_at:%Y-%m-%d}: create the next one")
    if advice and (scopes is None or "repo" in scopes):
        found.append(advice)
    return tuple(found)


@fails_cleanly
def revoke_token(
    config: Config, *, confirm: bool = False, host: str | None = None, passphrase: str | None = None
) -> None:
    """Permanently revoke a token at its forge. Uses the network.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            Colab and Kaggle secrets, environment variables, `gh`, a file on Drive, and to ask at last.
        confirm: Must be True.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        passphrase: Of an encrypted token file; asked for if None.

    Raises:
        TokenError: There is no usable token.
        PathError: A placeholder cannot be resolved.
        InstallError: `confirm` is not True, or the forge cannot or does not revoke it.

    Example:
        >>> revoke_token(token_json, confirm=True)
    """
    token = token_for(config, "", host, passphrase)
    forge = forge_of(token.server, token)
    if forge.revoke is None:
        raise InstallError(f"{forge.name} revokes tokens only on its website: {forge.tokens_page}")
    if not confirm:
        raise InstallError("revoking is permanent: pass confirm=True to confirm")
    call = forge.revoke(token.server, token.secret.reveal())
    if call is None:
        raise InstallError(
            f"{forge.name} cannot revoke this kind of token through its API: do it at {forge.tokens_page}"
        )
    reply = request(forge.api(token.server), call)
    if reply.status not in _ACCEPTED:
        raise InstallError(
            f"{token.server.host} answered {reply.status} and did not revoke it: do it at {forge.tokens_page}"
        )
