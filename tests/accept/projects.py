"""A folder with notebooks and settings, and the command line run in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from colab_safe.command_line.main import main
from tests.notebooks import Json, dump, notebook


class Folder:
    """The current folder of a test."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self.capsys = capsys

    def notebook(self, name: str, *cells: Json) -> Path:
        return self.write(name, dump(notebook(cells)))

    def write(self, name: str, data: bytes | str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
        return file

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout and stderr of `colab-safe …`."""
        self.capsys.readouterr()
        try:
            code = main(arguments)
        except SystemExit as exit:
            code = int(exit.code or 0)
        captured = self.capsys.readouterr()
        return code, captured.out, captured.err

    def scan(self, *arguments: str) -> dict[str, Any]:
        """The JSON report of a scan of this folder."""
        code, out, err = self.run("scan", ".", "--format", "json", *arguments)
        assert code in (0, 1), err
        report: dict[str, Any] = json.loads(out)
        return report

    def counts(self, *arguments: str) -> tuple[int, int]:
        """Findings reported and accepted."""
        summary = self.scan(*arguments)["summary"]
        return summary["findings"], summary["accepted"]
