"""Runs cells in a real kernel that believes it is in Colab, and gives back the notebook as it would be saved."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import nbformat
from nbclient import NotebookClient

from .lab import FAKE_COLAB, REPOSITORY, Lab


def run_notebook(
    lab: Lab,
    cells: Sequence[str],
    *,
    before: str = "",
    colab: dict[str, object] | None = None,
    python: Path | None = None,
    installed: bool = True,
    environ: dict[str, str] | None = None,
) -> str:
    """The bytes that are saved. `python` runs the kernel, the lab's own if None. `before` runs at the kernel's start, in no cell; errors in cells are kept as outputs.

    Without `installed`, a cell installs colab_safe, and runs `mount_in(lab)` afterwards.
    """
    _write_startup(lab, f"{mount_in(lab)}\n{before}" if installed else before)
    kernels = lab.root / "jupyter" / "kernels" / "lab"
    kernels.mkdir(parents=True)
    argv = [
        str(python or lab.python_program),
        "-m",
        "ipykernel_launcher",
        "-f",
        "{connection_file}",
    ]
    (kernels / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "lab", "language": "python"})
    )
    paths = [str(REPOSITORY), str(FAKE_COLAB)] if installed else [str(FAKE_COLAB)]
    environ = lab.environ(
        PYTHONPATH=os.pathsep.join(paths),
        IPYTHONDIR=str(lab.home / ".ipython"),
        JUPYTER_PATH=str(lab.root / "jupyter"),
        JUPYTER_RUNTIME_DIR=str(lab.root / "runtime"),
        FAKE_COLAB=json.dumps(colab or {}),
        **(environ or {}),
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    with mock.patch.dict(os.environ, environ, clear=True):
        client = NotebookClient(
            notebook,
            kernel_name="lab",
            timeout=90,
            allow_errors=True,
            resources={"metadata": {"path": str(lab.root)}},
        )
        client.execute()
    return nbformat.writes(notebook)


def mount_in(lab: Lab) -> str:
    """Code that lets colab_safe mount the lab's Drive, and not /content/drive."""
    return f"import colab_safe.install.drive as drive; drive.MOUNT_POINT = {str(lab.drive)!r}; del drive"


def _write_startup(lab: Lab, code: str) -> None:
    folder = lab.home / ".ipython" / "profile_default" / "startup"
    folder.mkdir(parents=True)
    Path(folder, "00.py").write_text(code, encoding="utf-8")


def outputs(saved: str, cell: int) -> str:
    """The text of everything that the cell (from 0) put out."""
    texts = []
    for output in nbformat.reads(saved, as_version=4).cells[cell].outputs:
        texts.append(
            output.get("text", "")
            + "\n".join(output.get("traceback", ()))
            + output.get("data", {}).get("text/plain", "")
        )
    return "".join(texts)
