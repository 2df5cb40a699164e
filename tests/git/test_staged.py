"""`scan --staged` and the hook scan what will be committed, whatever the working copy has."""

from __future__ import annotations

import json
import os
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from colab_safe.git.process import refusal
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK = notebook(printed=TOKEN)
CLEAN = notebook()


def scan(repository: Repository, *arguments: str) -> dict[str, Any]:
    done = repository.run(tool("colab-safe"), "scan", "--staged", "--format=json", *arguments)
    assert TOKEN not in done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report | {"exit": done.returncode, "stderr": done.stderr}


def found(report: dict[str, Any]) -> list[str]:
    return [finding["path"] for finding in report["findings"]]


@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_staged_blob_counts_not_the_working_copy(tmp_path: Path, format: str) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "--quiet", f"--object-format={format}")
    repository.add("leak.ipynb", LEAK)
    repository.add("clean.ipynb", CLEAN)
    repository.write("leak.ipynb", CLEAN)
    repository.write("clean.ipynb", LEAK)
    report = scan(repository)
    assert (report["exit"], found(report), report["summary"]["files"]) == (1, ["leak.ipynb"], 2)


def test_staged_blob_counts_when_files_are_named(repository: Repository) -> None:
    repository.add("leak.ipynb", LEAK)
    repository.add("other.ipynb", LEAK)
    repository.write("leak.ipynb", CLEAN)
    report = scan(repository, "leak.ipynb")
    assert (found(report), report["summary"]["files"]) == (["leak.ipynb"], 1)


def test_named_files_are_read_where_nothing_is_staged(repository: Repository) -> None:
    commit(repository, "leak.ipynb", LEAK)
    repository.write("new.ipynb", LEAK)
    report = scan(repository, "leak.ipynb", "new.ipynb")
    assert (report["exit"], found(report)) == (1, ["leak.ipynb", "new.ipynb"])


def test_hook_command_is_the_staged_scan(repository: Repository) -> None:
    repository.add("leak.ipynb", LEAK)
    repository.write("leak.ipynb", CLEAN)
    done = repository.run(tool("colab-safe-scan"), "leak.ipynb")
    assert done.returncode == 1
    assert "leak.ipynb: cell 1 [x1], output 1" in done.stdout


def test_nothing_staged_says_so(repository: Repository) -> None:
    commit(repository, "leak.ipynb", LEAK)
    repository.add("notes.txt", TOKEN)
    report = scan(repository)
    assert (report["exit"], report["summary"]["files"]) == (0, 0)
    assert "nothing to scan" in report["stderr"]


@pytest.mark.parametrize("has_commit", [False, True], ids=["unborn", "with a commit"])
def test_first_commit(repository: Repository, has_commit: bool) -> None:
    if has_commit:
        commit(repository, "other.txt", "x")
    repository.add("leak.ipynb", LEAK)
    assert found(scan(repository)) == ["leak.ipynb"]


def test_rename_is_read_under_its_new_name(repository: Repository) -> None:
    commit(repository, "old.ipynb", LEAK)
    repository.git("mv", "old.ipynb", "new.ipynb")
    assert found(scan(repository)) == ["new.ipynb"]


def test_deleted_notebook_is_not_an_error(repository: Repository) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("rm", "--quiet", "a.ipynb")
    for report in (scan(repository), scan(repository, "a.ipynb")):
        assert (report["exit"], report["errors"], report["summary"]["files"]) == (0, [], 0)


def test_named_file_that_is_nowhere_is_an_error(repository: Repository) -> None:
    repository.add("a.ipynb", CLEAN)
    report = scan(repository, "a.ipynb", "b.ipynb")
    assert (report["exit"], report["errors"]) == (
        2,
        [{"path": "b.ipynb", "error": "no such file or directory"}],
    )


def test_intent_to_add_is_not_staged(repository: Repository) -> None:
    commit(repository, "a.ipynb", CLEAN)
    repository.write("leak.ipynb", LEAK)
    repository.git("add", "--intent-to-add", "leak.ipynb")
    assert scan(repository)["summary"]["files"] == 0
    assert found(scan(repository, "leak.ipynb")) == ["leak.ipynb"]


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege on Windows")
def test_symbolic_link_is_not_a_notebook(repository: Repository) -> None:
    (repository.root / "link.ipynb").symlink_to("elsewhere.ipynb")
    repository.git("add", "link.ipynb")
    report = scan(repository)
    assert (report["exit"], report["summary"]["files"], report["errors"]) == (0, 0, [])


def test_submodule_is_not_a_notebook(repository: Repository, tmp_path: Path) -> None:
    library = Repository.new(tmp_path / "library")
    commit(library, "leak.ipynb", LEAK)
    repository.git(
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "--quiet",
        "add",
        str(library.root),
        "lib.ipynb",
    )
    report = scan(repository)
    assert (report["exit"], report["summary"]["files"], report["errors"]) == (0, 0, [])


