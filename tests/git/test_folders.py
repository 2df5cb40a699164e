"""Where a clone's folders are, in every layout that git knows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from colab_safe.errors import GitError
from colab_safe.git.folders import Clone, clone, common_folder
from colab_safe.git.worktree import top_above
from tests.history.repositories import commit
from tests.repository import Repository


@pytest.fixture
def history(repository: Repository) -> Repository:
    commit(repository, "sub/a.txt", "x")
    return repository


def real(path: str) -> Path:
    return Path(path).resolve()


@pytest.mark.parametrize("folder", [".", "sub", ".git"])
def test_plain_clone(history: Repository, folder: str) -> None:
    inside = str(history.root / folder)
    assert clone(inside) == Clone(str(history.root / ".git"), str(history.root))
    assert (common_folder(inside), top_above(inside)) == clone(inside)


def test_second_worktree_shares_the_folder_of_the_first(history: Repository) -> None:
    second = history.root.parent / "second"
    history.git("worktree", "add", "--quiet", str(second))
    found = clone(str(second / "sub"))
    assert (real(found.common), real(found.top)) == (real(str(history.root / ".git")), second)
    assert real(common_folder(str(second))) == history.root / ".git"
    assert top_above(str(second / "sub")) == str(second)


def test_bare_repository_has_a_common_folder_and_no_top(
    history: Repository, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.git"
    history.git("clone", "--quiet", "--bare", ".", str(bare))
    assert real(common_folder(str(bare))) == bare
    assert top_above(str(bare)) is None
    with pytest.raises(GitError, match="work tree"):
        clone(str(bare))


def test_environment_goes_first(
    history: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.new(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    found = clone(str(history.root))
    assert (real(found.common), real(found.top)) == (other.root / ".git", other.root)


def test_outside_of_a_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert top_above(os.curdir) is None
    with pytest.raises(GitError, match="not a git repository"):
        common_folder()
