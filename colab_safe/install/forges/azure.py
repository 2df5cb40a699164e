"""Azure DevOps.

https://learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate
"""

from __future__ import annotations

from base64 import b64encode

from colab_safe.install.forges.forge import Forge
from colab_safe.install.server import Server


def _api(server: Server) -> str:
    return server.url


def _authorization(token: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f":{token}".encode()).decode()}


AZURE = Forge(
    name="Azure DevOps",
    hosts=("dev.azure.com", "*.visualstudio.com"),
    kinds=(),  # a token has no prefix
    username="pat",  # not looked at, but git would ask for an empty one
    variables=("AZURE_DEVOPS_EXT_PAT",),
    tokens_page="https://dev.azure.com/{owner}/_usersSettings/tokens",
    refusals={
        401: "the token has expired, was revoked, or is for another organisation",
        403: "the token lacks the scope 'Code: Read'",
        404: "there is no such repository; its path is ORGANISATION/PROJECT/_git/REPOSITORY",
    },
    api=_api,
    authorization=_authorization,
    suffix="",
)
