"""Which server, repository and token a job of GitHub Actions works with, from its variables.

https://docs.github.com/en/actions/reference/workflows-and-actions/variables#default-environment-variables
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from colab_safe.errors import UsageError
from colab_safe.install.forges.github import GITHUB
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.token import make_token
from colab_safe.repositories.api import Api

_PUBLIC = "https://api.github.com"
_ENTERPRISE = "/api/v3"
_REPOSITORY = re.compile(
    r"[A-Za-z0-9_-][A-Za-z0-9_.-]*/[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*"
)


def repository(variables: MutableMapping[str, str]) -> str:
    """Return the repository of a job, as owner/name.

    Args:
        variables: Of the process.

    Raises:
        UsageError: The variable GITHUB_REPOSITORY is missing, or something else.
    """
    name = variables.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(name):
        raise UsageError(
            "GITHUB_REPOSITORY must be the repository of the pull request, as OWNER/NAME"
        )
    return name


def api(variables: MutableMapping[str, str]) -> Api:
    """Return the API of a job's server; the token is taken out of the variables, so that no other process gets it.

    Args:
        variables: Of the process.

    Raises:
        UsageError: There is no token, or GITHUB_API_URL is not the address of GitHub's API.
        InstallError: The token would be sent unencrypted, or cannot be one.
    """
    server = _server(variables.get("GITHUB_API_URL") or _PUBLIC)
    text = variables.pop("GITHUB_TOKEN", "")
    if not text:
        raise UsageError(
            "no comment was posted: the variable GITHUB_TOKEN is empty. Give it the token of the job, ${{ github.token }}"
        )
    return Api(GITHUB, server, make_token(text, server, source="GITHUB_TOKEN"))


def _server(url: str) -> Server:
    """The server whose API has this address: a token is sent to no other one."""
    scheme, _, rest = url.rstrip("/").partition("://")
    host = rest.removesuffix(_ENTERPRISE)
    if host == rest and (url.rstrip("/") == _PUBLIC or host.endswith(".ghe.com")):
        host = host.removeprefix("api.")
    server = parse_server(f"{scheme}://{host}") if "/" not in host else None
    if server is None or GITHUB.api(server) != url.rstrip("/"):
        raise UsageError(
            "GITHUB_API_URL is not the address of GitHub's API, such as https://api.github.com or https://HOST/api/v3"
        )
    return server
