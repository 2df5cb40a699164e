"""The git filter with the real git: the working copy shows the user's own path, the repository never does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from colab_safe.git.filters import ATTRIBUTE
from colab_safe.paths.placeholder_lines import occurrences
from colab_safe.project.clone_paths import open_clone_paths
from tests.repository import Repository
from tests.tools import tool

from .notebooks import code, jupyter, notebook, sources, stream

P = "__DRIVE_TOKEN_PATH__"
NAME = "notebooks/my Übung.ipynb"


def analysis(path: str, *more: str) -> bytes:
    cells = [
        code(
            f'import os\ntoken_json = os.path.join(mount_drive(), "{path}")\n',
            stream(f"at /content/drive/MyDrive/{path}\n"),
        )
    ]
    return jupyter(notebook(*cells, *(code(line) for line in more)))


@pytest.fixture
def filtered(repository: Repository) -> Repository:
    """A repository with the filter, and one notebook committed through it."""
    colab_safe(repository, "filter", "install")
    repository.add(NAME, analysis("keys/gh.json", "x = 1"))
    repository.git("commit", "--quiet", "--message", "first")
    return repository


def colab_safe(repository: Repository, *arguments: str, code: int = 0) -> str:
    done = repository.run(tool("colab-safe"), *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def cloned(repository: Repository, root: Path) -> Repository:
    repository.git("clone", "--quiet", ".", str(root))
    return Repository(root)


def is_clean(repository: Repository) -> bool:
    return repository.git("status", "--porcelain") == "" and repository.git("diff") == ""


def read(repository: Repository, name: str = NAME) -> bytes:
    return (repository.root / name).read_bytes()


def test_the_repository_never_shows_the_path(filtered: Repository) -> None:
    assert filtered.blob(f"HEAD:{NAME}") == analysis(P, "x = 1")
    assert read(filtered) == analysis("keys/gh.json", "x = 1")
    assert is_clean(filtered)


def test_a_checkout_brings_the_same_bytes_back(filtered: Repository) -> None:
    filtered.add(NAME, analysis("keys/gh.json", "x = 2"))
    filtered.git("commit", "--quiet", "--message", "second")
    filtered.git("checkout", "--quiet", "HEAD~1")
    assert read(filtered) == analysis("keys/gh.json", "x = 1")
    assert is_clean(filtered)
    (filtered.root / NAME).unlink()
    filtered.git("checkout", "--quiet", "--", NAME)
    assert read(filtered) == analysis("keys/gh.json", "x = 1")
    assert is_clean(filtered)


def test_two_clones_two_paths(filtered: Repository, tmp_path: Path) -> None:
    theirs = cloned(filtered, tmp_path / "theirs")
    colab_safe(theirs, "filter", "install")
    assert read(theirs) == analysis(P, "x = 1")
    colab_safe(theirs, "paths", "restore", "--path", "me/t.bin")
    assert read(theirs) == analysis("me/t.bin", "x = 1")
    assert is_clean(theirs)
    theirs.add(NAME, analysis("me/t.bin", "x = 1", "y = 2"))
    theirs.git("commit", "--quiet", "--message", "theirs")
    assert theirs.blob(f"HEAD:{NAME}") == analysis(P, "x = 1", "y = 2")
    filtered.git("pull", "--quiet", str(theirs.root), "main")
    assert read(filtered) == analysis("keys/gh.json", "x = 1", "y = 2")
    assert is_clean(filtered)


def branches(repository: Repository) -> None:
    """`other` and `main` have changed different cells."""
    repository.git("checkout", "--quiet", "-b", "other")
    repository.add(NAME, analysis("keys/gh.json", "x = 1", "last = True"))
    repository.git("commit", "--quiet", "--message", "other")
    repository.git("checkout", "--quiet", "main")
    changed = analysis("keys/gh.json", "x = 1").replace(b"import os", b"import os, sys")
    repository.add(NAME, changed)
    repository.git("commit", "--quiet", "--message", "main")


@pytest.mark.parametrize(
    "command",
    [
        ("merge", "--quiet", "--no-edit", "other"),
        ("rebase", "--quiet", "other"),
        ("cherry-pick", "other"),
    ],
)
def test_merged_rebased_and_picked(filtered: Repository, command: tuple[str, ...]) -> None:
    branches(filtered)
    filtered.git(*command)
    expected = analysis("keys/gh.json", "x = 1", "last = True").replace(
        b"import os", b"import os, sys"
    )
    assert read(filtered) == expected
    assert filtered.blob(f"HEAD:{NAME}") == expected.replace(b"keys/gh.json", P.encode())
    assert is_clean(filtered)


def test_a_conflict_shows_and_stores_what_it_should(filtered: Repository) -> None:
    filtered.git("checkout", "--quiet", "-b", "other")
    filtered.add(NAME, analysis("keys/gh.json", "x = 2"))
    filtered.git("commit", "--quiet", "--message", "other")
    filtered.git("checkout", "--quiet", "main")
    filtered.add(NAME, analysis("keys/gh.json", "x = 3"))
    filtered.git("commit", "--quiet", "--message", "main")
    assert filtered.run("git", "merge", "other").returncode != 0
    assert b"<<<<<<<" in read(filtered)
    assert b"keys/gh.json" in read(filtered)
    assert filtered.git("status", "--porcelain").startswith("UU ")
    filtered.add(NAME, analysis("keys/gh.json", "x = 4"))
    filtered.git("commit", "--quiet", "--message", "merged")
    assert filtered.blob(f"HEAD:{NAME}") == analysis(P, "x = 4")
    assert is_clean(filtered)


def test_stashed_and_popped(filtered: Repository) -> None:
    filtered.write(NAME, analysis("keys/gh.json", "x = 1", "draft = 1"))
    filtered.git("stash", "--quiet")
    assert read(filtered) == analysis("keys/gh.json", "x = 1")
    assert is_clean(filtered)
    filtered.git("stash", "pop", "--quiet")
    assert read(filtered) == analysis("keys/gh.json", "x = 1", "draft = 1")


def test_a_worktree_shares_the_paths(filtered: Repository, tmp_path: Path) -> None:
    filtered.git("worktree", "add", "--quiet", str(tmp_path / "beside"), "-b", "beside")
    beside = Repository(tmp_path / "beside")
    assert read(beside) == analysis("keys/gh.json", "x = 1")
    assert is_clean(beside)
    beside.add(NAME, analysis("keys/gh.json", "x = 9"))
    beside.git("commit", "--quiet", "--message", "beside")
    assert beside.blob(f"HEAD:{NAME}") == analysis(P, "x = 9")


ARCHIVES = {
    "plain": ("archive", "HEAD"),
    "with options of git": ("-c", "core.quotePath=false", "archive", "--format=tar", "HEAD"),
    "an alias": ("released",),
    "of a folder as a remote": ("archive", "--remote=.", "HEAD"),
}


@pytest.mark.parametrize("command", ARCHIVES.values(), ids=ARCHIVES)
def test_an_archive_shows_no_path(filtered: Repository, command: tuple[str, ...]) -> None:
    """It is for others; git restores the paths in it as in a checkout."""
    filtered.git("config", "alias.released", "archive HEAD")
    filtered.git(*command, "--output=x.tar")
    packed = (filtered.root / "x.tar").read_bytes()
    assert (b"keys/gh.json" in packed, P.encode() in packed) == (False, True)


def test_staged_in_part(filtered: Repository) -> None:
    """As `git add --patch` does it: one hunk of the difference goes to the index."""
    filtered.write(NAME, analysis("keys/gh.json", "x = 1").replace(b"import os", b"import os, re"))
    patch = filtered.git("diff")
    assert "keys/gh.json" not in patch
    filtered.write(NAME, analysis("keys/gh.json", "x = 7").replace(b"import os", b"import os, re"))
    filtered.write("patch", patch)
    filtered.git("apply", "--cached", "patch")
    assert filtered.blob(f":{NAME}") == analysis(P, "x = 1").replace(b"import os", b"import os, re")
    filtered.git("commit", "--quiet", "--message", "part")
    assert read(filtered) == analysis("keys/gh.json", "x = 7").replace(
        b"import os", b"import os, re"
    )


def test_uninstalling_leaves_no_trace(repository: Repository) -> None:
    attributes = repository.root / ".git/info/attributes"
    before = repository.git("config", "--local", "--list")
    repository.add(NAME, analysis(P, "x = 1"))
    repository.git("commit", "--quiet", "--message", "first")
    colab_safe(repository, "paths", "restore", "--path", "keys/gh.json")
    colab_safe(repository, "filter", "install")
    assert is_clean(repository)
    assert read(repository) == analysis("keys/gh.json", "x = 1")
    colab_safe(repository, "filter", "uninstall")
    assert read(repository) == analysis(P, "x = 1")
    assert is_clean(repository)
    assert repository.git("config", "--local", "--list") == before
    assert not attributes.exists()
    assert "is not installed" in colab_safe(repository, "filter", "uninstall")


def test_other_attributes_stay(repository: Repository) -> None:
    attributes = repository.write(".git/info/attributes", "*.png binary\n")
    colab_safe(repository, "filter", "install")
    colab_safe(repository, "filter", "install")
    assert attributes.read_text() == f"*.png binary\n{ATTRIBUTE}\n"
    colab_safe(repository, "filter", "uninstall")
    assert attributes.read_text() == "*.png binary\n"


STRIP = "import json,sys; n=json.load(sys.stdin); [c.update(outputs=[]) for c in n['cells']]; json.dump(n,sys.stdout)"


def test_beside_a_filter_that_strips_outputs(repository: Repository) -> None:
    """As nbstripout and nb-clean install themselves: one line of attributes, one `clean` command."""
    repository.write(".git/info/attributes", "*.ipynb filter=nbstripout\n")
    repository.git(
        "config", "filter.nbstripout.clean", f'"{Path(sys.executable).as_posix()}" -c "{STRIP}"'
    )
    repository.git("config", "filter.nbstripout.smudge", "cat")
    assert "nbstripout" in colab_safe(repository, "filter", "install")
    repository.add(NAME, analysis("keys/gh.json"))
    repository.git("commit", "--quiet", "--message", "first")
    committed = json.loads(repository.blob(f"HEAD:{NAME}"))
    assert committed["cells"][0]["outputs"] == []
    assert P in "".join(committed["cells"][0]["source"])
    (repository.root / NAME).unlink()
    repository.git("checkout", "--quiet", "--", NAME)
    assert sources(read(repository)) == sources(analysis("keys/gh.json"))
    assert is_clean(repository)
    colab_safe(repository, "filter", "uninstall")
    assert repository.git("check-attr", "filter", "--", NAME).strip().endswith("nbstripout")


def test_many_notebooks_in_one_checkout(repository: Repository, tmp_path: Path) -> None:
    colab_safe(repository, "filter", "install")
    for number in range(60):
        repository.write(f"n{number}.ipynb", analysis("keys/gh.json", f"x = {number}"))
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--message", "many")
    for number in range(60):
        (repository.root / f"n{number}.ipynb").unlink()
    repository.git("checkout", "--quiet", "--", ".")
    assert all(
        read(repository, f"n{number}.ipynb") == analysis("keys/gh.json", f"x = {number}")
        for number in range(60)
    )
    assert is_clean(repository)


@pytest.mark.parametrize(
    "data",
    [b"", b"no notebook", b'{"cells": [', b"\xff\xfe\x00"],
    ids=["empty", "text", "cut off", "binary"],
)
def test_what_is_no_notebook_goes_through(filtered: Repository, data: bytes) -> None:
    filtered.add("b.ipynb", data)
    filtered.git("commit", "--quiet", "--message", "odd")
    assert filtered.blob("HEAD:b.ipynb") == data
    assert is_clean(filtered)


def test_without_the_program_git_stops(filtered: Repository) -> None:
    """Rather than commit the path as it is."""
    filtered.git(
        "config", "filter.colab-safe.process", "/nowhere/python -m colab_safe filter process"
    )
    filtered.write(NAME, analysis("keys/gh.json", "x = 2"))
    assert filtered.run("git", "add", NAME).returncode != 0


def test_who_is_not_git_is_told(repository: Repository) -> None:
    done = subprocess.run(
        [tool("colab-safe"), "filter", "process"],
        cwd=repository.root,
        input=b"",
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"filter install" in done.stderr) == (2, True)


def test_the_hook_looks_at_what_git_stores(filtered: Repository) -> None:
    """Not at the files, which show the path by right; what was staged before the filter came is hidden."""
    filtered.add(NAME, analysis("keys/gh.json", "x = 5"))
    assert colab_safe(filtered, "paths", "hide", NAME) == "colab-safe: no Drive path to hide\n"
    assert read(filtered) == analysis("keys/gh.json", "x = 5")
    colab_safe(filtered, "filter", "uninstall")
    filtered.add(NAME, analysis("keys/gh.json", "x = 6"))
    colab_safe(filtered, "filter", "install")
    colab_safe(filtered, "paths", "hide", NAME, code=1)
    assert filtered.blob(f":{NAME}") == analysis(P, "x = 6")
    assert read(filtered) == analysis("keys/gh.json", "x = 6")


def test_what_was_hidden_before_is_restored_without_hiding_it_again(filtered: Repository) -> None:
    """Hiding takes most of a checkout; another path, or another setting, may change its result."""
    shown, hidden = read(filtered), filtered.blob(f"HEAD:{NAME}")
    with open_clone_paths(str(filtered.root)) as paths:
        assert paths.is_seen(NAME, shown, hidden)
        assert not paths.is_seen("b.ipynb", shown, hidden)
        assert not paths.is_seen(NAME, shown + b" ", hidden)
        for turn in range(9):
            paths.store.see(NAME, str(turn))
        assert not paths.is_seen(NAME, shown, hidden)
        assert paths.hide(shown, NAME).data == hidden
        assert paths.is_seen(NAME, shown, hidden)
        paths.store.add("__DRIVE_TOKEN_PATH_kaggle__", "keys/kaggle.json")
        assert paths.is_seen(NAME, shown, hidden)
        paths.store.add("__DRIVE_TOKEN_PATH_kaggle__", "all/keys/gh.json")  # the same bytes
        assert not paths.is_seen(NAME, shown, hidden)


def test_a_placeholder_with_another_path_is_hidden_again(filtered: Repository) -> None:
    shown, hidden = read(filtered), filtered.blob(f"HEAD:{NAME}")
    with open_clone_paths(str(filtered.root)) as paths:
        paths.store.add(P, "keys/other.json")
        assert not paths.is_seen(NAME, shown, hidden)


def test_a_line_that_another_notebook_writes_otherwise_is_hidden_again(
    filtered: Repository,
) -> None:
    shown, hidden = read(filtered), filtered.blob(f"HEAD:{NAME}")
    line = next(each.line for each in occurrences(hidden))
    with open_clone_paths(str(filtered.root)) as paths:
        paths.store.remember(f"x{line}", "b.ipynb", [["keys/gh.json"]])
        assert paths.is_seen(NAME, shown, hidden)
        paths.store.remember(line.replace(P, f"keys/{P}"), "b.ipynb", [["gh.json"]])
        assert not paths.is_seen(NAME, shown, hidden)


def test_a_setting_that_keeps_a_path_counts_at_the_next_checkout(filtered: Repository) -> None:
    """What was seen before it does not: git would show the restored notebook as changed."""
    filtered.add(".colab-safe.toml", '[paths]\nkeep = ["keys/gh.json"]\n')
    (filtered.root / NAME).unlink()
    filtered.git("checkout", "--quiet", "--", NAME)
    assert read(filtered) == filtered.blob(f"HEAD:{NAME}")
    (filtered.root / ".colab-safe.toml").unlink()
    (filtered.root / NAME).unlink()
    filtered.git("checkout", "--quiet", "--", NAME)
    assert read(filtered) == analysis("keys/gh.json", "x = 1")
