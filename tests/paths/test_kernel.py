"""A pushed notebook in a real kernel with a fake Drive and a Colab secret: everything opens the placeholder."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from unittest import mock

import nbformat
from nbclient import NotebookClient

from tests.tools import PROJECT

P = "__DRIVE_TOKEN_PATH__"
CELLS = [
    "import json, os\nfrom pathlib import Path\nfrom colab_safe import mount_drive, token_path\ndrive = mount_drive('{drive}')",
    f"json.load(open(os.path.join(drive, '{P}')))['access_token']",
    f"(Path(drive) / '{P}').read_text()",
    f"!cat {{drive}}/{P}",
    f"%env GOOGLE_APPLICATION_CREDENTIALS={{drive}}/{P}",
    "open(os.environ['GOOGLE_APPLICATION_CREDENTIALS']).read()",
    f"%%bash\ncat '{{drive}}/{P}'",
    "os.path.basename(token_path())",
    f"open('{P[:-2]}_other__')",
]


def test_a_notebook_with_placeholders_runs(tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    (drive / "MyDrive/keys").mkdir(parents=True)
    (drive / "MyDrive/keys/gh.json").write_text('{"access_token": "made-up"}')
    cells = [cell.replace("{drive}", str(drive) if "'" in cell else "{drive}") for cell in CELLS]
    cells[6] = cells[6].replace(f"'{drive}/", f"'{drive}/MyDrive/")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    kernels = tmp_path / "jupyter/kernels/ours"
    kernels.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "ours", "language": "python"})
    )
    environ = {
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests/fake_colab")]),
        "FAKE_COLAB": json.dumps(
            {"secrets": {"DRIVE_TOKEN_PATH": str(drive / "MyDrive/keys/gh.json")}}
        ),
        "JUPYTER_PATH": str(tmp_path / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime"),
        "IPYTHONDIR": str(tmp_path / "ipython"),
    }
    with mock.patch.dict(os.environ, environ):
        resources = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(
            book, kernel_name="ours", timeout=90, allow_errors=True, resources=resources
        ).execute()
    shown = ["".join(str(output) for output in cell.outputs) for cell in book.cells]
    assert all("made-up" in shown[number] for number in (1, 2, 3, 5, 6)), shown
    assert "gh.json" in shown[7]
    assert "PathError" in shown[8]
    assert (
        "the environment variable DRIVE_TOKEN_PATH_OTHER, the Colab secret DRIVE_TOKEN_PATH_OTHER"
        in shown[8]
    )
