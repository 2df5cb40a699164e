"""A named folder that yields nothing to look at is an error, with the reason; what it leaves out is counted."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import not_run_here, tool

TOKEN = github_token()
LEAK, CLEAN = notebook(printed=TOKEN), notebook()
Make = Callable[[Repository], object]


def empty(repository: Repository) -> None:
    (repository.root / "a").mkdir()


def without_notebooks(repository: Repository) -> None:
    repository.write("a/b.txt", "x")


def ignored(repository: Repository) -> None:
    repository.write(".gitignore", "a/\n")
    repository.write("a/x.ipynb", LEAK)
    repository.write("a/b/y.IPYNB", LEAK)


def below_ignored(repository: Repository) -> None:
    repository.write(".git/info/exclude", "*.ipynb\n")
    repository.write("a/x.ipynb", LEAK)


def sparse(repository: Repository) -> None:
    commit(repository, "a/x.ipynb", LEAK)
    repository.git("update-index", "--skip-worktree", "a/x.ipynb")
    (repository.root / "a" / "x.ipynb").unlink()


def nested(repository: Repository) -> None:
    Repository.new(repository.root / "a" / "inner").write("x.ipynb", LEAK)


def submodule(repository: Repository) -> None:
    inner = Repository.new(repository.root / "a" / "inner")
    commit(inner, "x.ipynb", LEAK)
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "a/inner")


def deleted(repository: Repository) -> None:
    commit(repository, "a/x.ipynb", CLEAN)
    (repository.root / "a" / "x.ipynb").unlink()


NOTHING = [
    pytest.param(empty, "", id="empty"),
    pytest.param(without_notebooks, "", id="without-notebooks"),
    pytest.param(deleted, "", id="deleted"),
    pytest.param(ignored, "2 notebooks are ignored by git", id="ignored"),
    pytest.param(below_ignored, "1 notebook is ignored by git", id="ignored-by-exclude-file"),
    pytest.param(sparse, "1 notebook is left out by a sparse checkout", id="sparse"),
    pytest.param(nested, "1 notebook is in nested repositories", id="nested"),
    pytest.param(submodule, "1 notebook is in nested repositories", id="submodule"),
]
COMMANDS = [
    pytest.param(["scan"], id="scan"),
    pytest.param(["redact"], id="redact"),
    pytest.param(["paths", "hide"], id="paths-hide"),
    pytest.param(["paths", "restore"], id="paths-restore"),
    pytest.param(["paths", "check"], id="paths-check"),
    pytest.param(["baseline", "create"], id="baseline"),
]


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("make", "why"), NOTHING)
def test_a_folder_that_yields_nothing_is_an_error(
    repository: Repository,
    make: Make,
    why: str,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(repository.root)
    make(repository)
    (repository.root / "a").mkdir(exist_ok=True)
    repository.write("good.ipynb", CLEAN)

    for paths in (["a"], ["good.ipynb", "a"]):
        (repository.root / ".colab-safe.baseline").unlink(missing_ok=True)
        code = main([*command, *paths])
        said = capsys.readouterr().err
        assert code == 2, said
        assert "colab-safe: a: no notebook to look at in this folder" in said
        assert why in said


@pytest.mark.slow
@pytest.mark.parametrize("where", [".", "a", "a/b", "a/b/x.ipynb"])
@pytest.mark.parametrize("name", ["x.ipynb", "X.IPYNB"])
def test_an_untracked_notebook_is_found_from_every_folder(
    repository: Repository,
    where: str,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write(f"a/b/{name}", LEAK)
    where = where.replace("x.ipynb", name)
    assert main(["scan", where]) == 1
    assert f"a/b/{name}" in capsys.readouterr().out
    assert main(["redact", where]) == 1
    assert main(["scan", where]) == 0


@pytest.mark.slow
def test_what_a_folder_leaves_out_is_counted(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository.root)
    sparse(repository)
    repository.write(".venv/x.ipynb", CLEAN)
    repository.write(".gitignore", "a/y\n.venv\nz.ipynb\n")
    repository.write("a/y/z.ipynb", CLEAN)
    repository.write("good.ipynb", LEAK)
    assert main(["scan"]) == 1  # without PATH: the current folder
    said = capsys.readouterr().out
    assert "not scanned: 1 notebook is ignored by git" in said
    assert "not scanned: 1 notebook is left out by a sparse checkout" in said


@pytest.mark.slow
def test_a_file_that_is_there_is_scanned_in_a_sparse_checkout(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    sparse(repository)
    repository.write("a/x.ipynb", LEAK)
    assert main(["scan"]) == 1


@pytest.mark.slow
def test_the_folder_decides_about_the_repository_and_not_git_dir(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """git sets GIT_DIR for hooks that run in a linked worktree."""
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("GIT_DIR", ".git")
    repository.write("a/b/x.ipynb", LEAK)
    assert main(["scan", "a/b"]) == 1


def _without_privileges(*command: str | Path) -> list[str]:
    """A command that permissions hold for, also where the tests run as root."""
    words = [str(word) for word in command]
    if os.geteuid():
        return words
    setpriv = shutil.which("setpriv") or not_run_here("setpriv is missing")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--", *words]


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
@pytest.mark.parametrize("is_repository", [True, False], ids=["repository", "folder"])
@pytest.mark.parametrize("command", [("scan", "."), ("paths", "check", "."), ("redact", ".")])
def test_a_subfolder_that_cannot_be_opened_is_reported(
    tmp_path: Path, command: tuple[str, ...], is_repository: bool
) -> None:
    made = Repository.new(tmp_path / "project")
    if not is_repository:
        shutil.rmtree(made.root / ".git")
    made.write("a.ipynb", notebook())
    made.write("closed/b.ipynb", notebook())
    (made.root / "closed").chmod(0)
    try:
        done = made.run(*_without_privileges(tool("colab-safe"), *command))
    finally:
        (made.root / "closed").chmod(0o755)
    assert done.returncode == 2
    assert "closed" in done.stderr and "ermission denied" in done.stderr
