"""GitHub and GitHub Enterprise.

Token kinds: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
"""

from __future__ import annotations

from colab_safe.install.forges.forge import Forge, TokenKind

_ANY = "x-access-token"  # GitHub looks at the password only; fine-grained tokens must stand there

GITHUB = Forge(
    name="GitHub",
    hosts=("github.com", "*.ghe.com", "github.*"),
    kinds=(
        TokenKind("fine-grained personal access token", "github_pat_", _ANY),
        TokenKind("classic personal access token", "ghp_", _ANY),
        TokenKind("OAuth token", "gho_", _ANY),
        TokenKind("GitHub App user token", "ghu_", _ANY),
        TokenKind("GitHub App installation token", "ghs_", _ANY),
        TokenKind("refresh token", "ghr_", _ANY, usable=False),
    ),
    username=_ANY,
    variables=("GITHUB_TOKEN", "GH_TOKEN"),
    tokens_page="https://github.com/settings/tokens",
    refusals={
        401: "the token has expired, was revoked, or was copied incompletely: make a new one",
        403: "the organisation asks for single sign-on (authorise the token for it: 'Configure SSO' next to the token),"
        " has not approved a fine-grained token yet, or the rate limit is reached",
        404: "there is no such repository, or the token may not see it: a fine-grained token must list this repository"
        " with 'Contents: read'; a classic one needs the scope 'repo' (and single sign-on, if the organisation asks)",
    },
)
