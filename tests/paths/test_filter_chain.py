"""The git filter beside other filters: each notebook keeps the one that its attributes name, with the real programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.repository import Repository
from tests.tools import tool

from .notebooks import code, jupyter, notebook, sources, stream
from .test_filter import analysis, colab_safe, is_clean, read

P = "__DRIVE_TOKEN_PATH__"
MINE = "keys/gh.json"


def outputs(data: bytes) -> list[object]:
    return [output for cell in json.loads(data)["cells"] for output in cell["outputs"]]


def define_nbstripout(repository: Repository) -> None:
    """As `nbstripout --install` writes it."""
    repository.git("config", "filter.nbstripout.clean", f"'{tool('nbstripout')}'")
    repository.git("config", "filter.nbstripout.smudge", "cat")


WHERE = {
    "before, in .gitattributes": (".gitattributes", "before"),
    "after, in .gitattributes": (".gitattributes", "after"),
    "before, in .git/info/attributes": (".git/info/attributes", "before"),
}


@pytest.mark.parametrize(("file", "when"), WHERE.values(), ids=WHERE)
def test_nbstripout(repository: Repository, file: str, when: str) -> None:
    if when == "after":
        colab_safe(repository, "filter", "install")
    repository.write(file, "*.ipynb filter=nbstripout\n")
    define_nbstripout(repository)
    if when == "before":
        assert "'nbstripout' runs as well" in colab_safe(repository, "filter", "install")
    repository.add("a.ipynb", analysis(MINE))
    stored = repository.blob(":a.ipynb")
    assert (outputs(stored), sources(stored)) == ([], sources(analysis(P)))
    repository.git("commit", "--quiet", "--message", "first")
    (repository.root / "a.ipynb").unlink()
    repository.git("checkout", "--quiet", "--", "a.ipynb")
    assert sources(read(repository, "a.ipynb")) == sources(analysis(MINE))
    assert repository.git("status", "--porcelain", "--", "a.ipynb") == ""


def test_a_line_after_ours_is_named_by_the_doctor(repository: Repository) -> None:
    """As `nbstripout --install` adds it: then git no longer starts the filter, and hooks hide the paths in the index."""
    repository.add("a.ipynb", analysis(MINE))
    colab_safe(repository, "filter", "install")
    with (repository.root / ".git/info/attributes").open("a") as attributes:
        attributes.write("*.ipynb filter=nbstripout\n")
    define_nbstripout(repository)
    said = colab_safe(repository, "doctor", code=1)
    assert "git does not run the filter colab-safe on 1 notebook" in said
    repository.add("a.ipynb", analysis(MINE, "x = 1"))
    colab_safe(repository, "paths", "hide", "--staged", code=1)
    assert MINE.encode() not in repository.blob(":a.ipynb")
    colab_safe(repository, "filter", "install")
    assert (
        "does not run the filter colab-safe"
        not in repository.run(tool("colab-safe"), "doctor").stdout
    )
    repository.add("a.ipynb", analysis(MINE, "x = 2"))
    assert MINE.encode() not in repository.blob(":a.ipynb")
    assert outputs(repository.blob(":a.ipynb")) == []


def test_the_rules_of_a_folder_hold(repository: Repository) -> None:
    """nbstripout's exceptions keep their outputs, in git and on disk."""
    repository.write(".gitattributes", "*.ipynb filter=nbstripout\n")
    repository.write("demo/.gitattributes", "*.ipynb -filter\n")
    define_nbstripout(repository)
    colab_safe(repository, "filter", "install")
    for name in ("a.ipynb", "demo/b.ipynb"):
        repository.add(name, analysis(MINE))
    assert outputs(repository.blob(":a.ipynb")) == []
    assert repository.blob(":demo/b.ipynb") == analysis(P)
    repository.git("commit", "--quiet", "--message", "first")
    (repository.root / "demo/b.ipynb").unlink()
    repository.git("checkout", "--quiet", "--", ".")
    assert read(repository, "demo/b.ipynb") == analysis(MINE)


