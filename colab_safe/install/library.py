"""Installs a private package from its repository, a list of packages, or a folder that is worked in."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colab_safe.errors import InstallError
from colab_safe.install.failure import fails_cleanly
from colab_safe.install.packages.install_run import (
    Job,
    install_clone,
    install_folder,
    install_lines,
    install_repository,
)
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options, line_with_credentials
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.packages.result import InstallResult, tell
from colab_safe.install.process import show
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config


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
    editable: bool = False,
    upgrade: bool = False,
    force_reinstall: bool = False,
    no_deps: bool = False,
    installer: str = "auto",
    extra_args: Sequence[str] = (),
    extra_hosts: Mapping[str, Config] | None = None,
    timeout: float = 900,
    quiet: bool = False,
    check_sharing: bool = False,
    passphrase: str | None = None,
) -> InstallResult:
    """Installs `repo`, which is `repo`, `owner/repo`, `owner/repo@ref` or a full https URL.

    `config` is the path of a JSON file with `access_token` and `username`, a placeholder of such a path, or None to
    look in the usual places (docs/installing.md). The token is shown and stored nowhere; `timeout` is in seconds.
    `editable` clones into `src/` and installs from there. Raises InstallError, TokenError or PathError.
    """
    if check_sharing:
        from colab_safe.install.tokens.sharing import warn_if_shared

        warn_if_shared(config)
    token = token_for(config, repo, host, passphrase)
    if config is None and not quiet:
        show(f"The token is that of the {token.source}.\n")
    owner = owner or token.owner or token.username
    requirement = parse_requirement(
        repo, token.origin, owner=owner, ref=ref, subdirectory=subdirectory, extras=tuple(extras)
    )
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    job = Job([token, *further_tokens(extra_hosts)], options, timeout, quiet, requirement)
    result = install_clone(job, requirement) if editable else install_repository(job, requirement)
    if not quiet:
        tell(result)
    return result


@fails_cleanly
def install_requirements(
    config: Config,
    path: str | os.PathLike[str],
    *,
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
) -> list[Installed]:
    """Installs a requirements file, in which private packages are `name @ git+https://host/owner/repo.git`.

    Returns what the install has changed. Raises InstallError, TokenError or PathError.
    """
    file = os.path.abspath(path)
    if number := line_with_credentials(file):
        raise InstallError(
            f"line {number} of {os.path.basename(file)} holds credentials in a URL: take them out"
        )
    tokens = [token_for(config, "", host, passphrase), *further_tokens(extra_hosts)]
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    return install_lines(Job(tokens, options, timeout, quiet), ["-r", file])


@fails_cleanly
def install_dev(
    path: str | os.PathLike[str],
    config: Config = None,
    *,
    host: str | None = None,
    no_deps: bool = False,
    installer: str = "auto",
    extra_args: Sequence[str] = (),
    extra_hosts: Mapping[str, Config] | None = None,
    timeout: float = 900,
    quiet: bool = False,
) -> InstallResult:
    """Installs the package in the folder `path` so that edits in it take effect (`pip install -e`).

    `config` is needed only where the package depends on private ones; None means no token. Raises InstallError.
    """
    tokens = [token_for(config, "", host)] if config is not None else []
    options = Options(installer, no_deps=no_deps, extra_args=tuple(extra_args))
    job = Job([*tokens, *further_tokens(extra_hosts)], options, timeout, quiet)
    result = install_folder(job, os.path.abspath(path))
    if not quiet:
        tell(result)
    return result
