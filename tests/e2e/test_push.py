"""Real pushes with each of the holes that a pre-push hook has under pre-commit and prek.

A naive hook lets each of them through, which every test shows first; `colab-safe-push` stops it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import CONFIG
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK, CLEAN = notebook(printed=TOKEN), notebook()
NAIVE = """\
repos:
  - repo: local
    hooks:
      - id: naive
        name: naive
        entry: {entry}
        language: system
        types: [jupyter]
        stages: [pre-push]
        {options}
"""
# A hook that asks git for what changed in the pushed range.
RANGE = (
    'sh -c \'git diff --name-only -z "$PRE_COMMIT_FROM_REF" "$PRE_COMMIT_TO_REF" -- "*.ipynb"'
    " | xargs --null --no-run-if-empty {scan}'"
)

Push = subprocess.CompletedProcess[str]


def added_and_removed(repository: Repository) -> list[str]:
    commit(repository, "a.ipynb", LEAK)
    commit(repository, "a.ipynb", CLEAN)
    return ["main"]


def fixed_in_the_index_only(repository: Repository) -> list[str]:
    commit(repository, "a.ipynb", LEAK)
    repository.add("a.ipynb", notebook("fixed"))
    return ["main"]


def second_of_two_refs(repository: Repository) -> list[str]:
    commit(repository, "b.ipynb", CLEAN)
    repository.git("switch", "--quiet", "--create", "second")
    commit(repository, "a.ipynb", LEAK)
    repository.git("switch", "--quiet", "main")
    return ["main", "second"]


def branch_that_is_not_checked_out(repository: Repository) -> list[str]:
    repository.git("switch", "--quiet", "--create", "other")
    commit(repository, "a.ipynb", LEAK)
    repository.git("switch", "--quiet", "main")
    return ["other"]


def first_push(repository: Repository) -> list[str]:
    commit(repository, "a.ipynb", LEAK)
    return ["main"]


def commit_of_no_branch(repository: Repository) -> list[str]:
    """The framework names `main` only."""
    repository.git("switch", "--quiet", "--detach")
    leak = commit(repository, "a.ipynb", LEAK)
    repository.git("switch", "--quiet", "main")
    commit(repository, "b.ipynb", CLEAN)
    return ["main", f"{leak}:refs/heads/second"]


def ref_that_is_neither_branch_nor_tag(repository: Repository) -> list[str]:
    leak = commit_of_no_branch(repository)[1].partition(":")[0]
    repository.git("update-ref", "refs/elsewhere/feature", leak)
    return ["main", "refs/elsewhere/feature:refs/heads/feature"]


HOLES = [
    added_and_removed,
    fixed_in_the_index_only,
    second_of_two_refs,
    branch_that_is_not_checked_out,
    first_push,
    commit_of_no_branch,
    ref_that_is_neither_branch_nor_tag,
]


class Pushing:
    """A repository with a remote, and the hooks of a framework."""

    def __init__(
        self,
        repository: Repository,
        install_hook: Callable[[Repository, str], None],
        remote: Path,
    ) -> None:
        self.repository, self.install_hook = repository, install_hook
        self.remote = Repository(remote)
        repository.git("init", "--quiet", "--bare", str(remote))
        repository.git("remote", "add", "origin", str(remote))

    def install(self, config: str) -> None:
        commit(self.repository, ".pre-commit-config.yaml", config)
        self.install_hook(self.repository, "pre-push")

    def push(self, refs: list[str]) -> Push:
        done = self.repository.run("git", "push", "origin", *refs)
        assert TOKEN not in done.stdout + done.stderr
        return done

    def has_the_token(self) -> bool:
        return TOKEN in self.remote.git("log", "--all", "--patch")


@pytest.fixture
def pushing(
    repository: Repository, install_hook: Callable[[Repository, str], None], tmp_path: Path
) -> Pushing:
    return Pushing(repository, install_hook, tmp_path / "remote.git")


@pytest.fixture
def ours(published: Path) -> str:
    revision = Repository(published).git("rev-parse", "HEAD").strip()
    return (
        CONFIG.format(url=published.as_posix(), revision=revision) + "      - id: colab-safe-push\n"
    )


def naive(hole: Callable[[Repository], list[str]]) -> str:
    scan = f"{tool('colab-safe')} scan"
    if hole is first_push:
        return NAIVE.format(entry=RANGE.format(scan=scan), options="pass_filenames: false")
    return NAIVE.format(entry=scan, options="require_serial: true")


def prepare(pushing: Pushing, hole: Callable[[Repository], list[str]], config: str) -> list[str]:
    """All holes but the first push begin with a remote that has the first commit."""
    commit(pushing.repository, "a.ipynb", CLEAN)
    if hole is not first_push:
        pushing.push(["main"])
    pushing.install(config)
    if hole is not first_push:
        done = pushing.push(["main"])
        assert done.returncode == 0, done.stdout + done.stderr
    return hole(pushing.repository)


@pytest.mark.parametrize("hole", HOLES)
def test_a_naive_hook_lets_it_through(
    pushing: Pushing, hole: Callable[[Repository], list[str]]
) -> None:
    refs = prepare(pushing, hole, naive(hole))
    assert pushing.push(refs).returncode == 0
    assert pushing.has_the_token()


@pytest.mark.parametrize("hole", HOLES)
def test_our_hook_stops_it(
    pushing: Pushing, ours: str, hole: Callable[[Repository], list[str]]
) -> None:
    refs = prepare(pushing, hole, ours)
    done = pushing.push(refs)
    said = done.stdout + done.stderr
    leak = pushing.repository.git(
        "log", "--all", "--reflog", "--format=%h", "--abbrev=12", "-S", TOKEN, "--reverse"
    ).split()[0]
    assert done.returncode == 1
    assert f"a.ipynb ({leak}): cell 1 [x1], output 1" in said
    assert "git commit --amend" in said
    assert not pushing.has_the_token()


def test_a_clean_push_goes_through(pushing: Pushing, ours: str) -> None:
    commit(pushing.repository, "a.ipynb", CLEAN)
    pushing.install(ours)
    commit(pushing.repository, "b.ipynb", notebook("2"))
    done = pushing.push(["main"])
    assert done.returncode == 0
    assert "so its commits were checked as well" in done.stdout + done.stderr  # also if it passes


def test_the_mended_commit_goes_through(pushing: Pushing, ours: str) -> None:
    refs = prepare(pushing, fixed_in_the_index_only, ours)
    assert pushing.push(refs).returncode == 1
    pushing.repository.git("commit", "--quiet", "--amend", "--no-edit")
    assert pushing.push(refs).returncode == 0


def test_what_the_remote_has_is_not_checked_again(pushing: Pushing, ours: str) -> None:
    commit(pushing.repository, "old.ipynb", LEAK)
    pushing.repository.git("push", "--quiet", "origin", "main")
    pushing.install(ours)
    assert pushing.push(["main"]).returncode == 0


def test_a_drive_path_is_stopped_as_well(pushing: Pushing, ours: str) -> None:
    pushing.install(ours)
    source = "token = open('/content/drive/MyDrive/keys/github_token.json')"
    commit(pushing.repository, "a.ipynb", notebook(source))
    done = pushing.push(["main"])
    assert done.returncode == 1
    assert "Drive path of a token file" in done.stdout + done.stderr