def conflict(repository: Repository) -> None:
    commit(repository, "a.ipynb", notebook("base"))
    repository.git("switch", "--quiet", "--create", "side")
    commit(repository, "a.ipynb", notebook("side"))
    commit(repository, "theirs.ipynb", LEAK)
    repository.git("switch", "--quiet", "main")
    commit(repository, "a.ipynb", notebook("main"))
    assert repository.run("git", "merge", "side").returncode == 1


def test_conflict_is_scanned_as_it_is_and_never_clean(repository: Repository) -> None:
    conflict(repository)
    report = scan(repository)
    assert (report["exit"], found(report), report["summary"]["files"]) == (1, ["theirs.ipynb"], 2)
    assert [problem["path"] for problem in report["errors"]] == ["a.ipynb"]
    assert "conflict markers" in report["errors"][0]["error"]


def test_resolved_merge_is_read_from_the_index(repository: Repository) -> None:
    conflict(repository)
    repository.add("a.ipynb", LEAK)
    repository.write("a.ipynb", CLEAN)
    report = scan(repository)
    assert (found(report), report["errors"]) == (["a.ipynb", "theirs.ipynb"], [])


@pytest.mark.parametrize(
    "named", [[], ["."], ["../sub"], ["leak.ipynb"]], ids=["nothing", "dot", "folder", "file"]
)
def test_from_a_subfolder(repository: Repository, named: list[str]) -> None:
    repository.add("sub/leak.ipynb", LEAK)
    repository.write("sub/leak.ipynb", CLEAN)
    report = scan(Repository(repository.root / "sub"), *named)
    assert found(report) == ["sub/leak.ipynb"]


def test_folder_means_the_staged_notebooks_in_it(repository: Repository) -> None:
    repository.add("a/leak.ipynb", LEAK)
    repository.add("ab/leak.ipynb", LEAK)
    repository.add("a/notes.txt", TOKEN)
    assert found(scan(repository, "a")) == ["a/leak.ipynb"]


@pytest.mark.parametrize("named", ["b", "../elsewhere"])
def test_a_folder_without_staged_notebooks_is_an_error(
    named: str, repository: Repository, tmp_path: Path
) -> None:
    repository.add("a/leak.ipynb", LEAK)
    repository.add("b/notes.txt", TOKEN)
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    report = scan(Repository(repository.root / "a"), f"../{named}")
    assert report["exit"] == 2
    assert "no staged notebook to look at" in report["stderr"]


def test_linked_worktree_has_its_own_index(repository: Repository, tmp_path: Path) -> None:
    commit(repository, "a.ipynb", CLEAN)
    other = tmp_path / "other"
    repository.git("worktree", "add", "--quiet", str(other))
    repository.add("leak.ipynb", LEAK)
    assert scan(Repository(other))["summary"]["files"] == 0
    assert found(scan(repository)) == ["leak.ipynb"]


def test_sparse_checkout_scans_what_is_not_on_the_disk(repository: Repository) -> None:
    commit(repository, "far/leak.ipynb", CLEAN)
    repository.add("far/leak.ipynb", LEAK)
    staged = repository.git("write-tree").strip()
    repository.git("reset", "--quiet", "--hard")
    repository.git("sparse-checkout", "set", "near")
    repository.git("read-tree", staged)
    repository.git("sparse-checkout", "reapply")
    (repository.root / "far" / "leak.ipynb").unlink(missing_ok=True)
    assert found(scan(repository)) == ["far/leak.ipynb"]


def test_names_that_git_would_quote(repository: Repository) -> None:
    names = ["Cahier n°1 – été.ipynb", "with space.ipynb"] + (
        [] if os.name == "nt" else ['quo"te\n.ipynb']
    )
    for name in names:
        repository.add(name, LEAK)
    assert sorted(found(scan(repository))) == sorted(names)
    assert sorted(found(scan(repository, *names))) == sorted(names)


def test_more_notebooks_than_one_batch(repository: Repository) -> None:
    for number in range(230):
        repository.write(
            f"n{number:03}.ipynb",
            notebook(f"x = {number}", github_token(2) if number == 229 else ""),
        )
    repository.git("add", ".")
    report = scan(repository)
    assert (found(report), report["summary"]["files"]) == (["n229.ipynb"], 230)


@pytest.mark.parametrize(
    "partial", [["--all"], ["--only", "leak.ipynb"]], ids=["commit -a", "commit file"]
)
def test_index_that_git_made_for_this_commit(repository: Repository, partial: list[str]) -> None:
    """`git commit -a` and `git commit FILE` hand their own index to the hook, in GIT_INDEX_FILE."""
    commit(repository, "leak.ipynb", CLEAN)
    hook = repository.write(
        ".git/hooks/pre-commit", f"#!/bin/sh\nexec '{tool('colab-safe-scan')}'\n"
    )
    hook.chmod(0o755)
    repository.write("leak.ipynb", LEAK)
    done = repository.run("git", "commit", "--message", "x", *partial)
    assert done.returncode == 1
    assert "leak.ipynb" in done.stdout + done.stderr


