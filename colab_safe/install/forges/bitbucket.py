"""Bitbucket Cloud.

User names: https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ and
https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/
"""

from __future__ import annotations

from colab_safe.install.forges.forge import Check, Facts, Forge, Reply, TokenKind, bearer
from colab_safe.install.server import Server


def _api(server: Server) -> str:
    return f"https://api.{server.host}/2.0"


def _facts(reply: Reply) -> Facts:
    scopes = reply.headers.get("x-oauth-scopes")
    return Facts(
        reply.text("display_name"),
        tuple(scopes.replace(",", " ").split()) if scopes is not None else None,
    )


BITBUCKET = Forge(
    name="Bitbucket",
    hosts=("bitbucket.org",),
    kinds=(
        TokenKind("API token", "ATATT", "x-bitbucket-api-token-auth"),
        TokenKind("repository, project or workspace access token", "ATCTT", "x-token-auth"),
        TokenKind(
            "app password", "ATBB", None, usable=False
        ),  # no longer accepted since 2026-06-09
    ),
    username="x-token-auth",
    variables=("BITBUCKET_TOKEN",),
    tokens_page="https://id.atlassian.com/manage-profile/security/api-tokens",
    refusals={
        401: "the token has expired or was revoked; app passwords are no longer accepted: make an API token",
        403: "the token lacks the scope 'read:repository:bitbucket'",
        404: "there is no such repository in this workspace, or the token may not see it",
    },
    api=_api,
    authorization=bearer,
    check=Check("/user", "/repositories/{}".format, _facts),
)
