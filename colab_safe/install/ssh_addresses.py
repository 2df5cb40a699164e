"""Addresses of git servers over ssh: a token works over https only, so they are replaced, for the tokens' servers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colab_safe.install.credentials.git_settings import Setting
from colab_safe.install.server import Server

_URL = re.compile(r"(?:(?:git\+)?ssh|ssh\+git)://(?:[^@/]*@)?([^:/]+)(?::(\d+)?)?/+(.+)")
_SCP_LIKE = re.compile(r"[\w.-]+@([\w.-]+):/*(?!/)(.+)")  # git@host:owner/repo
_AZURE = re.compile(r"v3/([^/]+)/([^/]+)/([^/@#]+)(.*)", re.DOTALL)
# Servers whose ssh has a name of its own, for networks that only let port 443 through.
# https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port
# https://docs.gitlab.com/user/gitlab_com/#alternative-ssh-port
# https://support.atlassian.com/bitbucket-cloud/docs/configure-ssh-and-two-step-verification/
_OTHER_NAMES = {
    "ssh.github.com": "github.com",
    "altssh.gitlab.com": "gitlab.com",
    "altssh.bitbucket.org": "bitbucket.org",
}


def over_https(address: str) -> str | None:
    """Return the https URL of an address over ssh; None for any other address.

    Args:
        address: `ssh://git@host/owner/repo.git`, `git+ssh://…` or `git@host:owner/repo.git`, perhaps with a ref behind it.
    """
    match = _URL.fullmatch(address)
    host, path = (match[1], match[3]) if match else ("", "")
    if not match and "://" not in address and (match := _SCP_LIKE.fullmatch(address)):
        host, path = match.groups()
    if not host:
        return None
    azure = _AZURE.fullmatch(path) if host == "ssh.dev.azure.com" else None
    if azure:
        return f"https://dev.azure.com/{azure[1]}/{azure[2]}/_git/{azure[3]}{azure[4]}"
    return f"https://{_OTHER_NAMES.get(host, host)}/{path}"


def https_settings(servers: Sequence[Server]) -> list[Setting]:
    """Return settings that let git fetch over https what is written as ssh, for some servers only.

    git compares the start of an address, so another port than 22 or another user than `git` is not replaced.
    https://git-scm.com/docs/git-config#Documentation/git-config.txt-urlltbasegtinsteadOf

    Args:
        servers: That there is a token for. Where two have the same name, the one without a port is meant.
    """
    named: dict[str, Server] = {}
    for server in sorted(servers, key=lambda server: server.host != server.name):
        named.setdefault(server.name, server)
    return [
        Setting(f"url.{server.url}/.insteadOf", start)
        for name, server in named.items()
        for start in _starts(name)
    ]


def _starts(name: str) -> list[str]:
    others = [other for other, main in _OTHER_NAMES.items() if main == name]
    hosts = [name, f"{name}:22", *(f"{other}:443" for other in others)]
    schemes = ("ssh", "git+ssh", "ssh+git")
    urls = [
        f"{scheme}://{user}{host}/" for scheme in schemes for user in ("git@", "") for host in hosts
    ]
    return [*urls, f"git@{name}:", f"git@{name}:/"]
