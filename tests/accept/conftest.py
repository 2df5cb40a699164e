from __future__ import annotations

from pathlib import Path

import pytest

from tests.accept.projects import Folder


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Folder:
    """An empty folder outside any repository, as the current one."""
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path, capsys)
