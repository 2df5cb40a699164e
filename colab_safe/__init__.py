"""Private packages in Colab, and notebooks without a token in them.

The public names are loaded when they are first used: `import colab_safe` runs at the start of every
notebook and every hook, so it may cost nothing.
"""

__version__ = "0.1.0"

_HOMES = {
    "ArgumentError": "errors",
    "ColabSafeError": "errors",
    "DriveError": "errors",
    "InstallError": "errors",
    "PathError": "errors",
    "RedactPreprocessor": "exports.nbconvert_preprocessor",
    "TokenError": "errors",
    "UsageError": "errors",
    "check_notebook": "open_notebook.check",
    "check_sharing": "install.tokens.sharing",
    "check_token": "install.tokens.api",
    "clone_private": "install.clone",
    "encrypt_token_file": "install.tokens.token_file",
    "git_credentials": "install.credentials.own_commands",
    "install_dev": "install.local_packages",
    "install_from_index": "install.package_index",
    "install_private_library": "install.private_packages",
    "install_requirements": "install.local_packages",
    "load_ipython_extension": "extension",
    "load_token": "install.tokens.api",
    "mount_drive": "install.drive",
    "revoke_token": "install.tokens.api",
    "token_path": "install.tokens.token_path",
    "unload_ipython_extension": "extension",
}

__all__ = ["__version__", *_HOMES]  # noqa: PLE0604

TYPE_CHECKING = False  # importing `typing` for it would take 2 ms
if TYPE_CHECKING:
    from colab_safe.errors import ArgumentError as ArgumentError
    from colab_safe.errors import ColabSafeError as ColabSafeError
    from colab_safe.errors import DriveError as DriveError
    from colab_safe.errors import InstallError as InstallError
    from colab_safe.errors import PathError as PathError
    from colab_safe.errors import TokenError as TokenError
    from colab_safe.errors import UsageError as UsageError
    from colab_safe.exports.nbconvert_preprocessor import RedactPreprocessor as RedactPreprocessor
    from colab_safe.extension import load_ipython_extension as load_ipython_extension
    from colab_safe.extension import unload_ipython_extension as unload_ipython_extension
    from colab_safe.install.clone import clone_private as clone_private
    from colab_safe.install.credentials.own_commands import git_credentials as git_credentials
    from colab_safe.install.drive import mount_drive as mount_drive
    from colab_safe.install.local_packages import install_dev as install_dev
    from colab_safe.install.local_packages import install_requirements as install_requirements
    from colab_safe.install.package_index import install_from_index as install_from_index
    from colab_safe.install.private_packages import (
        install_private_library as install_private_library,
    )
    from colab_safe.install.tokens.api import check_token as check_token
    from colab_safe.install.tokens.api import load_token as load_token
    from colab_safe.install.tokens.api import revoke_token as revoke_token
    from colab_safe.install.tokens.sharing import check_sharing as check_sharing
    from colab_safe.install.tokens.token_file import encrypt_token_file as encrypt_token_file
    from colab_safe.install.tokens.token_path import token_path as token_path
    from colab_safe.open_notebook.check import check_notebook as check_notebook


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """`jupyter server extension enable colab_safe` asks for it."""
    return [{"module": "colab_safe.saving.extension"}]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
