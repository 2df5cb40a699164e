"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from colab_safe.atomic_write import replace_file

POSIX = pytest.mark.skipif(os.name == "nt", reason="permissions and links of POSIX")


def permissions(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@POSIX
@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        (None, None, 0o600),
        (None, 0o640, 0o640),
        (0o644, None, 0o644),
        (0o755, None, 0o755),
        (0o644, 0o600, 0o600),
    ],
    ids=["new file is private", "new file as asked", "kept", "executable stays so", "narrowed"],
)
def test_permissions(tmp_path: Path, before: int | None, asked: int | None, after: int) -> None:
    file = tmp_path / "a"
    if before is not None:
        file.write_bytes(b"old")
        file.chmod(before)
    replace_file(str(file), b"new", asked)
    assert (file.read_bytes(), permissions(file)) == (b"new", after)


@POSIX
def test_file_behind_a_link_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "folder" / "target", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    replace_file(str(link), b"new")
    assert (target.read_bytes(), link.is_symlink()) == (b"new", True)


@pytest.mark.parametrize("fails", ["fsync", "replace"])
def test_failure_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    file = tmp_path / "a"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, fails, fail)
    with pytest.raises(OSError, match="disk is full"):
        replace_file(str(file), b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_relative_path_and_missing_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    replace_file("a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    with pytest.raises(FileNotFoundError):
        replace_file("missing/a", b"new")


def test_what_a_killed_process_left_is_removed_a_day_later(tmp_path: Path) -> None:
    old, new, other = (
        tmp_path / name
        for name in (f".colab-safe-{'0' * 16}", f".colab-safe-{'1' * 16}", ".colab-safe-notes")
    )
    for file in (old, new, other):
        file.write_text("x")
    for file in (old, other):
        os.utime(file, (0, 0))
    replace_file(str(tmp_path / "a.ipynb"), b"new")
    assert sorted(os.listdir(tmp_path)) == sorted([new.name, other.name, "a.ipynb"])


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_kill_in_mid_write_leaves_what_the_next_write_removes(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys\n"
        "from colab_safe import atomic_write\n"
        "atomic_write.os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)\n"
        "atomic_write.replace_file(sys.argv[1], b'new')\n"
    )
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")
    done = subprocess.run([sys.executable, "-c", code, path], check=False)
    left = [each for each in tmp_path.iterdir() if each != path]
    assert (done.returncode, path.read_bytes(), len(left)) == (-signal.SIGKILL, b"old", 1)
    os.utime(left[0], (0, 0))
    replace_file(str(path), b"newer")
    assert os.listdir(tmp_path) == ["a.ipynb"]
