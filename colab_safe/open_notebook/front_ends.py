"""The open notebook, from whichever front end shows it: one entry per front end, asked in the order of the table.

Colab has what is on the screen; the others have what was saved last.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module
from typing import Any

from colab_safe.errors import FileError, UsageError
from colab_safe.install.current_folder import DELETED, is_deleted
from colab_safe.notebook.json_bytes import json_bytes
from colab_safe.notebook_names import is_notebook
from colab_safe.open_notebook.jupyter_server import get_json, notebook_of_kernel, without_drive
from colab_safe.project.files import read_bytes
from colab_safe.typed import NamedTuple

# Seconds. Large notebooks take longer than the five that Colab waits unless told otherwise.
_COLAB_WAITS = 60
_SILENT = (
    "Colab did not send the open notebook. In VS Code, and wherever else it is not open in Colab's own page, nobody answers:"
    " pass the path of a saved copy"
)


class OpenNotebook(NamedTuple):
    """A notebook as a front end gives it."""

    data: bytes
    name: str  # as the user knows it
    path: str | None = None  # where it is saved on this machine
    front_end: str = ""  # empty for a path that was passed
    is_saved: bool = (
        False  # whether it is what was saved last, so what was typed since is not in it
    )
    file_id: str | None = None  # its id on Google Drive


class FrontEnd(NamedTuple):
    """What shows notebooks, and how to get the open one."""

    name: str
    find: Callable[
        [Any], OpenNotebook | None
    ]  # gets IPython's shell; None where it is not this front end


def open_notebook(shell: Any) -> OpenNotebook:
    """Return the notebook that this kernel belongs to.

    Args:
        shell: IPython's shell, or None outside of IPython.

    Raises:
        UsageError: No front end is known, or it does not answer.
        FileError: The saved notebook cannot be read.
    """
    for front_end in FRONT_ENDS if shell is not None else ():
        if found := front_end.find(shell):
            return found._replace(front_end=front_end.name)
    raise UsageError(
        "no front end gave the open notebook: pass its path, check_notebook('NAME.ipynb')"
    )


def saved_notebook(path: str) -> OpenNotebook:
    """Return a notebook from a file.

    Args:
        path: Absolute, or relative to the current folder.

    Raises:
        FileError: It cannot be read.
    """
    if not os.path.isabs(path) and is_deleted():
        raise FileError(DELETED)
    return OpenNotebook(read_bytes(path), os.path.basename(path), os.path.abspath(path))


def _in_vscode(shell: Any) -> OpenNotebook | None:
    """VS Code's Jupyter extension tells kernels that it starts itself the absolute path."""
    path = shell.user_ns.get("__vsc_ipynb_file__")
    if not (isinstance(path, str) and os.path.isfile(path)):
        return None
    return saved_notebook(path)._replace(is_saved=True)


def _in_colab(shell: Any) -> OpenNotebook | None:
    """https://github.com/googlecolab/colabtools/blob/main/google/colab/_message.py: the page answers, with unsaved changes."""
    if "google.colab" not in sys.modules:  # Colab's kernel imports it at its start
        return None
    answer = _ask_colab()
    notebook = answer.get("ipynb") if isinstance(answer, dict) else None
    if not isinstance(notebook, dict):
        raise UsageError(_SILENT)
    data = json_bytes(notebook)
    about = notebook.get("metadata", {}).get("colab", {})
    return OpenNotebook(data, str(about.get("name") or "the open notebook"), file_id=_file_id())


def _ask_colab() -> object:
    """Ask as nothing else does at the same time: the reply of another question would be taken for this one's."""
    message = import_module("google.colab._message")
    userdata = sys.modules.get("google.colab.userdata")
    with getattr(userdata, "_userdata_lock", None) or nullcontext():
        try:
            return message.blocking_request("get_ipynb", request="", timeout_sec=_COLAB_WAITS)
        except Exception as error:
            raise UsageError(f"{_SILENT} ({type(error).__name__})") from None


def _file_id() -> str | None:
    """The id of Colab's notebook on Drive, which its own server knows: https://github.com/googlecolab/colabtools/issues/3207"""
    host, port = os.environ.get("COLAB_JUPYTER_IP"), os.environ.get("KMP_TARGET_PORT")
    sessions = get_json(f"http://{host}:{port}/api/sessions") if host and port else None
    path = str(sessions[0].get("path")) if isinstance(sessions, list) and sessions else ""
    return path.partition("fileId=")[2].partition("&")[0] or None


def _in_jupyter(shell: Any) -> OpenNotebook | None:
    """JupyterLab and Notebook 7: what their server saved, by its sessions; else the name at the start of the kernel."""
    served = notebook_of_kernel()
    if served is not None:
        return OpenNotebook(served.data, os.path.basename(served.path), served.file, is_saved=True)
    named = os.environ.get("JPY_SESSION_NAME", "")
    shared = without_drive(named)
    for path in (named, os.path.basename(named), shared, os.path.basename(shared)):
        if is_notebook(path) and os.path.isfile(path):
            return saved_notebook(path)._replace(is_saved=True)
    return None


FRONT_ENDS = (
    FrontEnd("VS Code", _in_vscode),
    FrontEnd("Colab", _in_colab),
    FrontEnd("Jupyter", _in_jupyter),
)
