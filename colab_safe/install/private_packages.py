"""Install a private package from its repository, a requirements file, or a local folder."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colab_safe.errors import InstallError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.packages.install_run import (
    InstallRun,
    install_clone,
    install_folder,
    install_lines,
    install_repository,
)
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options, line_with_credentials
from colab_safe.install.packages.references import names_in_file, references_in_file
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
    """Install a package from a private git repository.

    The token goes to git over a private socket while the install runs. It appears in no argument, environment
    variable, file, output or traceback.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        repo: `repo`, `owner/repo`, `owner/repo@ref`, or a full https URL.
        owner: Of a repository that is named without one; from the token file if None.
        ref: Branch, tag or commit; the default branch if None.
        subdirectory: Folder of the package in the repository; its top folder if None.
        extras: Extras of the package, such as ["plot"].
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        editable: Whether to clone into `src/` and install from there, so that edits take effect.
        upgrade: Whether to upgrade dependencies as well.
        force_reinstall: Whether to reinstall what is already installed.
        no_deps: Whether to leave out dependencies.
        installer: "pip", "uv", or "auto" for pip unless only uv is installed.
        extra_args: Further arguments for the installer.
        extra_hosts: Tokens for further servers that dependencies come from, as {server: config}.
        timeout: Seconds that each command may take.
        quiet: Whether to show the output only if something fails.
        check_sharing: Whether to warn first if others can open the token file on Drive (network).
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        An `InstallResult`: `name`, `version`, `commit` (full hash; None if `editable`), `url` of the repository, `source`
        of the token in words, `restart_needed` (modules imported before that are now out of date), and `warnings`
        (sentences, such as where the token was left behind).

    Raises:
        TokenError: There is no usable token, or the server refuses it.
        PathError: A placeholder cannot be resolved.
        InstallError: The install fails; the message says what happened, why, and what to do.

    Example:
        >>> token_json = os.path.join(mount_drive(), "keys/github.json")
        >>> install_private_library(token_json, "owner/repo@v1.2")
    """
    if check_sharing:
        from colab_safe.install.tokens.sharing import warn_if_shared

        warn_if_shared(config)
    token = token_for(config, repo, host, passphrase)
    if config is None and not quiet:
        show(f"Using the token of the {token.source}.\n")
    owner = owner or token.owner or token.username
    requirement = parse_requirement(
        repo, token.server, owner=owner, ref=ref, subdirectory=subdirectory, extras=tuple(extras)
    )
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    install = InstallRun(
        [token, *further_tokens(extra_hosts)], options, timeout, quiet, requirement
    )
    result = (
        install_clone(install, requirement)
        if editable
        else install_repository(install, requirement)
    )
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
    """Install a requirements file that lists private packages.

    Private packages are lines such as `name @ git+https://github.com/owner/repo.git`.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        path: The requirements file; URLs in it must not contain credentials.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        upgrade: Whether to upgrade what is already installed.
        force_reinstall: Whether to reinstall what is already installed.
        no_deps: Whether to leave out dependencies.
        installer: "pip", "uv", or "auto" for pip unless only uv is installed.
        extra_args: Further arguments for the installer.
        extra_hosts: Tokens for further servers that dependencies come from, as {server: config}.
        timeout: Seconds that each command may take.
        quiet: Whether to show the output only if something fails.
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        One `Installed` per distribution that was added or changed, dependencies included: `name` and `version`, and,
        if it comes from git, `url` and `commit` (full hash), which are None otherwise.

    Raises:
        TokenError: There is no usable token, or the server refuses it.
        PathError: A placeholder cannot be resolved.
        InstallError: The install fails; the message says what happened, why, and what to do.

    Example:
        >>> install_requirements(token_json, "requirements.txt")
    """
    file = os.path.abspath(path)
    if number := line_with_credentials(file):
        raise InstallError(
            f"line {number} of {os.path.basename(file)} contains credentials in a URL: remove them"
        )
    tokens = [token_for(config, "", host, passphrase), *further_tokens(extra_hosts)]
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    install = InstallRun(tokens, options, timeout, quiet)
    return install_lines(install, ["-r", file], references_in_file(file), names_in_file(file))


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
    """Install a local folder in editable mode, so that edits take effect.

    Args:
        path: The folder of the package.
        config: Needed only if the package has private dependencies; otherwise None, which means no token here.
            See `install_private_library`.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        no_deps: Whether to leave out dependencies.
        installer: "pip", "uv", or "auto" for pip unless only uv is installed.
        extra_args: Further arguments for the installer.
        extra_hosts: Tokens for further servers that dependencies come from, as {server: config}.
        timeout: Seconds that each command may take.
        quiet: Whether to show the output only if something fails.

    Returns:
        An `InstallResult`: `name`, `version`, `commit` (None), `url` (the folder), `source` of the token ("" without
        one), `restart_needed` (modules that were imported before and are now out of date), and `warnings`.

    Raises:
        TokenError: There is no usable token, or the server refuses it.
        PathError: A placeholder cannot be resolved.
        InstallError: The install fails; the message says what happened, why, and what to do.

    Example:
        >>> install_dev("/content/repo")
    """
    tokens = [token_for(config, "", host)] if config is not None else []
    options = Options(installer, no_deps=no_deps, extra_args=tuple(extra_args))
    install = InstallRun([*tokens, *further_tokens(extra_hosts)], options, timeout, quiet)
    result = install_folder(install, os.path.abspath(path))
    if not quiet:
        tell(result)
    return result
