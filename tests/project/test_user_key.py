"""The key that signs memories is the user's alone, and lies where no repository can bring one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from colab_safe.project.known_clean import user_key as user_keys
from colab_safe.project.known_clean.user_key import cache_folder, user_key

posix = pytest.mark.skipif(os.name == "nt", reason="links, modes and paths of POSIX")


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "colab-safe" / "memory.key"


def test_it_is_made_once_for_the_user_alone(key_file: Path) -> None:
    first = user_key()
    assert first
    assert len(first) == 32
    assert user_key() == first == key_file.read_bytes()
    if os.name != "nt":
        assert key_file.stat().st_mode & 0o777 == 0o600
        assert key_file.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("spoilt", [b"", b"short", b"x" * 33], ids=["empty", "short", "long"])
def test_a_damaged_key_is_replaced(key_file: Path, spoilt: bytes) -> None:
    first = user_key()
    key_file.write_bytes(spoilt)
    second = user_key()
    assert second
    assert len(second) == 32
    assert second != first


@posix
@pytest.mark.parametrize("mode", [0o644, 0o660, 0o602], ids=oct)
def test_a_key_that_others_can_open_is_replaced(key_file: Path, mode: int) -> None:
    first = user_key()
    key_file.chmod(mode)
    assert user_key() not in (first, None)
    assert key_file.stat().st_mode & 0o777 == 0o600


@posix
def test_a_pipe_does_not_hang(key_file: Path) -> None:
    user_key()
    key_file.unlink()
    os.mkfifo(key_file)
    assert user_key() in (None, key_file.read_bytes() if key_file.is_file() else None)


# The folder, by the platform and the variables that are set.
FOLDERS = {
    "Linux": ("linux", {"HOME": "/h"}, "/h/.cache/colab-safe"),
    "XDG": ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/colab-safe"),
    "relative": ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "x"}, "/h/.cache/colab-safe"),
    "macOS": ("darwin", {"HOME": "/h"}, "/h/Library/Caches/colab-safe"),
    "macOS with XDG": ("darwin", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/colab-safe"),
    "Windows": ("win32", {"LOCALAPPDATA": "/l"}, "/l/colab-safe"),
    "Windows without it": ("win32", {}, None),
    "relative home": ("linux", {"HOME": "h"}, None),
}


@posix
@pytest.mark.parametrize(("platform", "variables", "expected"), FOLDERS.values(), ids=FOLDERS)
def test_the_cache_is_where_the_platform_has_it(
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    variables: dict[str, str],
    expected: str | None,
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(user_keys.sys, "platform", platform)
    assert cache_folder() == expected
