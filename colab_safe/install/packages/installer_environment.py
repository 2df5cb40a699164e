"""Which of the user's PIP_* and UV_* variables reach pip and uv, and what outranks their configuration files.

A variable that is not listed here is dropped: it could hide what pip does, install elsewhere, or add other packages.
pip: https://pip.pypa.io/en/stable/topics/configuration/ · uv: https://docs.astral.sh/uv/reference/environment/
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from colab_safe.install.packages.pip import PYPI, Index

# Network, certificates, cache, and how packages are built. Names without the prefix.
_PIP = frozenset(
    (
        *("CERT", "CLIENT_CERT", "PROXY", "NO_PROXY_ENV", "TRUSTED_HOST", "TIMEOUT"),
        *("DEFAULT_TIMEOUT", "RETRIES", "RESUME_RETRIES", "CACHE_DIR", "NO_CACHE_DIR"),
        *("USE_FEATURE", "USE_DEPRECATED", "DISABLE_PIP_VERSION_CHECK", "NO_COLOR", "CONFIG_FILE"),
        *("NO_WARN_SCRIPT_LOCATION", "NO_WARN_CONFLICTS", "NO_PYTHON_VERSION_WARNING"),
        *("ROOT_USER_ACTION", "BREAK_SYSTEM_PACKAGES", "USER", "REQUIRE_VIRTUALENV"),
        *("PRE", "PREFER_BINARY", "ONLY_BINARY", "NO_BINARY", "UPGRADE_STRATEGY"),
        *("REQUIRE_HASHES", "UPLOADED_PRIOR_TO", "IGNORE_REQUIRES_PYTHON", "SRC"),
        *("NO_BUILD_ISOLATION", "CHECK_BUILD_DEPENDENCIES", "CONFIG_SETTINGS", "NO_COMPILE"),
    )
)
_UV = frozenset(
    (
        *("NATIVE_TLS", "SYSTEM_CERTS", "INSECURE_HOST", "HTTP_TIMEOUT", "REQUEST_TIMEOUT"),
        *("HTTP_CONNECT_TIMEOUT", "HTTP_RETRIES", "OFFLINE", "CACHE_DIR", "NO_CACHE"),
        *("LOCK_TIMEOUT", "CONCURRENT_BUILDS", "CONCURRENT_DOWNLOADS", "CONCURRENT_INSTALLS"),
        *("LINK_MODE", "COMPILE_BYTECODE", "NO_PROGRESS", "BREAK_SYSTEM_PACKAGES"),
        *("PRERELEASE", "RESOLUTION", "FORK_STRATEGY", "EXCLUDE_NEWER", "TORCH_BACKEND"),
        *("NO_BINARY", "NO_BINARY_PACKAGE", "NO_BUILD", "NO_BUILD_PACKAGE", "REQUIRE_HASHES"),
        *("NO_BUILD_ISOLATION", "GIT_LFS", "NO_GITHUB_FAST_PATH", "PYTHON_DOWNLOADS"),
        *("PYTHON_INSTALL_DIR", "MANAGED_PYTHON", "NO_MANAGED_PYTHON"),
    )
)
# Where packages are looked for by name. A constraint can replace a name by a URL, and can contain index options.
_PIP_PLACES = frozenset(
    ("INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX", "CONSTRAINT", "BUILD_CONSTRAINT")
)
_UV_PLACES = frozenset(
    (
        *("DEFAULT_INDEX", "INDEX", "INDEX_URL", "EXTRA_INDEX_URL", "FIND_LINKS", "NO_INDEX"),
        *("INDEX_STRATEGY", "CONSTRAINT", "BUILD_CONSTRAINT"),
        *("CONFIG_FILE", "NO_CONFIG"),
    )
)
# A variable outranks pip's files, and an empty one counts for nothing, so each has a value that changes nothing.
_OUTRANKS_FILES = {
    "PIP_QUIET": "0",
    "PIP_DRY_RUN": "0",
    "PIP_NO_DEPS": "0",
    "PIP_REQUIREMENT": os.devnull,
}
_NO_ARCHIVES = os.path.dirname(os.path.abspath(__file__))  # a folder, because pip wants one


def installer_environment(environ: Mapping[str, str], index: Index | None = None) -> dict[str, str]:
    """Return the environment for pip and uv.

    Args:
        environ: The user's.
        index: The only package index; None for those that the user has configured.
    """
    kept = {name: value for name, value in environ.items() if _passes(name, index is None)}
    kept |= _OUTRANKS_FILES
    if index is None:
        return kept | _uv_configuration(kept)
    return kept | {
        "PIP_EXTRA_INDEX_URL": PYPI if index.with_pypi else index.address,
        "PIP_FIND_LINKS": _NO_ARCHIVES,
        "PIP_NO_INDEX": "0",
        "PIP_CONSTRAINT": os.devnull,
        "PIP_BUILD_CONSTRAINT": os.devnull,
        "UV_NO_CONFIG": "1",
    }


def _passes(name: str, places: bool) -> bool:
    prefix, _, rest = name.partition("_")
    if prefix == "PIP":
        return rest in _PIP or (places and rest in _PIP_PLACES)
    if prefix == "UV":
        is_place = rest in _UV_PLACES or rest.startswith("INDEX_")  # UV_INDEX_NAME_PASSWORD
        return rest in _UV or (places and is_place)
    return True


def _uv_configuration(environ: Mapping[str, str]) -> dict[str, str]:
    """The user's or the machine's uv.toml, but not one of the current folder, which can replace a package by another."""
    if "UV_CONFIG_FILE" in environ or "UV_NO_CONFIG" in environ:
        return {}
    home = environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    if os.name == "nt":
        home = environ.get("APPDATA") or home
    for path in (os.path.join(home, "uv", "uv.toml"), "/etc/uv/uv.toml"):
        if os.path.isfile(path):
            return {"UV_CONFIG_FILE": path}
    return {"UV_NO_CONFIG": "1"}
