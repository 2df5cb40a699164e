"""How the versions of a history are shared out."""

from __future__ import annotations

import pytest

from colab_safe.history.traces import Version
from colab_safe.history.versions import VersionScanner
from colab_safe.project.parallel import ScanOptions
from tests.history.repositories import notebook
from tests.repository import Repository


@pytest.mark.parametrize("jobs", [1, 2])
def test_versions_of_a_notebook_are_scanned_together_in_their_order(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    wanted = []
    for number in range(60):
        path = f"{'abc'[number % 3]}.ipynb"
        file = repository.write(path, notebook(f"x = {number}"))
        wanted.append(Version(repository.git("hash-object", "-w", str(file)).strip(), path))
    monkeypatch.chdir(repository.root)
    scanned = [
        version
        for reports in VersionScanner(ScanOptions(jobs=jobs)).scan(wanted)
        for version in reports
    ]
    assert scanned == sorted(wanted, key=lambda version: version.path)
