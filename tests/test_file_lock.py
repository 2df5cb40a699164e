"""Processes that write the same file at once lose nothing, whichever way the platform locks.

Windows' own way runs here with a stand-in for `msvcrt` that behaves as its documentation says.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import PROJECT

# Append lines to a file, each in a write of its own, with a pause between comparing and replacing.
_WRITE = """
import sys, time
from colab_safe import atomic_write, file_lock
exec(sys.argv[2])
content = atomic_write._content
def slow(path):
    found = content(path)
    time.sleep(0.002)
    return found
atomic_write._content = slow
for number in range(10):
    while True:
        old = content("log") or b""
        try:
            atomic_write.replace_file("log", old + sys.argv[1].encode() + b"\\n", was=atomic_write.Was(old))
            break
        except atomic_write.Changed:
            pass
"""
_BY_FILE = "file_lock._OPENS_FOLDERS = False"
_AS_WINDOWS = f"""
{_BY_FILE}
import errno, fcntl, types
LK_UNLCK, LK_LOCK = 0, 1
def locking(handle, mode, size):
    try:
        fcntl.flock(handle, fcntl.LOCK_UN if mode == LK_UNLCK else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        time.sleep(0.001)
        raise OSError(errno.EDEADLOCK, "Resource deadlock avoided") from None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_UNLCK=LK_UNLCK, LK_LOCK=LK_LOCK)
sys.modules["fcntl"] = None
"""
WAYS = {"by folder": "", "by file": _BY_FILE, "as on Windows": _AS_WINDOWS}
_NO_LOCK = "import contextlib; file_lock.held = lambda handle: contextlib.nullcontext()"


def lines_after_parallel_writes(folder: Path, way: str) -> list[str]:
    (folder / "log").write_bytes(b"")
    environment = {"PYTHONPATH": str(PROJECT), "TMPDIR": str(folder / "tmp")}
    (folder / "tmp").mkdir()
    processes = [
        subprocess.Popen([sys.executable, "-c", _WRITE, name, way], cwd=folder, env=environment)
        for name in "abcd"
    ]
    assert [process.wait(60) for process in processes] == [0] * 4
    return sorted((folder / "log").read_text().split())


@pytest.mark.skipif(sys.platform == "win32", reason="fcntl, also in the stand-in for msvcrt")
@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_lost(way: str, tmp_path: Path) -> None:
    assert lines_after_parallel_writes(tmp_path, WAYS[way]) == sorted("abcd" * 10)
    assert [file.name for file in tmp_path.iterdir() if file.name not in ("log", "tmp")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="as above")
def test_without_a_lock_something_is(tmp_path: Path) -> None:
    assert len(lines_after_parallel_writes(tmp_path, _NO_LOCK)) < 40
