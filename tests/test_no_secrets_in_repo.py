"""The project keeps its own rule: no file of the repository holds what looks like a token."""

from __future__ import annotations

import os
import subprocess

import pytest

from colab_safe.detect.engine import load
from colab_safe.report.text import where
from colab_safe.scan import scan
from tests.tools import PROJECT


@pytest.mark.parametrize("engine", ["builtin"])
def test_no_file_holds_a_secret(engine: str) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True).stdout
    names = [name for name in os.fsdecode(listed).split("\0") if name and (PROJECT / name).is_file()]
    assert "README.md" in names

    engines = [load(engine)]
    found = [finding for name in names for finding in scan((PROJECT / name).read_bytes(), name, engines).findings]

    assert [f"{where(finding.location)}: {finding.rule}" for finding in found] == []
