"""What a Jupyter server on this machine knows of this kernel: the notebook that is open, by its present name.

The environment has the name at the start of the kernel only: https://github.com/jupyter-server/jupyter_server/pull/1341
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from glob import glob
from typing import Any
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from colab_safe.model import Secret
from colab_safe.notebook.json_bytes import json_bytes
from colab_safe.typed import NamedTuple

_TIMEOUT = 10  # seconds
# How jupyter-collaboration begins the paths of sessions, which the server's files do not have:
# https://github.com/jupyter-server/jupyter-scheduler/issues/429
_SHARED = "RTC:"
_NO_TOKEN = Secret("")


class ServedNotebook(NamedTuple):
    """A notebook that a server has saved."""

    data: bytes
    path: str  # in the server's folders
    file: str | None  # on this machine; None if the server keeps notebooks elsewhere


class _Server(NamedTuple):
    """A running server, as it describes itself in its runtime file."""

    url: str  # ends in "/"
    root: str
    token: Secret

    def get(self, path: str) -> Any:
        return get_json(self.url + path, self.token)


def notebook_of_kernel() -> ServedNotebook | None:
    """Return the notebook whose kernel this is; None if no server of this machine knows it."""
    kernel = _kernel_id()
    for server in _servers() if kernel else ():
        for session in server.get("api/sessions") or ():
            if session.get("kernel", {}).get("id") == kernel:
                path = str(session.get("path"))
                return _served(server, path) or _served(server, without_drive(path))
    return None


def without_drive(path: str) -> str:
    """Return the path of a notebook that several people edit at once, as its server names the file.

    Args:
        path: Of a session.
    """
    return path.removeprefix(_SHARED)


def get_json(url: str, token: Secret = _NO_TOKEN) -> Any:
    """Return what a server of this machine answers; None for an error, or no JSON.

    Args:
        url: Whole.
        token: Of the server; an empty one if it needs none.
    """
    headers = {"Authorization": f"token {token.reveal()}"} if token != _NO_TOKEN else {}
    try:
        opener = build_opener(ProxyHandler({}))  # the token goes to this machine, and nowhere else
        with opener.open(Request(url, headers=headers), timeout=_TIMEOUT) as answer:  # noqa: S310 - http, from a runtime file
            return json.load(answer)
    except (OSError, ValueError):
        return None


def _kernel_id() -> str | None:
    """`kernel-ID.json` is the connection file of a kernel that a server has started."""
    try:
        from ipykernel.connect import get_connection_file

        name = os.path.basename(get_connection_file())
    except (ImportError, RuntimeError):
        return None
    found = re.fullmatch(r"kernel-(.+)\.json", name)
    return found[1] if found else None


def _servers() -> Iterator[_Server]:
    """The servers whose runtime files are there, the newest first; a dead one does not answer."""
    from jupyter_core.paths import jupyter_runtime_dir  # it is there where ipykernel is

    files = glob(os.path.join(jupyter_runtime_dir(), "jpserver-*.json"))
    for file in sorted(files, key=os.path.getmtime, reverse=True):
        try:
            with open(file, encoding="utf-8") as opened:
                about = json.load(opened)
            yield _Server(about["url"], about["root_dir"], Secret(about["token"] or _hub_token()))
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _hub_token() -> str:
    """https://github.com/jupyterhub/jupyterhub/issues/3605: under JupyterHub the runtime file has none."""
    return os.environ.get("JUPYTERHUB_API_TOKEN", "")


def _served(server: _Server, path: str) -> ServedNotebook | None:
    file = os.path.join(server.root, *path.split("/"))
    try:
        with open(file, "rb") as opened:
            return ServedNotebook(opened.read(), path, file)
    except OSError:
        model = server.get(f"api/contents/{quote(path)}?content=1&type=notebook")
    if not isinstance(model, dict) or not isinstance(model.get("content"), dict):
        return None
    return ServedNotebook(json_bytes(model["content"]), path, None)
