"""239 ways to write a token path, each hidden exactly, restored to identical bytes, compiled, and run."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from colab_safe.code.cells import split_cell
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.names import PLACEHOLDER, variable
from colab_safe.placeholders.store import PathStore
from tests.tools import PROJECT

from .notebooks import WRITERS, code, colab, drive_download, jupyter, notebook, sources
from .ways import HIDDEN, SETUP, STAY, WAYS

P = "__DRIVE_TOKEN_PATH__"
MARKED = re.compile("⟦(.*?)⟧", re.DOTALL)
TOKEN = '{"access_token": "made-up"}'
FILES = (
    "MyDrive/keys/gh.json", "MyDrive/keys/gh_token.json", "MyDrive/misc/one.txt", "MyDrive/.netrc", "MyDrive/ssh/id_ed25519",
    "Shareddrives/Team/token.json", ".shortcut-targets-by-id/1aBc/keys/gh.json",
)  # fmt: skip


def cells_of(way: str) -> tuple[list[str], list[str]]:
    """The cells as written, and with placeholders."""
    shown, hidden = MARKED.sub(r"\1", way), MARKED.sub(P, way)
    return [SETUP, *shown.split("\n---\n")], [SETUP, *hidden.split("\n---\n")]


def without_names(texts: list[str]) -> list[str]:
    """The texts with placeholders without names, which tests/paths/test_identity.py looks at."""
    return [PLACEHOLDER.sub(P, text) for text in texts]


@pytest.mark.parametrize("way", [*WAYS.values(), *HIDDEN.values()], ids=[*WAYS, *HIDDEN])
@pytest.mark.parametrize("write", [jupyter, colab, drive_download])
def test_hidden_and_restored(way: str, write: Any) -> None:
    shown, hidden = cells_of(way)
    data, store = write(notebook(*map(code, shown))), PathStore()
    hiding = hide(data, "a.ipynb", store)
    assert without_names(sources(hiding.data)) == hidden
    assert restore(hiding.data, "a.ipynb", store).data == data
    assert hide(hiding.data, "a.ipynb", store).data == hiding.data


@pytest.mark.parametrize("way", [*WAYS.values(), *HIDDEN.values()], ids=[*WAYS, *HIDDEN])
def test_compiles_as_before(way: str) -> None:
    for before, after in zip(*cells_of(way), strict=True):
        assert parses(before) == parses(after)


def parses(source: str) -> bool:
    try:
        ast.parse(split_cell(source).python)
    except SyntaxError:
        return False
    return True


@pytest.mark.parametrize("text", STAY)
def test_stays(text: str) -> None:
    for write in WRITERS:
        data = write(
            notebook(
                code("from google.colab import drive\ndrive.mount('/content/drive')"), code(text)
            )
        )
        assert hide(data, "a.ipynb", PathStore()).data == data


class Runner:
    """One IPython for all ways, with a Drive below `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        for name in FILES:
            file = home / "content/drive" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(TOKEN)
        environ = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "tests/fake_colab")]),
        }
        command = [sys.executable, "-m", "tests.paths.runner", str(home)]
        self.process = subprocess.Popen(
            command, stdin=-1, stdout=-1, stderr=-1, text=True, cwd=PROJECT, env=environ
        )

    def run(self, cells: list[str], own: dict[str, str]) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout and self.process.stderr
        moved = [cell.replace("/content", f"{self.home}/content") for cell in cells]
        self.process.stdin.write(json.dumps({"cells": moved, "own": own}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        answer: dict[str, Any] = json.loads(line)
        return answer


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = Runner(tmp_path_factory.mktemp("home"))
    yield made
    made.process.kill()
    made.process.communicate()


RUNNABLE = {
    name: way
    for name, way in WAYS.items()
    if name not in ("Python 2", "unfinished", "magic beside code")
}


@pytest.mark.parametrize("way", RUNNABLE.values(), ids=RUNNABLE)
def test_runs_with_the_placeholder(way: str, runner: Runner) -> None:
    shown, _ = cells_of(way)
    store = PathStore()
    hidden = sources(hide(jupyter(notebook(*map(code, shown))), "a.ipynb", store).data)
    own = {variable(sign): paths[0].replace("…", "gh") for sign, paths in store.paths.items()}
    before, after = (runner.run(cells, own) for cells in (shown, hidden))
    assert before["seen"], before
    assert not before["failed"], before
    assert after["seen"] == before["seen"], after
    assert not after["failed"], after