class TestBadInput:
    def test_no_repository(self, tmp_path: Path) -> None:
        done = Repository(tmp_path).run(tool("colab-safe"), "scan", "--staged")
        assert (done.returncode, done.stdout) == (2, "")
        assert "not a git repository" in done.stderr

    def test_several_lines_of_git_are_one(self) -> None:
        said = b"fatal: dubious ownership\nTo add an exception, call:\n\n\tgit config --global x\n"
        error = str(refusal("ls-files", said, 128))
        assert (
            error
            == "git ls-files failed: dubious ownership; To add an exception, call: git config --global x"
        )

    def test_bare_repository(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "leak.ipynb", LEAK)
        repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))
        done = Repository(tmp_path / "bare").run(tool("colab-safe"), "scan", "--staged")
        assert (done.returncode, done.stdout) == (2, "")
        assert "not in a working copy" in done.stderr

    def test_damaged_blob(self, repository: Repository) -> None:
        repository.add("a.ipynb", CLEAN)
        blob = repository.git("rev-parse", ":a.ipynb").strip()
        path = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(b"damaged")
        done = repository.run(tool("colab-safe"), "scan", "--staged")
        assert done.returncode == 2
        assert "a.ipynb: its blob is missing or damaged" in done.stderr

    def test_damaged_index(self, repository: Repository) -> None:
        repository.add("a.ipynb", CLEAN)
        repository.write(".git/index", "damaged")
        done = repository.run(tool("colab-safe"), "scan", "--staged")
        assert (done.returncode, done.stdout) == (2, "")
        assert "index file" in done.stderr

    def test_no_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        repository.add("a.ipynb", CLEAN)
        monkeypatch.setenv("PATH", str(repository.root))
        done = repository.run(tool("colab-safe"), "scan", "--staged")
        assert (done.returncode, done.stdout) == (2, "")
        assert "git cannot be started" in done.stderr

    @pytest.mark.skipif(os.name == "nt", reason="the stand-in for an old git is a shell script")
    def test_old_git(self, repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
        fake = repository.write(
            "bin/git",
            '#!/bin/sh\ncase "$*" in *version) echo git version 2.25.1;; *) exit 129;; esac\n',
        )
        fake.chmod(0o755)
        monkeypatch.setenv("PATH", str(fake.parent), prepend=os.pathsep)
        done = repository.run(tool("colab-safe"), "scan", "--staged")
        assert (done.returncode, done.stdout) == (2, "")
        assert "This is git 2.25; colab-safe needs 2.30 or newer" in done.stderr


# --- Everything that is staged


def zipped(name: str, data: str) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def test_all_staged_files_are_scanned_if_asked_for(repository: Repository) -> None:
    commit(repository, "old.py", f"t = '{TOKEN}'")
    repository.add(".env", f"TOKEN={TOKEN}\n")
    repository.add("my data/é.html", f"<td>{TOKEN}</td>")
    repository.add("x.zip", zipped("notes.txt", TOKEN))
    repository.add("a.ipynb", LEAK)
    repository.add("clean.py", "x = 1\n")
    repository.write("clean.py", TOKEN)
    repository.git("rm", "--quiet", "old.py")

    report = scan(repository, "--all-files")

    everything = [".env", "a.ipynb", "my data/é.html", "x.zip!/notes.txt"]
    assert (report["exit"], sorted(found(report))) == (1, everything)
    assert report["summary"]["files"] == 5
    assert found(scan(repository)) == ["a.ipynb"]
    assert found(scan(repository, "--all-files", "my data")) == ["my data/é.html"]
    named = scan(repository, "--all-files", "--", ".env", "clean.py", "x.zip")
    assert sorted(found(named)) == [".env", "x.zip!/notes.txt"]


def test_staged_files_that_are_not_text_are_not_clean(repository: Repository) -> None:
    repository.add("a.bin", bytes(range(256)) * 40)
    report = scan(repository, "--all-files")
    assert (report["exit"], [each["path"] for each in report["errors"]]) == (2, ["a.bin"])


def test_an_excluded_file_is_left_out_and_counted(repository: Repository) -> None:
    repository.add("vendor/a.py", f"t = '{TOKEN}'")
    repository.write(".colab-safe.toml", 'exclude = "vendor/"\n')
    report = scan(repository, "--all-files", "vendor/a.py")
    assert (report["exit"], found(report)) == (0, [])
    assert "exclude" in str(report["summary"]["switched_off"])


def test_nothing_staged_is_told(repository: Repository) -> None:
    report = scan(repository, "--all-files")
    assert (report["exit"], "nothing to scan: no file is staged" in report["stderr"]) == (0, True)


@pytest.mark.parametrize("commits", [["--history"], ["--range", "HEAD"]], ids=["history", "range"])
def test_all_files_of_commits_are_refused_not_passed_over(
    repository: Repository, commits: list[str]
) -> None:
    done = repository.run(tool("colab-safe"), "scan", "--all-files", *commits)
    assert done.returncode == 2
    assert "--all-files goes with files, folders and --staged" in done.stderr
