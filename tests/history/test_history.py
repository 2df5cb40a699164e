"""`--history` and `--range` scan every version that a commit wrote, and date each secret."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK, CLEAN = notebook(printed=TOKEN), notebook()
# The command line, interrupted as by Ctrl-C as soon as it has remembered something.
INTERRUPTED = """\
import os, signal
from colab_safe.project.known_clean.memory import Memory

add = Memory.add

def add_and_interrupt(memory, clean):
    add(memory, clean)
    os.kill(os.getpid(), signal.SIGINT)

Memory.add = add_and_interrupt
from colab_safe.command_line.main import run
run()
"""


def scan(repository: Repository, *arguments: str) -> dict[str, Any]:
    done = repository.run(
        tool("colab-safe"), "scan", "--format=json", *(arguments or ["--history"])
    )
    assert TOKEN not in done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report | {"exit": done.returncode, "stderr": done.stderr}


def found(report: dict[str, Any]) -> list[tuple[str, str]]:
    return [(finding["path"], finding["commit"]) for finding in report["findings"]]


@pytest.mark.parametrize("format", ["sha1", "sha256"])
def test_first_and_last_commit_of_a_secret(tmp_path: Path, format: str) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "--quiet", "--initial-branch=main", f"--object-format={format}")
    commit(repository, "a.ipynb", CLEAN)
    first = commit(repository, "a.ipynb", LEAK)
    commit(repository, "other.txt", "x")
    last = commit(repository, "other.txt", "y")
    commit(repository, "a.ipynb", CLEAN)
    report = scan(repository)
    assert (report["exit"], found(report), report["summary"]["files"]) == (
        1,
        [("a.ipynb", first)],
        2,
    )
    date = repository.git("log", "-1", "--format=%aI", first).strip()
    history = report["findings"][0]["history"]
    assert (history["first"], history["first_date"]) == (first, date)
    assert (history["last"], history["still_in"], history["on_remote"]) == (last, [], None)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such file names")
@pytest.mark.parametrize("separator", ["\r", "\u2028", "\x85", "\x0b", "\n"])
def test_line_separators_in_names(repository: Repository, separator: str) -> None:
    odd = f"a{separator}b.ipynb"
    commit(repository, odd, LEAK)
    repository.git("rm", "--quiet", odd)
    commit(repository, "c.ipynb", LEAK)
    findings = {each["path"]: each["history"]["still_in"] for each in scan(repository)["findings"]}
    assert findings == {odd: [], "c.ipynb": ["main"]}


def test_secret_that_is_still_there(repository: Repository) -> None:
    first = commit(repository, "a.ipynb", LEAK)
    last = commit(repository, "a.ipynb", notebook("2 + 2", printed=TOKEN))
    repository.git("tag", "v1")
    history = scan(repository)["findings"][0]["history"]
    assert (history["first"], history["last"], sorted(history["still_in"])) == (
        first,
        last,
        ["main", "v1"],
    )


def test_one_finding_however_many_versions(repository: Repository) -> None:
    first = commit(repository, "a.ipynb", notebook("x = 0", printed=TOKEN))
    for number in range(1, 6):
        commit(repository, "a.ipynb", notebook(f"x = {number}", printed=TOKEN))
    report = scan(repository)
    assert (found(report), report["summary"]["files"]) == ([("a.ipynb", first)], 6)


def test_every_place_in_a_notebook_is_reported(repository: Repository) -> None:
    commit(repository, "a.ipynb", notebook(f"t = '{TOKEN}'  # {TOKEN}", printed=TOKEN))
    commit(repository, "a.ipynb", notebook(f"t = '{TOKEN}'  # {TOKEN}", printed=f"{TOKEN}."))
    assert [finding["part"] for finding in scan(repository)["findings"]] == [
        "source",
        "source",
        "output",
    ]


def test_renamed_notebook_is_reported_under_both_names(repository: Repository) -> None:
    first = commit(repository, "a.ipynb", LEAK)
    repository.git("mv", "a.ipynb", "b.ipynb")
    repository.git("commit", "--quiet", "--message", "Rename")
    second = repository.git("rev-parse", "HEAD").strip()
    report = scan(repository)
    assert found(report) == [("a.ipynb", first), ("b.ipynb", second)]
    assert report["summary"]["files"] == 1


def test_file_that_becomes_a_notebook_by_its_name(repository: Repository) -> None:
    """`git rev-list --objects` gives a blob only its first name, which is not a notebook's."""
    commit(repository, "a.json", LEAK)
    repository.git("mv", "a.json", "a.ipynb")
    repository.git("commit", "--quiet", "--message", "Rename")
    assert [path for path, _ in found(scan(repository))] == ["a.ipynb"]


