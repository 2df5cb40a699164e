"""Install what local files name: a requirements file, or the folder of a package."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.packages.install_run import InstallRun, install_folder, install_lines
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options
from colab_safe.install.packages.references import names_in_file, references_in_file
from colab_safe.install.packages.requirements_file import refuse_credentials_in_file
from colab_safe.install.packages.result import InstallResult, tell
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config


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
    refuse_credentials_in_file(file)
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
