"""Installs from a private package index (PEP 503 or 691), which pip and uv log in to through a `keyring` of ours."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from colab_safe.errors import InstallError
from colab_safe.install.credentials.keyring import index_login
from colab_safe.install.failure import fails_cleanly
from colab_safe.install.packages.install_run import Job, install_lines
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options
from colab_safe.install.tokens.for_repository import token_for
from colab_safe.install.tokens.sources import Config

_PYPI = "https://pypi.org/simple"


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
    """Installs `package` (`name`, `name==1.0`, or several) from the index at `index_url`, such as `https://host/simple/`.

    `with_pypi` also looks at PyPI, where a stranger can register the name of your package: use it only for an index
    without a mirror of PyPI. Returns what has changed. Raises InstallError, TokenError or PathError.
    """
    packages = [package] if isinstance(package, str) else list(package)
    if any(name.lstrip().startswith("-") or "://" in name for name in packages):
        raise InstallError(
            "the package is 'name' or 'name==1.0': options and URLs have their own arguments"
        )
    token = token_for(config, index_url, None, passphrase)
    address = f"{token.origin.scheme}://{index_login(token)}@{token.origin.host}{urlsplit(index_url).path}"
    further = ("--extra-index-url", _PYPI) if with_pypi else ()
    options = Options(installer, upgrade, force_reinstall, no_deps, (*further, *extra_args))
    return install_lines(
        Job([token], options, timeout, quiet), ["--index-url", address, *packages], index=True
    )
