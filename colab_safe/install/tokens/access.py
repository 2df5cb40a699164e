"""Whether a token can read a repository: known only if the forge says so."""

from __future__ import annotations

from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.forges import Forge
from colab_safe.install.forges.forge import Call, Reply
from colab_safe.install.http import request
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.tokens.token import Token

ACCEPTED = (200, 202, 204)
_MOVED = (301, 307, 308)  # a renamed repository, which the token sees; 302 leads to a login page
_LIMITED = "the limit of requests of this token or address is reached: wait for some minutes, then try again"
_FAILED = "the server has a problem: try again later"


class Access(NamedTuple):
    can_read: bool | None  # None: unknown
    warning: str = ""  # why not, or why it is unknown


def get(token: Token, forge: Forge, path: str) -> Reply:
    """Return the reply of a forge's API to a request with a token.

    Args:
        token: For the forge.
        forge: At the token's server.
        path: Of the API.

    Raises:
        InstallError: The server does not reply.
    """
    return request(
        forge.api(token.server), Call("GET", path, forge.authorization(token.secret.reveal()))
    )


def meaning(forge: Forge, reply: Reply) -> str:
    """Return what a reply that is not a success probably means.

    Args:
        forge: Whose reply it is.
        reply: From its API.
    """
    if is_limit(reply):
        return _LIMITED
    if "x-github-sso" in reply.headers:
        return "the organisation asks for single sign-on: authorise the token for it ('Configure SSO' next to the token)"
    return _FAILED if reply.status >= 500 else forge.refusals.get(reply.status, _FAILED)


def is_limit(reply: Reply) -> bool:
    """Return whether a forge only limits the number of requests.

    https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit

    Args:
        reply: From its API.
    """
    headers = reply.headers
    used_up = headers.get("x-ratelimit-remaining") == "0" or "retry-after" in headers
    is_said = "rate limit" in reply.text("message").lower()  # a secondary limit may have no header
    return reply.status == 429 or (reply.status == 403 and (used_up or is_said))


def access_to(token: Token, forge: Forge, repo: str) -> Access:
    """Return whether a token that works can read a repository.

    Args:
        token: That its forge has just accepted.
        forge: At the token's server.
        repo: `owner/repo`.

    Raises:
        InstallError: `repo` is not the name of a repository.
    """
    assert forge.check
    name = parse_requirement(repo, token.server, owner=token.owner or token.username).repository
    try:
        reply = get(token, forge, forge.check.repository(name))
    except InstallError as error:
        return Access(None, f"it is unknown whether the token can read {name}: {error}")
    if reply.status in ACCEPTED or reply.status in _MOVED:
        return Access(True)
    if reply.status == 404:
        why = forge.refusals[404]
        return Access(False, f"{token.server.host} does not show {name} (404): {why}")
    return Access(
        None,
        f"it is unknown whether the token can read {name}: {token.server.host} answered {reply.status}."
        f" Likely cause: {meaning(forge, reply)}",
    )
