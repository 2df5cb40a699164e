"""What real nbconvert and real papermill write has no secret in it, each beside a run that shows it without us."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter, MarkdownExporter, PythonExporter
from traitlets.config import Config

from colab_safe import RedactPreprocessor
from colab_safe.detect.engine import load
from colab_safe.exports.redacted import StillSecret, redacted_notebook
from colab_safe.scan import scan
from tests.notebooks import code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token
from tests.tools import PROJECT, tool

TOKEN = github_token()
EVERYWHERE = notebook(
    [
        markdown(f"use {TOKEN}"),
        code(f"token = '{TOKEN}'", [stream(f"{TOKEN}\n"), output(html=f"<b>{TOKEN}</b>"), error("E", TOKEN, [TOKEN])]),
    ]
)  # fmt: skip
PACKED = base64.b64encode(gzip.compress(f"{TOKEN}\n".encode() * 3)).decode()
EXPORTERS = [HTMLExporter, MarkdownExporter, PythonExporter]


def exported(exporter: Any, tree: dict[str, Any], *preprocessors: str) -> str:
    config = Config({"Exporter": {"preprocessors": list(preprocessors)}})
    body, _ = exporter(config=config).from_notebook_node(nbformat.reads(dump(tree), as_version=4))
    return str(body)


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_an_export_has_no_secret(exporter: Any) -> None:
    assert TOKEN in exported(exporter, EVERYWHERE)
    clean = exported(exporter, EVERYWHERE, "colab_safe.RedactPreprocessor")
    assert TOKEN not in clean and TOKEN[4:16] not in clean
    assert "[REDACTED:github-pat]" in clean


def test_an_export_whose_secret_cannot_be_redacted_fails() -> None:
    tree = notebook([code("x", [stream(PACKED)])])
    with pytest.raises(StillSecret, match=r"cell 1.*Remove it from the notebook first") as failure:
        exported(HTMLExporter, tree, "colab_safe.RedactPreprocessor")
    assert TOKEN not in str(failure.value) and PACKED[:16] not in str(failure.value)


def test_the_program_exports_without_a_secret(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(dump(EVERYWHERE))
    option = "--Exporter.preprocessors=colab_safe.RedactPreprocessor"
    command = [sys.executable, "-m", "nbconvert", "--to", "html", option, "a.ipynb"]
    subprocess.run(
        command, cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    html = (tmp_path / "a.html").read_text("utf-8")
    assert "[REDACTED:github-pat]" in html and TOKEN not in html


def test_widgets_of_an_html_export_are_read_and_redacted() -> None:
    """Their state is JSON in a `<script>`; a password field has no pattern, only its model's name."""
    word, module = "-".join(("hW4", "kiln", "Sopha9")), "@jupyter-widgets/controls"
    values = {
        "PasswordModel": word,
        "TextModel": TOKEN,
        "HTMLModel": f"<b>{TOKEN[:9]}</b>{TOKEN[9:]}",
    }
    state = {
        name: {"model_name": name, "model_module": module, "model_module_version": "2.0.0",
               "state": {"_model_name": name, "value": value}}
        for name, value in values.items()
    }  # fmt: skip
    mime = "application/vnd.jupyter.widget-state+json"
    tree = notebook([code("w")])
    tree["metadata"]["widgets"] = {mime: {"version_major": 2, "version_minor": 0, "state": state}}
    html = exported(HTMLExporter, tree)
    found = scan(html.encode(), "a.html", [load("builtin")]).findings
    assert sorted(each.secret.reveal() for each in found) == sorted([word, TOKEN, TOKEN])
    clean = exported(HTMLExporter, tree, "colab_safe.RedactPreprocessor")
    assert scan(clean.encode(), "a.html", [load("builtin")]).findings == ()
    assert word not in clean and TOKEN[9:] not in clean


def test_what_the_settings_accept_stays(tmp_path: Path) -> None:
    (tmp_path / ".colab-safe.toml").write_text(
        '[[allow]]\npaths = ["a.ipynb"]\nrules = ["github-pat"]\nreason = "made up"\n'
    )
    tree = json.loads(dump(EVERYWHERE))
    assert redacted_notebook(tree, str(tmp_path / "a.ipynb")) == tree
    assert TOKEN not in json.dumps(redacted_notebook(tree, str(tmp_path / "b.ipynb")))


def test_the_preprocessor_can_be_switched_off() -> None:
    node = nbformat.reads(dump(EVERYWHERE), as_version=4)
    assert RedactPreprocessor(enabled=False)(node, {})[0] is node


def papermill(folder: Path, *options: str) -> tuple[int, str]:
    """Run papermill with a token as a parameter; return its exit code, and what it wrote."""
    command = [
        tool("papermill"),
        "in.ipynb",
        "out.ipynb",
        "-p",
        "token",
        TOKEN,
        "-k",
        "python3",
        "-l",
        "python",
    ]
    own = {"PYTHONPATH": str(PROJECT), "IPYTHONDIR": str(folder / "ipython")}
    done = subprocess.run(
        [*command, "--no-progress-bar", *options],
        cwd=folder, capture_output=True, check=False, env={**os.environ, **own},
    )  # fmt: skip
    return done.returncode, (folder / "out.ipynb").read_text("utf-8")


@pytest.fixture
def job(tmp_path: Path) -> Path:
    first = code("token = None", metadata={"tags": ["parameters"]})
    (tmp_path / "in.ipynb").write_bytes(dump(notebook([first, code("print(token, len(token))")])))
    return tmp_path


def test_papermill_writes_no_parameter_and_no_output_with_a_token(job: Path) -> None:
    assert papermill(job)[1].count(TOKEN) == 3  # the cell, the metadata, the output
    exit_code, written = papermill(job, "--engine", "colab-safe")
    assert exit_code == 0
    assert TOKEN not in written and "[REDACTED:github-pat] 40" in written


def test_papermill_is_redacted_when_a_cell_fails(job: Path) -> None:
    tree = json.loads((job / "in.ipynb").read_bytes())
    tree["cells"].append(code("raise ValueError(token)"))
    (job / "in.ipynb").write_bytes(dump(tree))
    exit_code, written = papermill(job, "--engine", "colab-safe")
    assert exit_code != 0
    assert TOKEN not in written and "ValueError" in written
