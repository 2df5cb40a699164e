"""Gitea and Forgejo (Codeberg), and every other server that wants a user name and a token.

https://docs.gitea.com/development/api-usage#authentication
"""

from __future__ import annotations

from colab_safe.install.forges.forge import Check, Facts, Forge, Reply
from colab_safe.install.server import Server


def _api(server: Server) -> str:
    return f"{server.url}/api/v1"


def _authorization(token: str) -> dict[str, str]:
    return {"Authorization": f"token {token}"}


def _facts(reply: Reply) -> Facts:
    return Facts(reply.text("login"))


GITEA = Forge(
    name="Gitea or Forgejo",
    hosts=("codeberg.org", "gitea.*", "forgejo.*", "*.gitea.io"),
    kinds=(),  # 40 hexadecimal digits, which tell nothing
    username=None,
    variables=("GITEA_TOKEN",),
    tokens_page="https://{host}/user/settings/applications",
    refusals={
        401: "the token has expired, was revoked, or does not belong to this user name",
        403: "the token lacks the permission 'repository: read'",
        404: "there is no such repository, or the token may not see it",
    },
    api=_api,
    authorization=_authorization,
    check=Check("/user", "/repos/{}".format, _facts),
)