def side_branch(repository: Repository, data: bytes) -> str:
    repository.git("switch", "--quiet", "--create", "side")
    made = commit(repository, "side.ipynb", data)
    repository.git("switch", "--quiet", "main")
    return made


def test_secret_of_a_branch_whose_merge_drops_it(repository: Repository) -> None:
    commit(repository, "a.ipynb", CLEAN)
    leak = side_branch(repository, LEAK)
    commit(repository, "b.ipynb", CLEAN)
    repository.git("merge", "--quiet", "--strategy=ours", "--no-edit", "side")
    repository.git("branch", "--quiet", "--delete", "side")
    assert found(scan(repository)) == [("side.ipynb", leak)]


def test_secret_that_only_a_merge_wrote(repository: Repository) -> None:
    commit(repository, "a.ipynb", CLEAN)
    side_branch(repository, CLEAN)
    commit(repository, "a.ipynb", notebook("2"))
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.add("a.ipynb", LEAK)
    repository.git("commit", "--quiet", "--message", "Merge")
    merge = repository.git("rev-parse", "HEAD").strip()
    assert found(scan(repository)) == [("a.ipynb", merge)]


@pytest.mark.parametrize(
    "place", ["tag", "annotated tag", "last stash", "older stash", "untracked in stash", "detached"]
)
def test_commits_that_no_branch_has(repository: Repository, place: str) -> None:
    commit(repository, "a.ipynb", CLEAN)
    if "stash" in place:
        repository.write("new.ipynb" if "untracked" in place else "a.ipynb", LEAK)
        repository.git("stash", "push", "--quiet", "--include-untracked")
        if place == "older stash":
            repository.write("a.ipynb", notebook("harmless"))
            repository.git("stash", "push", "--quiet")
    else:
        repository.git("switch", "--quiet", "--detach")
        commit(repository, "a.ipynb", LEAK)
        if place != "detached":
            repository.git(
                "tag", "v1", *(["--annotate", "--message=x"] if place == "annotated tag" else [])
            )
            repository.git("switch", "--quiet", "main")
    report = scan(repository)
    assert report["exit"] == 1
    assert {path for path, _ in found(report)} == {
        "new.ipynb" if "untracked" in place else "a.ipynb"
    }


def test_replaced_commit_is_looked_at_as_it_is_pushed(repository: Repository) -> None:
    clean = commit(repository, "a.ipynb", CLEAN)
    leak = commit(repository, "a.ipynb", LEAK)
    repository.git("replace", leak, clean)
    assert found(scan(repository)) == [("a.ipynb", leak)]


@pytest.mark.parametrize("pushed", [True, False])
def test_whether_it_reached_a_remote(repository: Repository, tmp_path: Path, pushed: bool) -> None:
    commit(repository, "a.ipynb", CLEAN)
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "remote.git"))
    repository.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    repository.git("fetch", "--quiet", "origin")
    commit(repository, "a.ipynb", LEAK)
    commit(repository, "a.ipynb", CLEAN)
    if pushed:
        repository.git("push", "--quiet", "origin", "main")
    assert scan(repository)["findings"][0]["history"]["on_remote"] is pushed
    said = repository.run(tool("colab-safe"), "scan", "--history").stdout
    assert ("git filter-repo" in said, "git rebase --interactive" in said) == (pushed, not pushed)


def test_a_commit_of_no_branch_did_not_reach_a_remote(
    repository: Repository, tmp_path: Path
) -> None:
    base = commit(repository, "a.ipynb", CLEAN)
    repository.git("update-ref", "refs/remotes/origin/main", base)
    repository.git("switch", "--quiet", "--detach")
    leak = commit(repository, "a.ipynb", LEAK)
    repository.git("switch", "--quiet", "main")
    report = scan(repository, "--range", f"{base}..{leak}")
    assert report["findings"][0]["history"]["on_remote"] is False


def stale_commit(repository: Repository) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("reset", "--quiet", "--hard", "HEAD~")


def link(repository: Repository) -> None:
    (repository.root / "l.ipynb").symlink_to("a.ipynb")
    repository.git("add", "l.ipynb")
    repository.git("commit", "--quiet", "--message", "Link")


