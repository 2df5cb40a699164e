"""Small files that would become large are read in little memory, and what was not read is reported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import BOMBS
from tests.tools import PROJECT

# A scan of a small notebook takes 40 MB of address space beyond the interpreter's own.
_MOST = 600 << 20
_SCAN = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({_MOST}, {_MOST}))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
from colab_safe.command_line.main import main
sys.exit(main(sys.argv[1:]))
"""
# How large each bomb is made, and whether a limit keeps a part of it from being read.
SIZES = {
    "gzip_bomb": (1500, True),
    "gzip_bombs_in_outputs": (1500, True),
    "nested_gzip": (3, True),
    "zip_bombs": (100, True),
    "picture_text": (1000, True),
    "deep_json": (100, True),
    "deep_objects": (1000, True),
    "many_outputs": (20, False),
    "one_line": (20, False),
}


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS is Linux's")
@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("command", ["scan", "paths"])
def test_memory_is_bounded_and_what_is_not_read_is_said(
    name: str, command: str, tmp_path: Path
) -> None:
    size, is_cut = SIZES[name]
    (tmp_path / "a.ipynb").write_bytes(BOMBS[name](size))
    words = ["scan", "--format", "json"] if command == "scan" else ["paths", "check"]
    done = subprocess.run(
        [sys.executable, "-c", _SCAN, *words, "a.ipynb"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "internal error" not in done.stderr
    assert done.returncode == (2 if is_cut else 0) or command == "paths", done.stderr
    if command == "scan":
        assert bool(json.loads(done.stdout)["errors"]) == is_cut
