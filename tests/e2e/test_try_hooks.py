"""`doctor --try-hooks` commits and pushes a made-up token in a throw-away copy, and sees what the real hooks do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from colab_safe.setup import trial
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tools import tool

Install = Callable[..., Repository]
Hook = Callable[[Repository, str], None]
STOPPED = [
    "ok      tried: a commit of a made-up token was stopped, in 3 notebooks",
    "ok      tried: a push of a made-up token was stopped, in 3 notebooks",
]


def tried(repository: Repository) -> tuple[int, list[str]]:
    """The exit code, and the lines about what was tried; nothing of the token is in any."""
    done = repository.run(tool("colab-safe"), "doctor", "--try-hooks")
    assert done.stderr == ""
    assert not re.search(r"gh[p]_\w{4}", done.stdout)
    lines = done.stdout.splitlines()
    words = ("tried:", "was not tried", "were not tried", "was stopped by")
    return done.returncode, [line for line in lines if any(word in line for word in words)]


def content(root: Path) -> dict[str, bytes]:
    """All files of a repository, git's own too: objects, index, refs, configuration."""
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def repository(repository: Repository) -> Repository:
    """A repository with two notebooks, CI, and neither a commit nor a hook."""
    repository.add("a.ipynb", notebook())
    repository.add("my data/Übung 1.ipynb", notebook())
    repository.add(".github/workflows/a.yml", "jobs: {a: {steps: [{run: colab-safe scan .}]}}\n")
    return repository


