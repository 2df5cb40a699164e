"""GitLab, on gitlab.com or self-hosted.

API: https://docs.gitlab.com/api/personal_access_tokens/

Token kinds and user names: https://docs.gitlab.com/security/tokens/
"""

from __future__ import annotations

from urllib.parse import quote

from colab_safe.install.forges.forge import Call, Check, Facts, Forge, Reply, TokenKind
from colab_safe.install.server import Server

_SELF = "/personal_access_tokens/self"


def _api(server: Server) -> str:
    return f"{server.url}/api/v4"


def _authorization(token: str) -> dict[str, str]:
    return {"PRIVATE-TOKEN": token}


def _project(path: str) -> str:
    return "/projects/" + quote(path, safe="")


def _facts(reply: Reply) -> Facts:
    scopes = reply.body.get("scopes")
    listed = tuple(map(str, scopes)) if isinstance(scopes, list) else None
    return Facts(reply.text("name"), listed, reply.text("expires_at"))


def _revoke(server: Server, token: str) -> Call:
    return Call("DELETE", _SELF, _authorization(token))


GITLAB = Forge(
    name="GitLab",
    hosts=("gitlab.com", "gitlab.*", "*.gitlab.com"),
    kinds=(
        TokenKind("personal, project or group access token", "glpat-", "oauth2"),
        TokenKind("deploy token", "gldt-", None, has_api=False),
        TokenKind("CI job token", "glcbt-", "gitlab-ci-token", has_api=False),
    ),
    username="oauth2",
    variables=("GITLAB_TOKEN",),
    tokens_page="https://gitlab.com/-/user_settings/personal_access_tokens",
    refusals={
        401: "the token has expired, was revoked, or lacks the scope 'read_repository'",
        403: "the token lacks the scope 'read_repository', or its role in the project is below Reporter",
        404: "the project does not exist, or the token has no access (a project token only has access to its own project)",
    },
    api=_api,
    authorization=_authorization,
    check=Check(_SELF, _project, _facts),
    revoke=_revoke,
)
