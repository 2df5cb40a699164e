"""The file of a memory: signed lines, of a limited size, that damage and other runs do not spoil."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.model import Coverage
from colab_safe.project.known_clean.memory import Memory

KEY, ENTRY = b"k" * 32, {"a1": Coverage(1, 2, 3, 4, 5, 0)}


def of_folder(path: Path) -> Memory:
    return Memory(str(path), KEY, "clean", "c0de")


def only_file(path: Path) -> Path:
    [file] = path.iterdir()
    return file


def test_an_entry_comes_back_with_its_numbers(tmp_path: Path) -> None:
    of_folder(tmp_path / "m").add(ENTRY)
    assert of_folder(tmp_path / "m").known(["a1", "b2"]) == {"a1": Coverage(1, 2, 3, 4, 5, 0, 1)}
    assert of_folder(tmp_path / "m").is_empty is False
    if os.name != "nt":
        assert only_file(tmp_path / "m").stat().st_mode & 0o777 == 0o600


# How a prepared or damaged file differs from one that this user's runs wrote.
HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "another name": lambda data: data.replace(b"a1", b"b2"),
    "other numbers": lambda data: data.replace(b"1 2 3", b"1 2 9"),
    "no signature": lambda data: data.replace(data.split()[-1], b""),
    "zeros": lambda data: data.replace(data.split()[-1], b"0" * 32),
    "cut short": lambda data: data[:-2],
    "empty": lambda data: b"",
    "binary": lambda data: bytes(range(256)),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_a_changed_entry_is_ignored(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    of_folder(tmp_path / "m").add(ENTRY)
    file = only_file(tmp_path / "m")
    file.write_bytes(change(file.read_bytes()))
    assert of_folder(tmp_path / "m").known(["a1", "b2"]) == {}
    of_folder(tmp_path / "m").add(ENTRY)
    assert list(of_folder(tmp_path / "m").known(["a1"])) == ["a1"]


@pytest.mark.parametrize(
    "other",
    [(b"o" * 32, "clean", "c0de"), (KEY, "files", "c0de"), (KEY, "clean", "c1")],
    ids=["user", "kind", "code"],
)
def test_entries_of_other_users_kinds_and_code_are_ignored(
    tmp_path: Path, other: tuple[bytes, str, str]
) -> None:
    of_folder(tmp_path / "m").add(ENTRY)
    file, stranger = only_file(tmp_path / "m"), Memory(str(tmp_path / "m"), *other)
    assert stranger.known(["a1"]) == {}
    stranger.add({"b2": Coverage()})
    [new] = {*(tmp_path / "m").iterdir()} - {file}
    new.write_bytes(file.read_bytes())
    assert Memory(str(tmp_path / "m"), *other).known(["a1"]) == {}


def test_what_is_kept_as_a_whole_is_signed(tmp_path: Path) -> None:
    of_folder(tmp_path / "m").keep(b"{}")
    assert of_folder(tmp_path / "m").kept() == b"{}"
    file = only_file(tmp_path / "m")
    file.write_bytes(file.read_bytes().replace(b"{}", b"[]"))
    assert of_folder(tmp_path / "m").kept() is None


def test_a_folder_that_cannot_be_made_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = of_folder(tmp_path / "file" / "m")
    memory.add(ENTRY)
    memory.keep(b"{}")
    assert (memory.known(["a1"]), memory.kept()) == ({}, None)


def test_runs_at_once_keep_all_entries(tmp_path: Path) -> None:
    def run(number: int) -> None:
        for entry in range(50):
            of_folder(tmp_path / "m").add({f"{number}a{entry}": Coverage(1)})

    of_folder(tmp_path / "m").add(ENTRY)
    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [f"{number}a{entry}" for number in range(4) for entry in range(50)]
    assert len(of_folder(tmp_path / "m").known(names)) == 200


def test_the_older_half_of_a_large_file_is_thrown_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 5_000
    monkeypatch.setattr("colab_safe.project.known_clean.memory._MOST", most)
    names = [f"a{number}" for number in range(300)]
    for name in names:
        of_folder(tmp_path / "m").add({name: Coverage(1)})
    size = only_file(tmp_path / "m").stat().st_size
    left = list(of_folder(tmp_path / "m").known(names))
    assert most / 2 < size <= most + 100
    assert left == names[-len(left) :]
    assert len(left) > size / 60


def test_files_of_older_code_are_thrown_out(tmp_path: Path) -> None:
    for number in range(6):
        Memory(str(tmp_path / "m"), KEY, "clean", f"c{number}").add(ENTRY)
    for name in ("paths.json", "scanned-clean-0f", "pushed-last-0f", "files-c0de-1"):
        (tmp_path / "m" / name).write_text("{}")
    Memory(str(tmp_path / "m"), KEY, "clean", "cf").add(ENTRY)
    names = {path.name.partition("-")[0] for path in (tmp_path / "m").iterdir()}
    assert names == {"paths.json", "files", "clean"}
    assert len(list((tmp_path / "m").glob("clean-*"))) == 4
