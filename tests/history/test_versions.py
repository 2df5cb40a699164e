"""How the versions of a history are shared out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.history.traces import Version
from colab_safe.history.versions import VersionScanner, _shared_out
from colab_safe.project.parallel import ScanOptions
from tests.history.repositories import notebook
from tests.repository import Repository


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_version_is_scanned_once_and_most_notebooks_by_one_process(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    wanted = []
    for number in range(60):
        path = f"{'abcd'[number % 4]}.ipynb"
        file = repository.write(path, notebook(f"x = {number}"))
        wanted.append(Version(repository.git("hash-object", "-w", str(file)).strip(), path))
    monkeypatch.chdir(repository.root)
    scanned = [list(some) for some in VersionScanner(ScanOptions(jobs=jobs)).scan(wanted)]
    order = [wanted.index(version) for some in scanned for version in some]
    assert sorted(order) == list(range(60))
    if jobs == 1:
        assert order == list(range(60))
    else:
        paths = ["".join(sorted({version.path[0] for version in some})) for some in scanned]
        assert sorted(paths) == ["a", "b", "c", "d"]
        assert all(
            list(map(wanted.index, some)) == sorted(map(wanted.index, some)) for some in scanned
        )


@given(paths=st.lists(st.sampled_from("abcde"), min_size=1, max_size=40), jobs=st.integers(1, 6))
def test_a_notebook_is_in_one_task_and_tasks_are_in_order(paths: list[str], jobs: int) -> None:
    wanted = [Version(str(number), path) for number, path in enumerate(paths)]
    tasks = _shared_out(wanted, jobs)
    assert sorted(version for task in tasks for version in task) == sorted(wanted)
    assert len(tasks) <= 2 * jobs
    assert all(
        [int(each.blob) for each in task] == sorted(int(each.blob) for each in task)
        for task in tasks
    )
    owners = [path for task in tasks for path in {version.path for version in task}]
    assert len(owners) == len(set(owners))
