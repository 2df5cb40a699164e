"""The file of `--resume`: what it says is believed only if nothing has changed and this user wrote it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.project.project import Projects
from colab_safe.remote.cluster.finished import Finished
from colab_safe.remote.cluster.keyed import keyed
from colab_safe.remote.source import Entry
from colab_safe.repositories.file_size_limit import files_of_at_most
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token

TOKEN = github_token(5)
A, B = (Entry(name, f"s3://b/{name}", 9, version="e1") for name in ("a", "b"))
LEAK = dump(notebook([code("x", [stream(f"{TOKEN}\n")])]))


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with one line: a report on two notebooks, one of which leaks."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    path = tmp_path / "resume.jsonl"
    begun = Finished(str(path), "rules")
    begun.add((A, B), keyed(Projects().of("").scanner()(LEAK, "s3://b/a"), begun.run_key))
    assert not begun.problems
    return path


def opened(file: Path, rules: str = "rules") -> Finished:
    return Finished(str(file), rules)


def test_what_is_finished_is_reported_once_all_of_its_files_are_there(file: Path) -> None:
    again = opened(file)
    assert again.has(A) and again.has(B)
    assert list(again.reports([A])) == []
    (report,) = again.reports([B])
    assert [each.rule for each in report.findings] == ["github-pat"]
    assert again.left() == []


def test_the_file_has_no_secret_and_is_the_users_alone(file: Path) -> None:
    text = file.read_text()
    assert TOKEN not in text
    assert opened(file).run_key.hex() not in text
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    assert all(json.loads(line) for line in text.splitlines() if line)


def test_files_whose_task_is_not_whole_any_more_are_scanned_again(file: Path) -> None:
    again = opened(file)
    changed = B._replace(version="e2")
    assert not again.has(changed)
    assert not again.has(A._replace(size=8)) and not again.has(A._replace(version=""))
    assert list(again.reports([A])) == []
    assert again.left() == [A]


def first_letter_of(name: bytes) -> Callable[[bytes], bytes]:
    """Change what comes after a name in the second line."""
    return lambda text: text.replace(name, name + b"0", 1)


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda text: text[:-20],
    "another report": first_letter_of(b'"report": "'),
    "another file": first_letter_of(b"s3://b/"),
    "another signature": lambda text: text[::-1].replace(b'"', b'"0', 1)[::-1],
    "no json": lambda text: text + b"\nnothing\n",
    "nested without end": lambda text: text + b"\n" + b"[" * 100_000,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_line_is_as_none(file: Path, damage: Callable[[bytes], bytes]) -> None:
    file.write_bytes(damage(file.read_bytes()))
    again = opened(file)
    assert again.has(A) == (damage in (DAMAGED["no json"], DAMAGED["nested without end"]))
    again.add((A,), keyed(Report(), again.run_key))
    assert opened(file).has(A)  # after the cut line there is a new one


def other_user(file: Path) -> Finished:
    key = file.parent / "cache" / "colab-safe" / "memory.key"
    key.unlink()
    return opened(file)


def other_file(file: Path) -> Finished:
    file.write_text("a notebook of mine")
    return opened(file)


def nested_without_end(file: Path) -> Finished:
    file.write_text("[" * 100_000)
    return opened(file)


def head_of_another_run(file: Path) -> Finished:
    other = file.with_name("other.jsonl")
    Finished(str(other), "rules")
    file.write_bytes(other.read_bytes() + file.read_bytes().split(b"\n", 1)[1])
    assert not opened(file).has(A)
    return opened(file, "other rules")


REFUSED: dict[str, Callable[[Path], Finished]] = {
    "other rules": lambda file: opened(file, "others"),
    "another user": other_user,
    "another file": other_file,
    "nested without end": nested_without_end,
    "the lines of another run": head_of_another_run,
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_what_is_not_of_this_scan_is_refused_and_left_as_it_is(
    file: Path, act: Callable[[Path], Finished]
) -> None:
    with pytest.raises(UsageError, match="remove it, or name another one"):
        act(file)


def test_what_was_not_wholly_read_is_not_remembered(file: Path) -> None:
    again = opened(file)
    other = A._replace(version="e3")
    again.add((other,), keyed(Report(problems=(Problem("a", "busy"),)), again.run_key))
    again.add((A._replace(version=""),), keyed(Report(), again.run_key))
    assert not opened(file).has(other)


def test_an_empty_file_is_a_new_one(file: Path) -> None:
    file.write_bytes(b"")
    opened(file).add((A,), keyed(Report(), opened(file).run_key))
    assert opened(file).has(A)


def test_a_file_that_cannot_be_written_is_told_before_the_scan(file: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        opened(file.parent / "nowhere" / "x")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no limit on the files of a program")
def test_after_a_full_disk_the_rest_is_read_again(file: Path) -> None:
    again = opened(file)
    other = A._replace(version="e3")
    with files_of_at_most(file.stat().st_size + 20):
        again.add((other,), keyed(Report(), again.run_key))
    assert "the disk is full" in again.problems[0].error
    later = opened(file)
    assert later.has(A) and not later.has(other)
    later.add((other,), keyed(Report(), later.run_key))
    assert opened(file).has(other)


def test_a_full_disk_is_told_once(file: Path) -> None:
    again = opened(file)
    file.unlink()
    file.mkdir()
    for _ in range(2):
        again.add((A,), keyed(Report(), again.run_key))
    (problem,) = again.problems
    assert "cannot be written" in problem.error