def submodule(repository: Repository) -> None:
    inner = Repository.new(repository.root / "part")
    commit(inner, "x.ipynb", LEAK)
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "part")
    repository.git("commit", "--quiet", "--message", "Submodule")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(stale_commit, "1 commit that no ref leads to any more", id="reflog"),
        pytest.param(link, "1 symbolic link", id="link"),
        pytest.param(submodule, "the history of 1 submodule", id="submodule"),
    ],
)
def test_what_the_history_leaves_out_is_reported(
    repository: Repository, make: Callable[[Repository], None], said: str
) -> None:
    base = commit(repository, "b.ipynb", CLEAN)
    commit(repository, "a.ipynb", CLEAN)
    make(repository)
    for source in (["--history"], ["--history"], ["--range", f"{base}..HEAD"]):
        report = scan(repository, *source)
        assert report["exit"] == 0
        left_out = "\n".join(report["summary"]["switched_off"])
        assert (f"not scanned: {said}" in left_out) == (
            make is not stale_commit or source == ["--history"]
        )


def test_range_is_what_its_commits_wrote(repository: Repository) -> None:
    base = commit(repository, "old.ipynb", notebook(printed=github_token(2)))
    leak = commit(repository, "a.ipynb", LEAK)
    commit(repository, "a.ipynb", CLEAN)
    report = scan(repository, "--range", f"{base}..HEAD")
    assert (found(report), report["summary"]["files"]) == ([("a.ipynb", leak)], 2)


def test_range_from_a_subfolder_is_the_whole_repository(repository: Repository) -> None:
    base = commit(repository, "sub/a.txt", "x")
    leak = commit(repository, "a.ipynb", LEAK)
    assert found(scan(Repository(repository.root / "sub"), "--range", f"{base}..HEAD")) == [
        ("a.ipynb", leak)
    ]


def test_range_without_notebooks_says_that_nothing_was_scanned(repository: Repository) -> None:
    base = commit(repository, "a.ipynb", LEAK)
    commit(repository, "b.txt", "x")
    report = scan(repository, "--range", f"{base}..HEAD")
    assert (report["exit"], report["summary"]["files"]) == (0, 0)
    assert "nothing to scan" in report["stderr"]


def test_broken_version_is_scanned_as_text_and_reported_once(repository: Repository) -> None:
    commit(repository, "a.ipynb", b"{ no json 1")
    newest = commit(repository, "a.ipynb", b"{ no json 1 " + TOKEN.encode())
    commit(repository, "a.ipynb", CLEAN)
    report = scan(repository)
    assert (report["exit"], found(report)) == (1, [("a.ipynb", newest)])
    assert len({problem["error"] for problem in report["errors"]}) == len(report["errors"])
    assert all(problem["path"].startswith("a.ipynb (") for problem in report["errors"])


def many_versions(repository: Repository, count: int = 300) -> None:
    for number in range(count):
        repository.write(
            f"n{number:03}.ipynb", notebook(f"x = {number}", TOKEN if number % 100 == 7 else "")
        )
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message", "Many")


@pytest.mark.parametrize("annotated", [True, False])
@pytest.mark.parametrize("kind", ["blob", "tree"])
def test_a_tag_on_a_blob_or_tree(repository: Repository, kind: str, annotated: bool) -> None:
    commit(repository, "b.ipynb", CLEAN)
    scan(repository)  # no commit comes after it, so the next one knows them all
    repository.add("deep/a.ipynb", LEAK)
    tree = repository.git("write-tree").strip()
    repository.git("reset", "--quiet", "--hard")
    options = ["--annotate", "--message=x"] if annotated else []
    repository.git("tag", *options, "v1", f"{tree}:deep/a.ipynb" if kind == "blob" else tree)
    name = "refs/tags/v1.ipynb" if kind == "blob" else "refs/tags/v1:deep/a.ipynb"
    for _ in range(2):
        report = scan(repository)
        assert (report["exit"], found(report)) == (1, [(name, None)])
        assert report["summary"]["files"] == (2 if kind == "blob" else 3)


def test_many_processes_find_the_same_as_one(repository: Repository) -> None:
    many_versions(repository)
    one = scan(repository, "--history", "--jobs=1")
    for memory in (repository.root / ".git" / "colab-safe").iterdir():
        memory.unlink()
    many = scan(repository, "--history", "--jobs=3")
    assert len(found(one)) == 3
    assert {name: one[name] for name in ("findings", "summary", "exit")} == {
        name: many[name] for name in ("findings", "summary", "exit")
    }


