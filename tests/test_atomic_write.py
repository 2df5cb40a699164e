"""A file is replaced as a whole or not at all."""

from __future__ import annotations

import os
import stat
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
