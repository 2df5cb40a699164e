"""The project keeps its own rule, with its own program and settings: no file of the repository holds a token."""

from __future__ import annotations

import json
import os
import subprocess

from tests.repository import Repository
from tests.tools import PROJECT, tool


def test_no_file_holds_a_secret() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, check=True
    ).stdout
    names = [
        name for name in os.fsdecode(listed).split("\0") if name and (PROJECT / name).is_file()
    ]
    assert "README.md" in names

    done = Repository(PROJECT).run(tool("colab-safe"), "scan", "--format", "json", *names)

    report = json.loads(done.stdout)
    assert [
        (found["path"], found["file_line"], found["rule"]) for found in report["findings"]
    ] == []
    # They have texts for every decoder, so all their orders together reach the limit on decoded text, which is reported.
    many = {"tests/views/test_views.py", "tests/views/test_way_back.py"}
    assert {error["path"] for error in report["errors"]} == many
    assert report["summary"]["files"] == len(names)
