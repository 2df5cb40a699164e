"""What git and pip report reaches the listener, also where the path of the temporary folder is too long for a socket."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from colab_safe.install.credentials.event_listener import EventListener
from colab_safe.install.packages import run_pip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
@pytest.mark.parametrize("name", ["short", "long" * 40])
def test_git_and_pip_are_heard(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    opened = os.listdir("/proc/self/fd")
    with EventListener(str(folder)) as listener:
        environ = {**os.environ, **listener.environ}
        for argv in (
            ["git", "-C", str(folder), "ls-remote", str(tmp_path / "nosuch")],
            [sys.executable, run_pip.__file__, "install", "-q", "--no-index", "nosuch"],
        ):
            subprocess.run(argv, env=environ, capture_output=True, check=False)
    events = listener.events()
    assert [command.argv[-2] for command in events.git] == ["ls-remote"]
    assert "does not appear to be a git repository" in events.git[0].errors[0]
    assert any("No matching distribution" in event.message for event in events.pip)
    assert list(folder.iterdir()) == [] and os.listdir("/proc/self/fd") == opened
