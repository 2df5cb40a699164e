"""The example that a user opens in Colab runs as it stands, but for the name of the package."""

from __future__ import annotations

from pathlib import Path

import nbformat

from colab_safe import published

from .forge import Forge
from .lab import REPOSITORY, Lab, leave_out
from .notebooks import mount_in, outputs, run_notebook

EXAMPLE = REPOSITORY / "examples" / "private_package_in_colab.ipynb"


def test_the_example_runs(lab: Lab, forge: Forge, wheel: Path) -> None:
    """From its first cell on, which installs colab-safe into a runtime without it."""
    leave_out(lab, "colab_safe")
    notebook = nbformat.read(EXAMPLE, as_version=4)
    sources = [
        cell.source.replace("PROJECT", "privpkg")
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
    assert sources[0].startswith(f'%pip install -q "git+{published.REPOSITORY}@v')
    missing = "try:\n    import colab_safe\nexcept ImportError:\n    print('not yet')"
    sources[0] = f"%pip install -q '{wheel}'"
    cells = [missing, *sources[:2], mount_in(lab), *sources[2:]]
    page = lab.root / "page.ipynb"  # what Colab's page answers
    page.write_text(EXAMPLE.read_text("utf-8"), "utf-8")
    colab = {"secrets": {"DRIVE_TOKEN_PATH": "keys/github.json"}, "page": str(page)}
    links = {"PIP_FIND_LINKS": str(wheel.parent)}
    saved = run_notebook(lab, cells, colab=colab, installed=False, environ=links)
    assert "not yet" in outputs(saved, 0)
    assert "Successfully installed privpkg" in outputs(saved, 4)
    assert "privpkg/__init__.py" in outputs(saved, 5)
    assert "nothing found" in outputs(saved, 6)
    assert '"output_type": "error"' not in saved
    assert not lab.leaks_in(saved) and "github.json" not in saved
    assert any(lab.venv.rglob("colab_safe-*.dist-info"))


def test_the_example_holds_no_output_and_no_path() -> None:
    notebook = nbformat.read(EXAMPLE, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)
    code = "".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert ".json" not in code and "__DRIVE_TOKEN_PATH__" in code
