"""Install private packages from their repositories."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict, overload

from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.packages.install_run import InstallRun, install_clone, install_repository
from colab_safe.install.packages.pip import Options
from colab_safe.install.packages.result import InstallResult, tell
from colab_safe.install.packages.several import Package, Wanted, for_each, packages_of
from colab_safe.install.process import show
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config

if TYPE_CHECKING:
    from typing_extensions import Unpack


class InstallOptions(TypedDict, total=False):
    """The named arguments of `install_private_library`, for type checkers."""

    owner: str | None
    ref: str | None
    subdirectory: str | None
    extras: Sequence[str]
    host: str | None
    editable: bool
    upgrade: bool
    force_reinstall: bool
    no_deps: bool
    installer: str
    extra_args: Sequence[str]
    extra_hosts: Mapping[str, Config] | None
    timeout: float
    quiet: bool
    check_sharing: bool
    passphrase: str | None


@overload
def install_private_library(
    config: Config, repo: str, **options: Unpack[InstallOptions]
) -> InstallResult: ...


@overload
def install_private_library(
    config: Config, repo: list[str] | tuple[str, ...], **options: Unpack[InstallOptions]
) -> list[InstallResult]: ...


@fails_cleanly
def install_private_library(
    config: Config,
    repo: str | Sequence[str],
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
) -> InstallResult | list[InstallResult]:
    """Install a package, or several, from private git repositories.

    The token goes to git over a private socket while the install runs. It appears in no argument, environment
    variable, file, output or traceback.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        repo: `repo`, `owner/repo`, `owner/repo@ref`, a full https URL, or one of these after `name[extra] @`. A list of
            them installs each in turn, also after one that fails.
        owner: Of a repository that is named without one; from the token file if None.
        ref: Branch, tag or commit of a single package; the default branch if None.
        subdirectory: Folder of a single package in its repository; the top folder if None.
        extras: Extras of a single package: "plot", or a list of several.
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
        (sentences, such as where the token was left behind). For a list, a list of them in its order.

    Raises:
        TokenError: There is no usable token, or the server refuses it.
        PathError: A placeholder cannot be resolved.
        InstallError: An install fails; the message says what happened, why, and what to do, and for a list also which
            packages are installed.

    Example:
        >>> token_json = os.path.join(mount_drive(), "keys/github.json")
        >>> install_private_library(token_json, "owner/repo@v1.2")
    """
    if check_sharing:
        from colab_safe.install.tokens.sharing import warn_if_shared

        warn_if_shared(config)
    repos = [repo] if isinstance(repo, str) else list(repo)
    packages = packages_of(
        Wanted(repos, owner, ref, subdirectory, tuple(extras)),
        lambda one: token_for(config, one, host, passphrase),
    )
    if config is None and not quiet:
        show(f"Using the token of the {packages[0].token.source}.\n")
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    more = further_tokens(extra_hosts)

    def install(package: Package) -> InstallResult:
        requirement = package.requirement
        run = InstallRun([package.token, *more], options, timeout, quiet, requirement)
        result = (install_clone if editable else install_repository)(run, requirement)
        if not quiet:
            tell(result)
        return result

    results = for_each(packages, install)
    return results[0] if isinstance(repo, str) else results
