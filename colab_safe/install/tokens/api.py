"""Ask the forge about a token (owner, scopes, expiry), and revoke it permanently."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from colab_safe.errors import InstallError, TokenError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.forges import Forge, forge_of, tokens_page
from colab_safe.install.forges.forge import Facts, Reply
from colab_safe.install.forges.times import parse_time
from colab_safe.install.http import request
from colab_safe.install.tokens.access import (
    ACCEPTED,
    Access,
    access_to,
    get,
    is_limit,
    meaning,
)
from colab_safe.install.tokens.for_repository import token_for
from colab_safe.install.tokens.sources import Config
from colab_safe.install.tokens.token import Token

_SOON = timedelta(days=7)


class TokenInfo(NamedTuple):
    """What the forge says about a token.

    `scopes` is None if the forge tells none, `expires_at` (UTC) if it never expires or a warning says that the date is
    unknown, `can_read` if no repository was asked about or the forge does not say.
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
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
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
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        repo: A repository, `owner/repo`; also asks whether the token can read it.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        A `TokenInfo`: `forge` and `kind` of the token in words, `login` of its owner, `source` where it was found,
        `scopes` (None if the forge tells none), `expires_at` (UTC; None if it never expires), `can_read` (whether it
        can read `repo`; None without one, and if the forge does not say), and `warnings` (sentences, such as why it does not).

    Raises:
        TokenError: There is no usable token, or the forge does not accept it.
        PathError: A placeholder cannot be resolved.
        InstallError: The forge cannot be reached or cannot check tokens, or `host` or `repo` is not valid.

    Example:
        >>> check_token(token_json, "owner/repo").warnings
    """
    token = token_for(config, repo or "", host, passphrase)
    forge = forge_of(token.server, token)
    kind = forge.kind(token.secret.reveal())
    if forge.check is None or not (kind is None or kind.has_api):
        what = f"a {kind.name}" if kind else "tokens"
        raise InstallError(f"{forge.name} cannot check {what}: see {_page(forge, token)}")
    facts = forge.check.read(_accepted(token, forge, forge.check.path))
    access = access_to(token, forge, repo) if repo else Access(None)
    expires_at = parse_time(facts.expires)
    found = _warnings(facts, expires_at, kind.advice if kind else "", _page(forge, token))
    warnings = (*found, *filter(None, [access.warning]))
    name = kind.name if kind else "token"
    return TokenInfo(
        forge.name,
        name,
        facts.login,
        token.source,
        facts.scopes,
        expires_at,
        access.can_read,
        warnings,
    )


def _accepted(token: Token, forge: Forge, path: str) -> Reply:
    reply = get(token, forge, path)
    if reply.status in ACCEPTED:
        return reply
    if is_limit(reply) or reply.status >= 500:
        raise InstallError(
            f"{token.server.host} could not check the token (status {reply.status}), which may be good:"
            f" {meaning(forge, reply)}"
        )
    raise TokenError(
        f"{token.server.host} refused the token with status {reply.status} ({token.source})."
        f" Likely cause: {meaning(forge, reply)}"
    )


def _warnings(facts: Facts, expires_at: datetime | None, advice: str, page: str) -> tuple[str, ...]:
    found = []
    now = datetime.now(timezone.utc)
    if expires_at and expires_at < now + _SOON:
        found.append(f"the token expires on {expires_at:%Y-%m-%d}: create the next one")
    if facts.expires and not expires_at:
        found.append(f"the token expires, but it is unknown when: look at {page}")
    if advice and (facts.scopes is None or "repo" in facts.scopes):
        found.append(advice)
    return tuple(found)


def _page(forge: Forge, token: Token) -> str:
    return tokens_page(forge, token.server, token)


@fails_cleanly
def revoke_token(
    config: Config, *, confirm: bool = False, host: str | None = None, passphrase: str | None = None
) -> None:
    """Permanently revoke a token at its forge. Uses the network.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
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
        raise InstallError(
            f"{forge.name} revokes tokens only on its website: {_page(forge, token)}"
        )
    if not confirm:
        raise InstallError("revoking is permanent: pass confirm=True to confirm")
    call = forge.revoke(token.server, token.secret.reveal())
    if call is None:
        raise InstallError(
            f"{forge.name} cannot revoke this kind of token through its API: do it at {_page(forge, token)}"
        )
    reply = request(forge.api(token.server), call)
    if reply.status not in ACCEPTED:
        raise InstallError(
            f"{token.server.host} answered {reply.status} and did not revoke it: do it at {_page(forge, token)}"
        )
