"""What git says about the commits of a history."""

from __future__ import annotations

import os

import pytest

from colab_safe.git import blobs, commits
from colab_safe.git.elsewhere import in_repository
from tests.repository import Repository


@pytest.fixture
def pulled(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """`a` is on a branch, `b` only in a pull request, as a server keeps it."""
    repository.write("a", "1")
    repository.commit("a")
    repository.git("checkout", "--quiet", "--detach")
    repository.write("b", "2")
    repository.commit("b")
    repository.git("update-ref", "refs/pull/1/head", "HEAD")
    repository.git("checkout", "--quiet", "main")
    monkeypatch.chdir(repository.root.parent)
    return repository


def test_pull_requests_are_named_where_no_branch_has_a_file(
    pulled: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {name: pulled.git("rev-parse", f"refs/pull/1/head:{name}").strip() for name in "ab"}
    asked = [(name, {id}) for name, id in ids.items()]
    with in_repository(str(pulled.root / ".git")):
        assert commits.holders(asked) == [("main",), ("pull/1/head",)]
        monkeypatch.setattr(commits, "_MOST_LOOKS", 0)
        assert commits.holders(asked) == [("main",), ()]


def test_missing_blobs_are_told_apart(pulled: Repository) -> None:
    here, gone = pulled.git("rev-parse", "main:a").strip(), "0" * 39 + "1"
    with in_repository(str(pulled.root / ".git")):
        assert blobs.missing([gone, here]) == [gone]
        assert blobs.missing([]) == []


def test_another_repository_is_left_again(
    pulled: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "elsewhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "index")
    with pytest.raises(ZeroDivisionError), in_repository(str(pulled.root / ".git")):
        assert commits.any_commit(commits.EVERY_REF)
        raise ZeroDivisionError
    assert (os.environ["GIT_DIR"], os.environ["GIT_INDEX_FILE"]) == ("elsewhere", "index")
    assert "GIT_WORK_TREE" not in os.environ
