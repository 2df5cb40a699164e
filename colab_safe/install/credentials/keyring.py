"""A `keyring` program that asks the broker: how pip and uv take an index's password without argv, environment or file.

pip: https://pip.pypa.io/en/stable/topics/authentication/#keyring-support
uv: https://docs.astral.sh/uv/concepts/authentication/http/#keyring-providers
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from urllib.parse import quote

from colab_safe.install.tokens.token import Token

_ANYBODY = "__token__"  # what GitLab's and PyPI's indexes want next to a token


def index_login(token: Token) -> str:
    """Return the user name, URL-quoted, under which an index asks for the token.

    Args:
        token: For the index.
    """
    return quote(token.username or _ANYBODY, safe="")


def with_keyring(environ: Mapping[str, str], folder: str, command: str) -> dict[str, str]:
    """Return an environment in which colab-safe's `keyring` is the first on PATH.

    Args:
        environ: The environment to extend.
        folder: Private folder for the program.
        command: What it runs, as a line for sh.
    """
    programs = os.path.join(folder, "bin")
    os.mkdir(programs)
    if os.name == "nt":
        _write(os.path.join(programs, "keyring.bat"), f"@{command} keyring %*\n")
    else:
        _write(os.path.join(programs, "keyring"), f'#!/bin/sh\nexec {command} keyring "$@"\n')
    path = os.pathsep.join([programs, environ.get("PATH", os.defpath)])
    return {
        **environ,
        "PATH": path,
        "PIP_KEYRING_PROVIDER": "subprocess",
        "UV_KEYRING_PROVIDER": "subprocess",
        "COLAB_SAFE_INDEX": "1",  # for run_pip.py
    }


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, stat.S_IRWXU)
