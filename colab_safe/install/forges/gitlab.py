"""GitLab, hosted by gitlab.com or by oneself.

Token kinds and user names: https://docs.gitlab.com/security/tokens/
"""

from __future__ import annotations

from colab_safe.install.forges.forge import Forge, TokenKind

GITLAB = Forge(
    name="GitLab",
    hosts=("gitlab.com", "gitlab.*", "*.gitlab.com"),
    kinds=(
        TokenKind("personal, project or group access token", "glpat-", "oauth2"),
        TokenKind("deploy token", "gldt-", None),
        TokenKind("CI job token", "glcbt-", "gitlab-ci-token"),
    ),
    username="oauth2",
    variables=("GITLAB_TOKEN",),
    tokens_page="https://gitlab.com/-/user_settings/personal_access_tokens",
    refusals={
        401: "the token has expired, was revoked, or lacks the scope 'read_repository'",
        403: "the token lacks the scope 'read_repository', or its role in the project is below Reporter",
        404: "there is no such project, or the token may not see it (a project token sees only its own project)",
    },
)