def test_git_lfs(repository: Repository) -> None:
    """Large notebooks stay in Git LFS, with their paths hidden there, too."""
    repository.git("lfs", "install", "--local", "--skip-repo")
    repository.write("large/.gitattributes", "*.ipynb filter=lfs diff=lfs merge=lfs -text\n")
    colab_safe(repository, "filter", "install")
    for name in ("large/a.ipynb", "b.ipynb"):
        repository.add(name, analysis(MINE))
    repository.git("commit", "--quiet", "--message", "first")
    pointer = repository.blob("HEAD:large/a.ipynb")
    assert pointer.startswith(b"version https://git-lfs.github.com/spec/v1\n")
    assert repository.blob("HEAD:b.ipynb") == analysis(P)
    objects = [file for file in (repository.root / ".git/lfs/objects").rglob("*") if file.is_file()]
    assert [file.read_bytes() for file in objects] == [analysis(P)]
    for name in ("large/a.ipynb", "b.ipynb"):
        (repository.root / name).unlink()
    repository.git("checkout", "--quiet", "--", "large/a.ipynb", "b.ipynb")
    assert read(repository, "large/a.ipynb") == read(repository, "b.ipynb") == analysis(MINE)
    assert repository.git("status", "--porcelain", "--", "*.ipynb") == ""


@pytest.mark.parametrize("required", [True, False])
def test_another_filter_that_fails(repository: Repository, required: bool) -> None:
    """As in git: what is not required is left out, with a message."""
    repository.write(".gitattributes", "*.ipynb filter=broken\n")
    repository.git("config", "filter.broken.clean", "echo no >&2; exit 3")
    repository.git("config", "filter.broken.required", str(required).lower())
    colab_safe(repository, "filter", "install")
    repository.write("a.ipynb", analysis(MINE))
    done = repository.run("git", "add", "a.ipynb")
    assert "the filter 'broken' failed" in done.stderr
    assert (done.returncode == 0) == (not required)
    if not required:
        assert repository.blob(":a.ipynb") == analysis(P)


def test_a_filter_that_only_git_can_run(repository: Repository) -> None:
    repository.write(".gitattributes", "b*.ipynb filter=odd\n")
    repository.git("config", "filter.odd.process", "odd")
    colab_safe(repository, "filter", "install")
    repository.add("a.ipynb", analysis(MINE))
    repository.write("b.ipynb", analysis(MINE))
    done = repository.run("git", "add", "b.ipynb")
    assert done.returncode != 0
    assert "has only a `process`" in done.stderr


def test_a_filter_that_this_clone_does_not_have(repository: Repository) -> None:
    """git itself runs nothing then."""
    repository.write(".gitattributes", "*.ipynb filter=nowhere\n")
    colab_safe(repository, "filter", "install")
    repository.add("a.ipynb", analysis(MINE))
    assert repository.blob(":a.ipynb") == analysis(P)


@pytest.mark.parametrize("name", ["A.IPYNB", "a b/Ünï [1]*.ipynb", "two\nlines.ipynb", "-x.ipynb"])
def test_names(repository: Repository, name: str) -> None:
    colab_safe(repository, "filter", "install")
    repository.write(name, analysis(MINE))
    repository.git("add", "--all")
    assert repository.blob(f":{name}") == analysis(P)
    repository.git("commit", "--quiet", "--message", "first")
    (repository.root / name).unlink()
    repository.git("checkout", "--quiet", "--", ".")
    assert read(repository, name) == analysis(MINE)
    colab_safe(repository, "filter", "uninstall")
    assert read(repository, name) == analysis(P)


UNREADABLE = {
    "cut off": lambda data: data[:-40],
    "conflict": lambda data: b"<<<<<<< ours\n" + data + b"=======\n" + data + b">>>>>>> theirs\n",
    "a comma too many": lambda data: data.replace(b'"cells": [', b'"cells": [,', 1),
}


@pytest.mark.parametrize("damage", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_shows_no_path_in_git(repository: Repository, damage: object) -> None:
    colab_safe(repository, "filter", "install")
    text = code(
        f"t = open('/content/drive/MyDrive/{MINE}')", stream(f"/content/drive/MyDrive/{MINE}\n")
    )
    data = damage(jupyter(notebook(text)))  # type: ignore[operator]
    repository.add("a.ipynb", data)
    stored = repository.blob(":a.ipynb")
    assert MINE.encode() not in stored
    assert P.encode() in stored
    repository.git("commit", "--quiet", "--message", "first")
    (repository.root / "a.ipynb").unlink()
    repository.git("checkout", "--quiet", "--", "a.ipynb")
    assert read(repository, "a.ipynb") == data
    assert is_clean(repository)


def test_hostile_attributes_run_nothing(repository: Repository, tmp_path: Path) -> None:
    """A repository names filters, and only the user's configuration says what they run."""
    repository.write(
        ".gitattributes", f"*.ipynb filter=;touch${{IFS}}{tmp_path}/ran\n*.ipynb filter=../../x\n"
    )
    colab_safe(repository, "filter", "install")
    repository.add("a.ipynb", analysis(MINE))
    assert repository.blob(":a.ipynb") == analysis(P)
    assert not (tmp_path / "ran").exists()
