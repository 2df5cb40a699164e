"""The bench that plants paths: it finds no fault, in one notebook of each format, and it notices one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import planted_paths
from colab_safe.paths.hide import Hiding

from .notebooks import code, jupyter, markdown, notebook, stream

FORMAT_4 = notebook(markdown("# Data"), code("import os\nprint(1)", stream("1\n")))
FORMAT_3 = {"metadata": {}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": []}]}


@pytest.mark.parametrize("tree", [FORMAT_4, FORMAT_3], ids=["4", "3"])
def test_all_are_hidden_and_restored(tmp_path: Path, tree: dict[str, object]) -> None:
    file = tmp_path / "a.ipynb"
    file.write_bytes(jupyter(tree))
    result = planted_paths.check(str(file), 150, seed=1)
    assert (result.planted.total(), result.faults) == (150, [])


def test_what_is_left_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps(FORMAT_4))
    monkeypatch.setattr(planted_paths, "hide", lambda data, name, store: Hiding(data))
    assert len(planted_paths.check(str(file), 5, seed=1).faults) == 5
