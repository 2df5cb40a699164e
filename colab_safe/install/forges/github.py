"""GitHub and GitHub Enterprise.

Checks: https://docs.github.com/rest/users/users#get-the-authenticated-user
Revocation: https://docs.github.com/rest/credentials/revoke

Token kinds: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
"""

from __future__ import annotations

from colab_safe.install.forges.forge import (
    Call,
    Check,
    Facts,
    Forge,
    Reply,
    TokenKind,
    bearer,
)
from colab_safe.install.server import Server

_ANY = "x-access-token"  # GitHub ignores the user name; fine-grained tokens must be the password

_CLASSIC = (
    "a classic token with the scope 'repo' can write to all your repositories: a fine-grained one,"
    " with 'Contents: read' for this repository only, is enough"
)


def _api(server: Server) -> str:
    if server.host == "github.com":
        return "https://api.github.com"
    return (
        f"https://api.{server.host}" if server.name.endswith(".ghe.com") else f"{server.url}/api/v3"
    )


def _facts(reply: Reply) -> Facts:
    """Fine-grained tokens have no scopes header; a token that never expires has no expiry header."""
    scopes = reply.headers.get("x-oauth-scopes")
    expiry = reply.headers.get("github-authentication-token-expiration", "")
    listed = (
        tuple(filter(None, (scope.strip() for scope in scopes.split(","))))
        if scopes is not None
        else None
    )
    return Facts(reply.text("login"), listed, expiry)


def _revoke(server: Server, token: str) -> Call | None:
    """github.com accepts any token that it issued to a person, and refuses signed requests."""
    if token.startswith("ghs_"):
        return Call("DELETE", "/installation/token", bearer(token))
    signed = {} if server.host == "github.com" else bearer(token)
    return Call("POST", "/credentials/revoke", signed, {"credentials": [token]})


GITHUB = Forge(
    name="GitHub",
    hosts=("github.com", "*.ghe.com", "github.*"),
    kinds=(
        TokenKind("fine-grained personal access token", "github_pat_", _ANY),
        TokenKind("classic personal access token", "ghp_", _ANY, advice=_CLASSIC),
        TokenKind("OAuth token", "gho_", _ANY),
        TokenKind("GitHub App user token", "ghu_", _ANY),
        TokenKind("GitHub App installation token", "ghs_", _ANY, has_api=False),
        TokenKind("refresh token", "ghr_", _ANY, usable=False),
    ),
    username=_ANY,
    variables=("GITHUB_TOKEN", "GH_TOKEN"),
    tokens_page="https://github.com/settings/tokens",
    refusals={
        401: "the token has expired, was revoked, or was copied incompletely: create a new one",
        403: "the organisation asks for single sign-on (authorise the token for it: 'Configure SSO' next to the token),"
        " has not approved a fine-grained token yet, or the rate limit is reached",
        404: "the repository does not exist, or the token has no access: a fine-grained token must list this repository"
        " with 'Contents: read'; a classic one needs the scope 'repo' (and single sign-on, if the organisation asks)",
    },
    api=_api,
    authorization=bearer,
    check=Check("/user", "/repos/{}".format, _facts),
    revoke=_revoke,
)
