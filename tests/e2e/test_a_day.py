"""A day in the life of two people, two clones and one notebook, with the real git and the real hooks."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.notebooks import code, dump, notebook, output
from tests.repository import Repository
from tests.tools import tool

Install = Callable[..., Repository]
P = "__DRIVE_TOKEN_PATH__"
ADA, BOB = "keys/github.json", "private stuff/gh.txt"


def analysis(path: str, *more: str) -> bytes:
    source = f'drive_path = mount_drive()\ntoken_json = os.path.join(drive_path, "{path}")\ninstall_private_library(token_json, "P")'
    shown = output(plain=f"'/content/drive/MyDrive/{path}'")
    return dump(notebook([code(source, [shown]), *(code(line) for line in more)]))


def passes(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_clones_edit_hide_push_pull_merge_and_restore(
    hooked: Install, framework: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    ada = hooked("colab-safe-paths", "colab-safe-scan")
    name, hub = "a b/Übung.ipynb", tmp_path / "hub.git"

    # Ada commits; the hook hides her path, says what to do, and the second try passes.
    ada.write(name, analysis(ADA, "x = 1"))
    stopped = ada.commit(name, ".pre-commit-config.yaml")
    assert stopped.returncode != 0
    assert (
        "Stage the changed notebooks (git add) and commit again." in stopped.stdout + stopped.stderr
    )
    passes(ada.commit(name))
    assert ada.blob(f"HEAD:{name}") == analysis(P, "x = 1")
    ada.git("clone", "--quiet", "--bare", ".", str(hub))
    ada.git("remote", "add", "origin", str(hub))
    ada.git("fetch", "--quiet", "origin")

    # Bob clones it, tells his own path once, and works.
    ada.git("clone", "--quiet", str(hub), str(tmp_path / "bob"))
    bob = Repository(tmp_path / "bob")
    passes(bob.run(framework, "install"))
    untold = bob.run(tool("colab-safe"), "paths", "restore")
    assert untold.returncode == 1
    assert "--path" in untold.stderr
    passes(bob.run(tool("colab-safe"), "paths", "restore", "--path", BOB))
    assert (bob.root / name).read_bytes() == analysis(BOB, "x = 1")
    bob.write(name, analysis(BOB, "x = 1", "y = 2"))
    assert bob.commit(name).returncode != 0
    passes(bob.commit(name))
    assert bob.blob(f"HEAD:{name}") == analysis(P, "x = 1", "y = 2")
    bob.git("push", "--quiet", "origin", "main")

    # Meanwhile Ada has restored her path, and changed another cell; then she pulls.
    passes(ada.run(tool("colab-safe"), "paths", "restore"))
    assert (ada.root / name).read_bytes() == analysis(ADA, "x = 1")
    changed = analysis(ADA, "x = 1").replace(
        b"drive_path = mount_drive()", b"drive_path = mount_drive(timeout_s=9)"
    )
    ada.write(name, changed)
    assert ada.commit(name).returncode != 0
    passes(ada.commit(name))
    ada.git("pull", "--quiet", "--no-rebase", "--no-edit", "origin", "main")
    passes(ada.run(tool("colab-safe"), "paths", "restore"))
    merged = analysis(ADA, "x = 1", "y = 2").replace(b"mount_drive()", b"mount_drive(timeout_s=9)")
    assert (ada.root / name).read_bytes() == merged
    ada.git("checkout", "--quiet", "--", name)
    ada.git("push", "--quiet", "origin", "main")

    # Bob gets it, each sees the own path, and no commit of anybody shows one.
    bob.git("pull", "--quiet", "--no-rebase", "origin", "main")
    passes(bob.run(tool("colab-safe"), "paths", "restore"))
    assert (bob.root / name).read_bytes() == merged.replace(ADA.encode(), BOB.encode())
    passes(bob.run(tool("colab-safe"), "paths", "list"))
    history = subprocess.run(
        ["git", "log", "--all", "--patch"], cwd=hub, capture_output=True, check=True
    ).stdout
    assert P.encode() in history
    assert ADA.encode() not in history
    assert BOB.encode() not in history


def test_what_is_staged_in_part(hooked: Install) -> None:
    """The framework rolls the fix back; the message tells the way out, which works."""
    repository, name = hooked("colab-safe-paths"), "a.ipynb"
    repository.add(name, analysis(ADA, "x = 1"))
    repository.write(name, analysis(ADA, "x = 1").replace(ADA.encode(), b"other/token.json"))
    stopped = repository.run("git", "commit", "--quiet", "--message", "part")
    assert stopped.returncode != 0
    assert "colab-safe paths hide --staged" in stopped.stdout + stopped.stderr
    assert repository.run(tool("colab-safe"), "paths", "hide", "--staged").returncode == 1
    assert repository.blob(f":{name}") == analysis(P, "x = 1")
    assert b"other/token.json" in (repository.root / name).read_bytes()
    passes(repository.run("git", "commit", "--quiet", "--message", "part"))
    assert repository.blob(f"HEAD:{name}") == analysis(P, "x = 1")


def test_a_broken_notebook_is_reported_and_left(repository: Repository) -> None:
    data = analysis(ADA)[:-30]
    repository.write("a.ipynb", data)
    done = repository.run(tool("colab-safe-paths"), "--", "a.ipynb")
    assert (done.returncode, "NOT hidden" in done.stdout, "not rewritten" in done.stderr) == (
        1,
        True,
        True,
    )
    assert (repository.root / "a.ipynb").read_bytes() == data


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_cannot_be_written(repository: Repository) -> None:
    repository.write("a.ipynb", analysis(ADA)).chmod(0o400)
    done = repository.run(tool("colab-safe-paths"), "--", "a.ipynb")
    assert (done.returncode, "read-only" in done.stderr) == (2, True)


def test_hooks_at_once_and_killed_lose_nothing(repository: Repository) -> None:
    """Each notebook is the old one or the new one, and the store brings all of them back."""
    names = [f"n{number}.ipynb" for number in range(8)]
    originals = {
        name: analysis(f"keys/token{number}.json", f"x = {number}")
        for number, name in enumerate(names)
    }
    for name, data in originals.items():
        repository.write(name, data)
    command = [sys.executable, "-m", "colab_safe", "paths", "hide"]
    for delay in (0.05, 0.1, 0.2, 0.3):
        run = subprocess.Popen([*command, *names], cwd=repository.root, stdout=-3, stderr=-3)
        try:
            run.wait(delay)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
            run.wait()
    at_once = [
        subprocess.Popen([*command, *names[half::2], names[0]], cwd=repository.root, stdout=-3)
        for half in (0, 1)
    ]
    assert {run.wait() for run in at_once} <= {0, 1}
    for name in names:
        hidden = (repository.root / name).read_bytes()
        assert b"keys/token" not in hidden
        json.loads(hidden)
    passes(repository.run(*command[:-1], "restore", *names))
    assert {name: (repository.root / name).read_bytes() for name in names} == originals
