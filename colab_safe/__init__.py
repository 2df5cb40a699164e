"""Private packages in Colab, and notebooks without a token in them.

The public names are loaded when they are first used: `import colab_safe` runs at the start of every
notebook and every hook, so it may cost nothing.
"""

__version__ = "0.1.0"

_HOMES = {
    "ColabSafeError": "errors",
    "check_sharing": "install.sharing",
    "check_token": "install.health",
    "clone_private": "install.clone",
    "encrypt_token_file": "install.token_file",
    "git_credentials": "install.own_commands",
    "install_dev": "install.library",
    "install_from_index": "install.index",
    "install_private_library": "install.library",
    "install_requirements": "install.library",
    "load_ipython_extension": "install.magic",
    "load_token": "install.health",
    "mount_drive": "install.drive",
    "revoke_token": "install.health",
    "token_path": "paths.resolve",
}

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
