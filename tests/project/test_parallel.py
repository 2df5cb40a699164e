"""Work in several processes gives what the same work gives in one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from colab_safe.errors import EngineError
from colab_safe.model import total
from colab_safe.project.file_scan import scan_files
from colab_safe.project.inputs import from_files, scan_inputs
from colab_safe.project.parallel import (
    ScanOptions,
    job_count,
    on_all_cores,
    packed,
    unpacked,
)
from colab_safe.project.project import Projects
from tests.history.repositories import notebook
from tests.tokens import github_token


def counting(_: ScanOptions) -> Callable[[int], tuple[int, int, int]]:
    """Work that tells its process, how many tasks that process had before, and the task."""
    numbers: Iterator[int] = iter(range(1000))
    return lambda task: (os.getpid(), next(numbers), task)


def failing(_: ScanOptions) -> Callable[[int], int]:
    raise EngineError("this engine is not installed")


def test_work_is_made_once_per_process_and_results_keep_their_order() -> None:
    results = list(on_all_cores(counting, ScanOptions(jobs=2), range(40)))
    assert [task for _, _, task in results] == list(range(40))
    assert os.getpid() not in {process for process, _, _ in results}
    for process in {process for process, _, _ in results}:
        numbers = sorted(number for other, number, _ in results if other == process)
        assert numbers == list(range(len(numbers)))


def test_the_largest_tasks_begin_first_and_results_keep_their_order() -> None:
    results = list(on_all_cores(counting, ScanOptions(jobs=1), range(9), lambda task: task % 3))
    assert [task for _, _, task in results] == list(range(9))
    begun = sorted(results, key=lambda result: result[1])
    assert [task for _, _, task in begun] == [2, 5, 8, 1, 4, 7, 0, 3, 6]


def test_error_of_a_process_reaches_the_parent_as_itself() -> None:
    with pytest.raises(EngineError, match="not installed"):
        list(on_all_cores(failing, ScanOptions(jobs=2), range(3)))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.chdir(tmp_path)
    for number in range(40):
        token = github_token(number) if number % 7 == 0 else ""
        Path(f"{number:02}.ipynb").write_bytes(notebook(f"x = {number}", printed=token))
    Path("broken.ipynb").write_bytes(b"{")
    return sorted(path.name for path in tmp_path.iterdir())


def test_files_are_reported_as_in_one_process(files: list[str]) -> None:
    expected = scan_inputs(from_files(files), Projects().scanner())
    assert len(expected.findings) == 6
    assert len(expected.problems) == 1
    assert total(scan_files(files, ScanOptions(jobs=3))) == expected


def test_packed_report_is_the_same_when_unpacked(files: list[str]) -> None:
    report = scan_inputs(from_files(files), Projects().scanner())
    assert unpacked(packed(report)) == report


def test_job_count() -> None:
    assert job_count(ScanOptions(jobs=7)) == 7
    assert 1 <= job_count(ScanOptions()) <= (os.cpu_count() or 1)