def test_own_hooks_stop_it_and_nothing_else_changes(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0
    repository.git("remote", "add", "origin", str(tmp_path / "nowhere.git"))
    repository.write("left.ipynb", notebook())
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    before = content(repository.root)

    code, lines = tried(repository)

    assert (code, lines) == (0, [line.replace("3 n", "4 n") for line in STOPPED])
    assert content(repository.root) == before
    assert list(temporary.iterdir()) == []


def test_frameworks_stop_it(hooked: Install, install_hook: Hook, repository: Repository) -> None:
    hooked("colab-safe-paths", "colab-safe-scan", "colab-safe-push")
    install_hook(repository, "pre-push")
    _prepare(repository)
    assert tried(repository) == (0, STOPPED)


def _prepare(repository: Repository) -> None:
    """Have the framework build the environment, if it has not yet."""
    repository.run("git", "commit", "--quiet", "--message", "x")
    repository.run("git", "reset", "--quiet", "--soft", "HEAD~")


def test_frameworks_that_do_not_see_all(
    hooked: Install, install_hook: Hook, repository: Repository
) -> None:
    hooked("colab-safe-scan", "colab-safe-push")
    install_hook(repository, "pre-push")
    _prepare(repository)
    text = (repository.root / ".pre-commit-config.yaml").read_text()
    scan = "      - id: colab-safe-scan\n"
    repository.add(".pre-commit-config.yaml", text.replace(scan, f"{scan}        exclude: ^my\n"))
    code, lines = tried(repository)
    part = "missing tried: a commit was stopped, but a made-up token in my data/Übung 1.ipynb was not reported"
    assert (code, lines) == (1, [part, STOPPED[1]])
    repository.add(".pre-commit-config.yaml", text.replace(scan, f"{scan}        files: ^src/\n"))
    code, lines = tried(repository)
    through = "missing tried: a commit of 3 notebooks with a made-up token was let through"
    assert (code, lines) == (1, [through, STOPPED[1]])


def test_nothing_is_downloaded(
    hooked: Install,
    install_hook: Hook,
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hooked("colab-safe-scan")
    text = (repository.root / ".pre-commit-config.yaml").read_text()
    elsewhere = re.sub(r"repo: .*", "repo: https://localhost:9/colab-safe", text)
    repository.add(".pre-commit-config.yaml", elsewhere)
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    code, lines = tried(repository)
    said = "unknown a commit was not tried: the environment of a hook is not installed, and would be downloaded"
    assert (code, lines[0]) == (2, said)


def test_without_hooks(repository: Repository) -> None:
    code, lines = tried(repository)
    assert code == 1
    assert [line.endswith("was let through") for line in lines] == [True, True]


def script(repository: Repository, text: str, name: str = "pre-commit") -> None:
    repository.write(f".git/hooks/{name}", f"#!/bin/sh\n{text}").chmod(0o755)


def test_a_hook_that_fails_for_another_reason_proves_nothing(repository: Repository) -> None:
    script(repository, "echo secret-of-the-hook; exit 3\n")
    code, lines = tried(repository)
    said = "unknown a commit was stopped by something else (exit code 1), so it is not known whether colab-safe would stop it"
    assert (code, lines[0]) == (2, said)


def test_a_hook_that_rewrites_notebooks_is_run_again(repository: Repository) -> None:
    scan = tool("colab-safe-scan")
    on_one_line = 'for f in *.ipynb; do tr -d "\\n" <"$f" >t; mv t "$f"; done'
    script(repository, f'if grep -q "^ " a.ipynb; then {on_one_line}; exit 1; fi\nexec "{scan}"\n')
    code, lines = tried(repository)
    assert lines[0] == STOPPED[0]
    assert code == 1  # there is no push hook


def test_hooks_of_all_repositories_run_where_they_are(
    repository: Repository, tmp_path: Path
) -> None:
    seen, hooks = tmp_path / "seen", tmp_path / "hooks"
    hooks.mkdir()
    hook = hooks / "pre-commit"
    hook.write_text(f'#!/bin/sh\npwd >"{seen}"\nexec "{tool("colab-safe-scan")}"\n')
    hook.chmod(0o755)
    repository.git("config", "core.hooksPath", str(hooks))
    assert tried(repository)[1][0] == STOPPED[0]
    assert not seen.read_text().startswith(str(repository.root))


@pytest.mark.parametrize("folder", [".", ".githooks"])
def test_hooks_in_the_working_tree(repository: Repository, folder: str) -> None:
    hook = repository.write(f"{folder}/pre-commit", f'#!/bin/sh\n. ./helper\nexec "{tool("colab-safe-scan")}"\n')  # fmt: skip
    hook.chmod(0o755)
    repository.add("helper", "true\n")
    repository.git("add", "--all")
    repository.git("config", "core.hooksPath", folder)
    assert tried(repository)[1][0] == STOPPED[0]


def test_filters_run_as_in_the_repository(repository: Repository) -> None:
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0
    assert repository.run(tool("colab-safe"), "filter", "install").returncode == 0
    assert tried(repository) == (0, STOPPED)


def test_links_lead_nowhere(repository: Repository, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0
    repository.add("folder/b.ipynb", notebook())
    repository.add("folder/b.txt", "x")
    repository.git("rm", "--quiet", "-r", "--cached", "folder")
    (repository.root / "folder" / "b.ipynb").unlink()
    (repository.root / "folder" / "b.txt").unlink()
    (repository.root / "folder").rmdir()
    (repository.root / "folder").symlink_to(outside)
    repository.git("add", "folder")
    assert tried(repository) == (0, STOPPED)
    assert list(outside.iterdir()) == []


def test_a_link_to_a_notebook_outside_is_not_written_through(
    repository: Repository, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "b.ipynb").write_bytes(notebook())
    repository.add("folder/b.ipynb", notebook())
    shutil.rmtree(repository.root / "folder")
    (repository.root / "folder").symlink_to(outside)
    code, lines = tried(repository)
    assert (code, len(lines)) in ((1, 2), (2, 1))
    assert (outside / "b.ipynb").read_bytes() == notebook()


def test_what_is_not_tried_is_said(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.add("model.bin", b"x" * (1 << 20) + b"x")
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0
    done = repository.run(tool("colab-safe"), "doctor", "--try-hooks")
    assert done.returncode == 0
    assert "note    tried without 1 tracked file that is too large to copy" in done.stdout


def test_many_notebooks(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(trial, "_MOST", 1)
    monkeypatch.chdir(repository.root)
    main(["doctor", "--try-hooks"])
    assert "note    tried: only the first 1 of 2 notebooks" in capsys.readouterr().out


def test_a_variable_that_names_the_repository_does_not_reach_the_copy(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0
    before = content(repository.root)
    monkeypatch.setenv("GIT_DIR", str(repository.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository.root / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(repository.root))
    assert tried(repository) == (0, STOPPED)
    assert content(repository.root) == before


@pytest.mark.skipif(os.name == "nt", reason="the hook is a script for sh")
def test_hooks_that_take_too_long_end(
    repository: Repository,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    process = tmp_path / "process"
    script(repository, f'sleep 600 &\necho $! >"{process}"\nwait\n')
    monkeypatch.setattr(trial, "_SECONDS", 1)
    monkeypatch.chdir(repository.root)
    assert main(["doctor", "--try-hooks"]) == 2
    assert "a commit was not tried: the hooks took longer than 1 seconds" in capsys.readouterr().out
    states = subprocess.run(
        ["ps", "-o", "stat=", "-p", process.read_text().strip()], capture_output=True, text=True, check=False
    )  # fmt: skip
    assert states.stdout.strip()[:1] in ("", "Z")
