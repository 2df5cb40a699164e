"""Notebooks in Git LFS: git holds a pointer, and what it leads to is what is checked."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

LEAK = notebook(printed=github_token())


def pointer(repository: Repository, data: bytes, kept: bool = True) -> str:
    """As `git lfs` writes it, with the object where `git lfs` keeps it."""
    name = sha256(data).hexdigest()
    if kept:
        repository.write(f".git/lfs/objects/{name[:2]}/{name[2:4]}/{name}", data)
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{name}\nsize {len(data)}\n"


@pytest.mark.parametrize(("data", "code"), [(LEAK, 1), (notebook(), 0)], ids=["leak", "clean"])
@pytest.mark.parametrize("option", ["--staged", "--history"])
def test_what_the_pointer_leads_to_is_checked(
    repository: Repository, option: str, data: bytes, code: int
) -> None:
    repository.add("a.ipynb", pointer(repository, data))
    if option == "--history":
        commit(repository, "other.txt", "x")
    done = repository.run(tool("colab-safe"), "scan", option)
    assert done.returncode == code, done.stderr
    assert "1 file, 1 cell" in done.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "git lfs fetch --all"), ("oid md5:1\n", "pointer is damaged")],
    ids=["absent", "damaged"],
)
def test_what_is_not_here_is_never_clean(repository: Repository, text: str, said: str) -> None:
    broken = "version https://git-lfs.github.com/spec/v1\n" + text
    repository.add("a.ipynb", broken if text else pointer(repository, LEAK, kept=False))
    done = repository.run(tool("colab-safe"), "scan", "--staged")
    assert done.returncode == 2
    assert said in done.stderr
