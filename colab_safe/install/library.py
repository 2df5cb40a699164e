"""Installs a private package from its repository."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError, TokenError
from colab_safe.install import installed
from colab_safe.install.diagnosis import Failure, explain
from colab_safe.install.failure import fails_cleanly
from colab_safe.install.origin import Origin, parse_origin
from colab_safe.install.pip import Options, install_command
from colab_safe.install.protected import run_protected
from colab_safe.install.requirement import Requirement, host_in, parse_requirement
from colab_safe.install.sources import Config, find_token
from colab_safe.install.token import Token

_GITHUB = Origin("https", "github.com")


class InstallResult(NamedTuple):
    """`name` and `version` are of the package, `commit` is the full hash; `source` tells where the token came from."""

    name: str
    version: str
    commit: str | None
    url: str
    source: str

    def __repr__(self) -> str:
        at = f" at commit {self.commit[:10]}" if self.commit else ""
        return f"{self.name} {self.version} from {self.url}{at}"


@fails_cleanly
def install_private_library(
    config: Config,
    repo: str,
    *,
    owner: str | None = None,
    ref: str | None = None,
    subdirectory: str | None = None,
    extras: Sequence[str] = (),
    host: str | None = None,
    upgrade: bool = False,
    force_reinstall: bool = False,
    no_deps: bool = False,
    installer: str = "auto",
    extra_args: Sequence[str] = (),
    extra_hosts: Mapping[str, Config] | None = None,
    timeout: float = 900,
    quiet: bool = False,
    passphrase: str | None = None,
) -> InstallResult:
    """Installs `repo`, which is `repo`, `owner/repo`, `owner/repo@ref` or a full https URL.

    `config` is the path of a JSON file with `access_token` and `username`, a placeholder of such a path, or None to
    look in the usual places (docs/installing.md). The token is shown and stored nowhere; `timeout` is in seconds.
    Raises InstallError, TokenError or PathError, which say what to do.
    """
    token, origin = find_token_for(config, repo, host, passphrase)
    requirement = parse_requirement(
        repo,
        origin,
        owner=owner or token.owner or token.username,
        ref=ref,
        subdirectory=subdirectory,
        extras=tuple(extras),
    )
    options = Options(upgrade, force_reinstall, no_deps, tuple(extra_args))
    command = install_command(installer, options, [requirement.direct_reference()])
    outcome = run_protected(command, [token, *further_tokens(extra_hosts)], timeout, quiet)
    if outcome.status:
        raise InstallError(explain(Failure(requirement, token, outcome.output)))
    return _result(requirement, token)


def find_token_for(config: Config, repo: str, host: str | None, passphrase: str | None) -> tuple[Token, Origin]:
    """The token and the server of the repository, which must be the same server."""
    named = host_in(repo)
    asked = parse_origin(host) if host else named
    if named and asked != named:
        raise InstallError(f"host= says {host!r}, the URL of the repository says {named.host!r}")
    token = find_token(config, asked or _GITHUB, passphrase)
    if asked and token.origin != asked:
        raise TokenError(
            f"{token.source} is for {token.origin.url}, the repository is at {asked.url}: the key 'host' binds it"
        )
    return token, token.origin


def further_tokens(extra_hosts: Mapping[str, Config] | None) -> list[Token]:
    """One token for each further server that dependencies come from."""
    tokens = []
    for host, config in (extra_hosts or {}).items():
        token, _ = find_token_for(config, "", host, None)
        tokens.append(token)
    return tokens


def _result(requirement: Requirement, token: Token) -> InstallResult:
    importlib.invalidate_caches()
    package = installed.from_repository(installed.snapshot(), requirement.url)
    if package is None:
        raise InstallError("the install succeeded, but into another Python environment than this one")
    return InstallResult(package.name, package.version, package.commit, requirement.url, token.source)