class TestMemory:
    def test_second_scan_reads_only_what_was_not_clean(self, repository: Repository) -> None:
        many_versions(repository)
        first = scan(repository)
        second = scan(repository)
        assert "no ref has moved since the last scan" in second["stderr"]
        assert second["findings"] == first["findings"]
        assert second["summary"] == first["summary"] | {"known_clean": 297}
        again = scan(repository, "--history", "--no-cache")
        assert "last scan" not in again["stderr"]
        assert (again["findings"], again["summary"]) == (first["findings"], first["summary"])

    def test_scan_after_a_commit_reads_only_what_is_new(self, repository: Repository) -> None:
        many_versions(repository)
        scan(repository)
        new = commit(repository, "new.ipynb", notebook(printed=github_token(2)))
        report = scan(repository)
        assert "297 of 301 versions were clean in the last scan" in report["stderr"]
        assert (report["summary"]["files"], ("new.ipynb", new) in found(report)) == (301, True)

    @pytest.mark.parametrize("move", ["tag", "stash", "delete"])
    def test_moved_refs_are_seen(self, repository: Repository, move: str) -> None:
        commit(repository, "a.ipynb", CLEAN)
        repository.git("switch", "--quiet", "--create", "side")
        commit(repository, "a.ipynb", LEAK)
        repository.git("switch", "--quiet", "main")
        before = scan(repository)
        if move == "delete":
            repository.git("branch", "--quiet", "--delete", "--force", "side")
            assert (len(found(before)), found(scan(repository))) == (1, [])
        elif move == "tag":
            repository.git("switch", "--quiet", "--detach", "side")
            commit(repository, "b.ipynb", LEAK)
            repository.git("tag", "v1")
            repository.git("switch", "--quiet", "main")
            assert {path for path, _ in found(scan(repository))} == {"a.ipynb", "b.ipynb"}
        else:
            repository.add("c.ipynb", LEAK)
            repository.git("stash", "--quiet")
            assert "c.ipynb" in {path for path, _ in found(scan(repository))}

    def test_what_was_accepted_since_is_not_reported_again(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", LEAK)
        assert scan(repository)["exit"] == 1
        assert repository.run(tool("colab-safe"), "baseline", "create").returncode == 0
        assert scan(repository)["exit"] == 0
        (repository.root / ".colab-safe.baseline").unlink()
        assert scan(repository)["exit"] == 1

    def test_no_finding_is_written_down(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", LEAK)
        commit(repository, "a.ipynb", CLEAN)
        scan(repository)
        kept = {
            path.name.partition("-")[0]: path.read_text()
            for path in (repository.root / ".git" / "colab-safe").iterdir()
        }
        clean = repository.git("rev-parse", "HEAD:a.ipynb").strip()
        assert sorted(kept) == ["clean", "last"]
        [name] = [line.split()[0] for line in kept["clean"].split("\n") if line]
        assert name.endswith(clean)
        assert "github-pat" not in "".join(kept.values())
        assert hashlib.sha1(TOKEN.encode()).hexdigest() not in "".join(kept.values())

    def test_other_rules_remember_nothing(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", CLEAN)
        scan(repository)
        report = scan(repository, "--history", "--engine=builtin", "--engine=detect-secrets")
        assert "were clean" not in report["stderr"]

    def test_verification_does_not_believe_a_scan_without_it(self, repository: Repository) -> None:
        """`--verify` adds an engine, which has not scanned what the built-in rules found clean."""
        commit(repository, "a.ipynb", CLEAN)
        scan(repository)
        report = scan(repository, "--history", "--verify")
        assert report["exit"] == 0
        assert "last scan" not in report["stderr"]

    @pytest.mark.parametrize(
        "damage",
        [b"", b"garbage\xff\n", b"0" * 39, b"{}"],
        ids=["empty", "garbage", "cut short", "no last scan"],
    )
    def test_damaged_memory_is_ignored(self, repository: Repository, damage: bytes) -> None:
        commit(repository, "a.ipynb", LEAK)
        commit(repository, "a.ipynb", CLEAN)
        scan(repository)
        for memory in (repository.root / ".git" / "colab-safe").iterdir():
            memory.write_bytes(damage)
        report = scan(repository)
        assert (report["summary"]["files"], len(found(report))) == (2, 1)

    @pytest.mark.skipif(os.name == "nt", reason="an interrupt is sent otherwise there")
    def test_interrupted_scan_goes_on_where_it_stopped(self, repository: Repository) -> None:
        many_versions(repository, 1000)
        done = repository.run(sys.executable, "-c", INTERRUPTED, "scan", "--history", "--jobs=1")
        assert (done.returncode, done.stdout) == (130, "")
        assert "versions were clean in the last scan" in scan(repository)["stderr"]


class TestIncompleteClones:
    def origin(self, repository: Repository) -> str:
        repository.git("config", "uploadpack.allowFilter", "true")
        commit(repository, "a.ipynb", LEAK)
        commit(repository, "a.ipynb", CLEAN)
        commit(repository, "b.ipynb", CLEAN)
        return repository.root.as_uri()

    def test_shallow_clone_is_never_clean(self, repository: Repository, tmp_path: Path) -> None:
        repository.git(
            "clone", "--quiet", "--depth=2", self.origin(repository), str(tmp_path / "clone")
        )
        report = scan(Repository(tmp_path / "clone"))
        assert (report["exit"], found(report)) == (2, [])
        assert "fetch-depth: 0" in report["errors"][0]["error"]

    def test_range_in_the_known_part_of_a_shallow_clone(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        repository.git(
            "clone", "--quiet", "--depth=2", self.origin(repository), str(tmp_path / "clone")
        )
        assert scan(Repository(tmp_path / "clone"), "--range", "HEAD^..HEAD")["errors"] == []

    def test_partial_clone_is_never_clean_and_fetches_nothing(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        clone = Repository(tmp_path / "clone")
        repository.git(
            "clone", "--quiet", "--filter=blob:none", self.origin(repository), str(clone.root)
        )
        report = scan(clone)
        assert (report["exit"], found(report), report["summary"]["files"]) == (2, [], 1)
        assert "partial clone" in report["errors"][0]["error"]
        assert scan(clone)["errors"] == report["errors"]


class TestBadInput:
    @pytest.mark.parametrize(
        "option", [["--history"], ["--range", "HEAD"]], ids=["history", "range"]
    )
    def test_no_commit_yet(self, repository: Repository, option: list[str]) -> None:
        done = repository.run(tool("colab-safe"), "scan", *option)
        assert (done.returncode, done.stdout) == (2, "")
        assert "no commit yet" in done.stderr or "HEAD" in done.stderr

    def test_unknown_revision(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", CLEAN)
        done = repository.run(tool("colab-safe"), "scan", "--range", "nowhere..HEAD")
        assert (done.returncode, done.stdout) == (2, "")
        assert "nowhere" in done.stderr

    def test_option_in_place_of_a_range(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "a.ipynb", CLEAN)
        done = repository.run(tool("colab-safe"), "scan", f"--range=--output={tmp_path / 'x'}")
        assert done.returncode == 2
        assert not (tmp_path / "x").exists()

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--history", "a.ipynb"],
            ["--history", "--staged"],
            ["--range", "A..B", "--history"],
            ["--jobs=0", "--history"],
        ],
        ids=" ".join,
    )
    def test_options_that_contradict(self, repository: Repository, arguments: list[str]) -> None:
        commit(repository, "a.ipynb", LEAK)
        done = repository.run(tool("colab-safe"), "scan", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "a bug of ours" not in done.stderr

    def test_not_a_repository(self, tmp_path: Path) -> None:
        done = Repository(tmp_path).run(tool("colab-safe"), "scan", "--history")
        assert (done.returncode, done.stdout) == (2, "")
        assert "not a git repository" in done.stderr

    def test_damaged_blob(self, repository: Repository) -> None:
        commit(repository, "a.ipynb", CLEAN)
        blob = repository.git("rev-parse", "HEAD:a.ipynb").strip()
        path = repository.root / ".git" / "objects" / blob[:2] / blob[2:]
        path.chmod(0o644)
        path.write_bytes(b"damaged")
        report = scan(repository)
        assert (report["exit"], report["summary"]["files"]) == (2, 0)
        assert "missing or damaged" in report["errors"][0]["error"]

    def test_damaged_commit(self, repository: Repository) -> None:
        made = commit(repository, "a.ipynb", CLEAN)
        path = repository.root / ".git" / "objects" / made[:2] / made[2:]
        path.chmod(0o644)
        path.write_bytes(b"damaged")
        done = repository.run(tool("colab-safe"), "scan", "--history")
        assert (done.returncode, done.stdout) == (2, "")


class TestReplacements:
    def test_file_for_filter_repo(self, repository: Repository, tmp_path: Path) -> None:
        commit(repository, "a.ipynb", LEAK)
        output = tmp_path / "replacements.txt"
        options = ("--history", "--format=filter-repo", f"--output={output}")
        refused = repository.run(tool("colab-safe"), "scan", *options)
        assert (refused.returncode, output.exists()) == (2, False)
        done = repository.run(tool("colab-safe"), "scan", *options, "--show-secrets")
        assert (done.returncode, done.stdout) == (1, "")
        assert output.read_text() == f"literal:{TOKEN}==>[REDACTED:github-pat]\n"
        assert sys.platform == "win32" or output.stat().st_mode & 0o077 == 0
