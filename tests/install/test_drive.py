"""Mounting Drive: every failure of Colab's own function, and the places that are not Colab."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from colab_safe.errors import DriveError
from colab_safe.install import drive

from .lab import FAKE_COLAB


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    monkeypatch.setattr(drive, "MOUNT_POINT", str(tmp_path / "drive"))
    yield tmp_path / "drive"
    for name in [name for name in sys.modules if name == "google" or name.startswith("google.")]:
        del sys.modules[name]


def test_the_path_is_absolute_and_a_text(colab: Path) -> None:
    path = drive.mount_drive()
    assert path == str(colab / "MyDrive")
    assert os.path.join(path, "keys/github.json") == path + "/keys/github.json"


def test_the_old_name_of_the_folder(colab: Path) -> None:
    (colab / "My Drive").mkdir(parents=True)
    assert drive.mount_drive() == str(colab / "My Drive")


@pytest.mark.parametrize(
    ("failure", "advice"),
    [
        ("no_hostname", "this runtime cannot mount Drive"),
        ("enterprise", "Vertex AI and Colab Enterprise cannot"),
        ("no_credentials", "restart the runtime"),
        ("refused", "allow access"),
        ("config_dir", "restart the runtime"),
        ("symlink", "not a link"),
        ("files", "restart the runtime, or mount it elsewhere"),
        ("is_file", "there is a file at the mount point"),
        ("no_parent", "the folder above"),
        ("failed", "force_remount=True"),
        ("slow", "too many files"),
        ("policy", "administrator"),
        ("pexpect", "timeout_s=300"),
    ],
)
def test_failures(colab: Path, monkeypatch: pytest.MonkeyPatch, failure: str, advice: str) -> None:
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"drive": failure}))
    with pytest.raises(DriveError) as raised:
        drive.mount_drive()
    assert advice in str(raised.value)


def test_a_mount_point_with_a_blank(colab: Path) -> None:
    with pytest.raises(DriveError, match="without spaces"):
        drive.mount_drive("/content/my drive")


NOWHERE = ("KAGGLE_KERNEL_RUN_TYPE", "VERTEX_PRODUCT", "JPY_PARENT_PID", "COLAB_SAFE_DRIVE")


@pytest.mark.parametrize(
    ("variable", "words"),
    [("KAGGLE_KERNEL_RUN_TYPE", "Add-ons > Secrets"), ("VERTEX_PRODUCT", "Vertex AI"), ("JPY_PARENT_PID", "this Jupyter"),
     ("OTHER", "this is not Colab"), ("COLAB_SAFE_DRIVE", "does not exist")],
)  # fmt: skip
def test_elsewhere(monkeypatch: pytest.MonkeyPatch, variable: str, words: str) -> None:
    for name in NOWHERE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, "1")
    with pytest.raises(DriveError, match=words):
        drive.mount_drive()


def test_a_synchronised_folder_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLAB_SAFE_DRIVE", str(tmp_path))
    assert drive.mount_drive() == str(tmp_path)
