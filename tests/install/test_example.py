"""The example that a user opens in Colab runs as it stands, but for the name of the package."""

from __future__ import annotations

import nbformat

from .forge import Forge
from .lab import REPOSITORY, Lab
from .notebooks import run_notebook

EXAMPLE = REPOSITORY / "examples" / "private_package_in_colab.ipynb"


def test_the_example_runs(lab: Lab, forge: Forge) -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    sources = [
        cell.source.replace("PROJECT", "privpkg")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    assert sources.pop(0).startswith("%pip install")
    colab = {"secrets": {"DRIVE_TOKEN_PATH": "keys/github.json"}}
    saved = run_notebook(lab, sources, colab=colab)
    assert "Successfully installed privpkg" in saved
    assert '"output_type": "error"' not in saved
    assert not lab.leaks_in(saved) and "github.json" not in saved


def test_the_example_holds_no_output_and_no_path() -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    code = "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert ".json" not in code and "__DRIVE_TOKEN_PATH__" in code
