"""Install from a private package index (PEP 503 or 691), where pip and uv log in through colab-safe's `keyring`."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from colab_safe.errors import InstallError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.keyring import index_login
from colab_safe.install.packages.install_run import InstallRun, install_lines
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Index, Options
from colab_safe.install.tokens.for_repository import token_for
from colab_safe.install.tokens.sources import Config


@fails_cleanly
def install_from_index(
    config: Config,
    package: str | Sequence[str],
    index_url: str,
    *,
    with_pypi: bool = False,
    upgrade: bool = False,
    force_reinstall: bool = False,
    no_deps: bool = False,
    installer: str = "auto",
    extra_args: Sequence[str] = (),
    timeout: float = 900,
    quiet: bool = False,
    passphrase: str | None = None,
) -> list[Installed]:
    """Install packages from a private package index.

    Format of the index: PEP 503 or PEP 691.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        package: `name`, `name==1.0`, or a list of these.
        index_url: The index, such as `https://host/simple/`.
        with_pypi: Whether to search PyPI too, where a stranger can register your package's name: use it only if
            the index does not mirror PyPI.
        upgrade: Whether to upgrade what is already installed.
        force_reinstall: Whether to reinstall what is already installed.
        no_deps: Whether to leave out dependencies.
        installer: "pip", "uv", or "auto" for pip unless only uv is installed.
        extra_args: Further arguments for the installer.
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
        >>> install_from_index(token_json, "name==1.0", "https://host/simple/")
    """
    packages = [package] if isinstance(package, str) else list(package)
    if any(name.lstrip().startswith("-") or "://" in name for name in packages):
        raise InstallError(
            "a package must be 'name' or 'name==1.0': options and URLs have arguments of their own"
        )
    if "://" not in index_url:
        raise InstallError(
            "the address of the index has no scheme: write it as 'https://host/simple/'"
        )
    token = token_for(config, index_url, None, passphrase)
    address = f"{token.server.scheme}://{index_login(token)}@{token.server.host}{urlsplit(index_url).path}"
    options = Options(installer, upgrade, force_reinstall, no_deps, tuple(extra_args))
    install = InstallRun([token], options, timeout, quiet, only_index=Index(address, with_pypi))
    return install_lines(install, packages, names=packages)
