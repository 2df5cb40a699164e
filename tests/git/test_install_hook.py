"""`install-hook` puts the checks into git's own hooks, and git tells them every ref that is pushed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.test_push import HOLES, first_push
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK, CLEAN = notebook(printed=TOKEN), notebook()


def install(repository: Repository, *arguments: str) -> str:
    done = repository.run(tool("colab-safe"), "install-hook", *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def remote(repository: Repository, tmp_path: Path) -> Repository:
    root = tmp_path / "remote.git"
    repository.git("init", "--quiet", "--bare", str(root))
    repository.git("remote", "add", "origin", str(root))
    return Repository(root)


@pytest.mark.parametrize("hole", HOLES)
def test_every_hole_is_closed(
    repository: Repository, remote: Repository, hole: Callable[[Repository], list[str]]
) -> None:
    commit(repository, "a.ipynb", CLEAN)
    install(repository)
    if hole is not first_push:
        repository.git("push", "--quiet", "origin", "main")
    done = repository.run("git", "push", "origin", *hole(repository))
    assert done.returncode == 1
    assert "a.ipynb (" in done.stdout + done.stderr
    assert TOKEN not in remote.git("log", "--all", "--patch")


def test_only_what_is_pushed_is_checked(repository: Repository, remote: Repository) -> None:
    commit(repository, "a.ipynb", CLEAN)
    repository.git("switch", "--quiet", "--create", "private")
    commit(repository, "a.ipynb", LEAK)
    install(repository)
    assert repository.run("git", "push", "origin", "main").returncode == 0
    assert repository.run("git", "push", "origin", "private").returncode == 1


def test_what_another_remote_has_is_said_and_does_not_block(
    repository: Repository, remote: Repository, tmp_path: Path
) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("push", "--quiet", "origin", "main")
    repository.git("init", "--quiet", "--bare", str(tmp_path / "public.git"))
    repository.git("remote", "add", "public", str(tmp_path / "public.git"))
    install(repository)
    assert repository.run("git", "push", "origin", "main:other").returncode == 0
    done = repository.run("git", "push", "public", "main")
    assert done.returncode == 0, done.stderr
    assert "other remotes (origin) have already" in done.stderr


@pytest.mark.parametrize("kind", ["light", "annotated"])
def test_tag_that_is_pushed(repository: Repository, remote: Repository, kind: str) -> None:
    commit(repository, "a.ipynb", CLEAN)
    install(repository)
    repository.git("push", "--quiet", "origin", "main")
    repository.git("switch", "--quiet", "--detach")
    commit(repository, "a.ipynb", LEAK)
    repository.git("tag", "v1", *(["--annotate", "--message=x"] if kind == "annotated" else []))
    assert repository.run("git", "push", "origin", "v1").returncode == 1


def test_tag_of_a_tree_is_checked(repository: Repository, remote: Repository) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("tag", "tree", "HEAD^{tree}")
    install(repository)
    done = repository.run("git", "push", "origin", "tree")
    assert done.returncode == 1
    assert "refs/tags/tree:a.ipynb: cell 1" in done.stdout


def test_deleting_a_branch_is_no_push(repository: Repository, remote: Repository) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("push", "--quiet", "origin", "main:old")
    install(repository)
    assert repository.run("git", "push", "origin", ":old").returncode == 0


def test_forced_push_is_checked(repository: Repository, remote: Repository) -> None:
    commit(repository, "a.ipynb", CLEAN)
    commit(repository, "a.ipynb", notebook("2"))
    repository.git("push", "--quiet", "origin", "main")
    install(repository)
    repository.git("reset", "--quiet", "--hard", "HEAD^")
    commit(repository, "a.ipynb", LEAK)
    assert repository.run("git", "push", "--force", "origin", "main").returncode == 1


def test_commit_is_checked(repository: Repository) -> None:
    install(repository)
    repository.write("a.ipynb", LEAK)
    stopped = repository.commit("a.ipynb")
    assert stopped.returncode == 1
    assert "a.ipynb: cell 1" in stopped.stdout + stopped.stderr
    repository.write("a.ipynb", CLEAN)
    assert repository.commit("a.ipynb").returncode == 0


def test_linked_worktree_uses_the_same_hooks(repository: Repository, tmp_path: Path) -> None:
    commit(repository, "a.ipynb", CLEAN)
    other = Repository(tmp_path / "other")
    repository.git("worktree", "add", "--quiet", str(other.root))
    install(other)
    other.write("b.ipynb", LEAK)
    assert other.commit("b.ipynb").returncode == 1


def test_twice_is_once_and_back(repository: Repository) -> None:
    hooks = repository.root / ".git" / "hooks"
    before = {path.name: path.read_bytes() for path in hooks.iterdir()}
    install(repository)
    once = {path.name: path.read_bytes() for path in hooks.iterdir()}
    assert "already installed" in install(repository)
    assert {path.name: path.read_bytes() for path in hooks.iterdir()} == once
    install(repository, "--uninstall")
    assert {path.name: path.read_bytes() for path in hooks.iterdir()} == before
    assert "not installed by colab-safe" in install(repository, "--uninstall")


def test_hook_that_was_there_runs_too(repository: Repository, remote: Repository) -> None:
    seen = repository.root / "seen"
    theirs = repository.write(
        ".git/hooks/pre-push",
        f'#!/bin/sh\necho "$@" >"{seen.as_posix()}"\ncat >>"{seen.as_posix()}"\n',
    )
    theirs.chmod(0o755)
    install(repository)
    commit(repository, "a.ipynb", CLEAN)
    assert repository.run("git", "push", "origin", "main").returncode == 0
    assert seen.read_text().startswith("origin ")
    assert "refs/heads/main" in seen.read_text()
    install(repository, "--uninstall")
    assert theirs.read_text().startswith("#!/bin/sh\necho")


def test_hook_that_was_there_can_still_refuse(repository: Repository, remote: Repository) -> None:
    theirs = repository.write(".git/hooks/pre-push", "#!/bin/sh\nexit 3\n")
    theirs.chmod(0o755)
    install(repository, "--type=pre-push")
    commit(repository, "a.ipynb", CLEAN)
    assert repository.run("git", "push", "origin", "main").returncode == 1


def test_hooks_of_all_repositories_are_left_alone(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "core.hooksPath", str(tmp_path / "everywhere"))
    done = repository.run(tool("colab-safe"), "install-hook")
    assert (done.returncode, (tmp_path / "everywhere").exists()) == (2, False)
    assert "outside of this repository" in done.stderr


def test_hooks_folder_in_the_repository(repository: Repository) -> None:
    repository.git("config", "core.hooksPath", ".githooks")
    assert ".githooks/pre-push: installed" in install(repository)


@pytest.mark.skipif(os.name == "nt", reason="git for Windows has its own way to find programs")
def test_nothing_is_pushed_where_colab_safe_is_gone(
    repository: Repository, remote: Repository
) -> None:
    install(repository)
    hook = repository.root / ".git" / "hooks" / "pre-push"
    gone = hook.read_text().replace(tool("colab-safe-push"), "/nowhere/colab-safe-push")
    hook.write_text(gone.replace("command -v colab-safe-push", "command -v no-such-program"))
    commit(repository, "a.ipynb", CLEAN)
    done = repository.run("git", "push", "origin", "main")
    assert done.returncode == 1
    assert "nothing was checked" in done.stderr


class TestBadInput:
    def test_not_a_repository(self, tmp_path: Path) -> None:
        done = Repository(tmp_path).run(tool("colab-safe"), "install-hook")
        assert (done.returncode, done.stdout) == (2, "")

    def test_push_command_without_what_git_tells(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", CLEAN)
        done = repository.run("sh", "-c", f"echo nonsense | '{tool('colab-safe-push')}' origin")
        assert done.returncode == 2
        assert "the pushed refs are missing on stdin" in done.stderr
