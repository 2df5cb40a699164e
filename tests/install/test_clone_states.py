"""`clone_private` looks at what is on disk: it finishes what failed, follows the server, and loses nobody's work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from colab_safe import clone_private
from colab_safe.errors import ArgumentError, InstallError

from .forge import Forge, git
from .lab import Lab

NUMBERS = count()


class Work:
    """A repository `name` on the forge, and its clone `folder`."""

    def __init__(self, lab: Lab, forge: Forge) -> None:
        self.lab, self.forge = lab, forge
        self.name = f"state{next(NUMBERS)}"
        self.folder = lab.root / "clone"
        self.first = self.add({"a": "1\n", "b": "1\n"}, tags=("v1",))

    def add(self, files: dict[str, str | bytes], **more: tuple[str, ...]) -> str:
        return self.forge.add(f"alice/{self.name}", files, **more)

    def add_submodule(self) -> str:
        """Add a repository of the same name with -part as a submodule at `part`; its commit."""
        commit = self.forge.add(f"alice/{self.name}-part", {"data": str(next(NUMBERS))})
        url = f"{self.forge.url}/alice/{self.name}-part.git"
        modules = f'[submodule "part"]\n\tpath = part\n\turl = {url}\n'
        self.forge.add_with_submodule(
            f"alice/{self.name}", {".gitmodules": modules}, "part", f"alice/{self.name}-part"
        )
        return commit

    def rewrite(self) -> str:
        """Replace the history of main, as after a force-push."""
        work = self.forge.root / "work" / "alice" / self.name
        git("checkout", "-q", "--orphan", "other", cwd=work)
        git("commit", "-q", "-m", "other", cwd=work)
        git("branch", "-M", "other", "main", cwd=work)
        git("push", "-q", "--force", "--all", cwd=work)
        return git("rev-parse", "HEAD", cwd=work).strip()

    def clone(self, ref: str | None = None, **more: object) -> None:
        clone_private(self.lab.token_file, self.name, self.folder, ref=ref, quiet=True, **more)  # type: ignore[arg-type]

    def git(self, *arguments: str, within: str = "") -> str:
        return git(*arguments, cwd=self.folder / within).strip()

    def commit(self, within: str = "") -> str:
        self.git("commit", "-q", "--allow-empty", "-m", "mine", within=within)
        return self.git("rev-parse", "HEAD", within=within)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    @property
    def branch(self) -> str:
        return self.git("branch", "--show-current")


@pytest.fixture
def work(lab: Lab, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setenv("HOME", str(lab.home))
    return Work(lab, forge)


def test_a_moved_branch_moves_the_submodules_too(work: Work) -> None:
    work.add_submodule()
    work.clone()
    newest = work.add_submodule()
    work.clone()
    assert work.git("rev-parse", "HEAD", within="part") == newest


def test_without_a_ref_it_goes_to_the_default_branch(work: Work) -> None:
    work.clone("v1")
    newest = work.add({"a": "2\n"})
    work.clone()
    assert (work.head, work.branch) == (newest, "main")
    assert work.git("status", "--porcelain", "--branch") == "## main...origin/main"


def test_the_default_branch_is_the_servers(work: Work) -> None:
    work.clone()
    newest = work.add({"a": "2\n"}, branches=("trunk",))
    git("symbolic-ref", "HEAD", "refs/heads/trunk", cwd=work.forge.root / f"alice/{work.name}.git")
    work.clone()
    assert (work.head, work.branch) == (newest, "trunk")


def test_a_rewritten_branch_and_a_moved_tag_are_followed(work: Work) -> None:
    work.clone()
    rewritten = work.rewrite()
    work.clone()
    assert (work.head, work.branch) == (rewritten, "main")
    work.clone("v1")
    moved = work.add({"a": "3\n"}, tags=("v1",))
    work.clone("v1")
    assert work.head == moved == work.git("rev-parse", "v1")


REFS = {
    "branch": ("dev", "dev"),
    "branch with a slash": ("feature/x", "feature/x"),
    "tag": ("v2", ""),
    "tag with @": ("core@1.0", ""),
    "tag with #": ("a#1", ""),
    "annotated tag": ("noted", ""),
    "commit": ("{commit}", ""),
    "start of a commit": ("{commit:.8}", ""),
    "ref of a pull request": ("refs/pull/7/head", ""),
}  # fmt: skip


@pytest.mark.parametrize("depth", [None, 1], ids=["whole", "shallow"])
@pytest.mark.parametrize(("ref", "branch"), REFS.values(), ids=REFS)
def test_every_kind_of_version(work: Work, ref: str, branch: str, depth: int | None) -> None:
    tags = ("v2", "core@1.0", "a#1")
    commit = work.add({"a": "2\n"}, branches=("dev", "feature/x"), tags=tags)
    bare = work.forge.root / f"alice/{work.name}.git"
    git("update-ref", "refs/pull/7/head", commit, cwd=bare)
    git("tag", "-a", "-m", "x", "noted", commit, cwd=bare)
    work.add({"a": "3\n"})
    work.clone(ref.format(commit=commit), depth=depth)
    assert (work.head, work.branch) == (commit, branch)
    work.clone()
    assert (work.folder / "a").read_text() == "3\n"


def test_a_shallow_clone_stays_shallow_and_follows(work: Work) -> None:
    work.clone(depth=1)
    assert work.git("rev-list", "--count", "HEAD") == "1"
    work.add({"a": "2\n"})
    newest = work.add({"a": "3\n"})
    work.clone()
    assert work.head == newest
    assert work.git("rev-parse", "--is-shallow-repository") == "true"
    work.clone(work.first[:10])  # the start of a hash needs the whole history
    assert work.head == work.first
    with pytest.raises(ArgumentError, match="depth= must be a positive number of commits"):
        work.clone(depth=0)


def after_a_refused_submodule(work: Work) -> None:
    work.add_submodule()
    work.forge.forbidden.add(f"/alice/{work.name}-part.git")
    with pytest.raises(InstallError):
        work.clone()
    work.forge.forbidden.clear()


def after_a_kill_before_the_fetch(work: Work) -> None:
    work.add_submodule()
    git("init", "-q", str(work.folder))
    git("remote", "add", "origin", f"{work.forge.url}/alice/{work.name}.git", cwd=work.folder)


def after_a_kill_before_the_submodule(work: Work) -> None:
    work.add_submodule()
    git_env_clone(work)


def after_a_kill_before_the_submodules_checkout(work: Work) -> None:
    work.add_submodule()
    work.clone()
    for path in (work.folder / "part").iterdir():
        if path.name != ".git":
            path.unlink()
    (work.folder / ".git" / "modules" / "part" / "index").unlink()


def after_the_submodule_was_deleted(work: Work) -> None:
    work.add_submodule()
    work.clone()
    shutil.rmtree(work.folder / "part")


def git_env_clone(work: Work) -> None:
    """As a plain `git clone` leaves it: without submodules."""
    git("clone", "-q", str(work.forge.root / f"alice/{work.name}.git"), str(work.folder))
    git(
        "config",
        "remote.origin.url",
        f"{work.forge.url}/alice/{work.name}.git",
        cwd=work.folder,
    )


FAILURES = {
    "refused submodule": after_a_refused_submodule,
    "killed before the fetch": after_a_kill_before_the_fetch,
    "killed before the submodule": after_a_kill_before_the_submodule,
    "killed before the submodule's checkout": after_a_kill_before_the_submodules_checkout,
    "deleted submodule": after_the_submodule_was_deleted,
}


@pytest.mark.parametrize("fail", FAILURES.values(), ids=FAILURES)
def test_the_second_call_finishes_the_work(work: Work, fail: Callable[[Work], None]) -> None:
    fail(work)
    work.clone()
    assert (work.folder / "a").read_text() == "1\n"
    assert (work.folder / "part" / "data").exists()
    assert work.git("status", "--porcelain") == ""


def changed_file(work: Work) -> Path:
    (work.folder / "a").write_text("mine\n")
    return work.folder / "a"


def new_file(work: Work) -> Path:
    (work.folder / "new").write_text("mine\n")
    return work.folder / "new"


def ignored_file(work: Work) -> Path:
    (work.folder / ".git" / "info").mkdir(exist_ok=True)
    (work.folder / ".git" / "info" / "exclude").write_text("new\n")
    return new_file(work)


CHANGES = {"changed": changed_file, "new": new_file, "ignored": ignored_file}


@pytest.mark.parametrize("ref", [None, "v2"])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_changed_files_are_kept(
    work: Work, change: Callable[[Work], Path], ref: str | None
) -> None:
    work.clone()
    file = change(work)
    work.clone()  # nothing on the server has changed
    work.add({"a": "2\n", "new": "theirs\n"}, branches=("dev",), tags=("v2",))
    with pytest.raises(InstallError, match="has local changes"):
        work.clone(ref)
    assert file.read_text() == "mine\n"


def test_a_change_that_is_not_in_the_way_stays(work: Work) -> None:
    work.clone()
    changed_file(work)
    newest = work.add({"b": "2\n"})
    work.clone()
    assert work.head == newest and (work.folder / "a").read_text() == "mine\n"


def test_local_commits_are_kept(work: Work) -> None:
    work.clone()
    mine = work.commit()
    work.clone()
    work.clone("v1")
    work.clone("main")
    assert work.head == mine  # the server has nothing new
    work.add({"b": "2\n"})
    for rewrite in (False, True):
        if rewrite:
            work.rewrite()
        with pytest.raises(InstallError, match="'main' has commits of its own"):
            work.clone()
        assert work.head == mine
    work.clone("v1")  # the branch keeps them
    assert work.git("rev-parse", "main") == mine


def test_commits_on_no_branch_are_kept(work: Work) -> None:
    work.clone("v1")
    mine = work.commit()
    for ref in (None, "v1", "main"):
        with pytest.raises(InstallError, match="local commits that are on no branch"):
            work.clone(ref)
    assert work.head == mine
    work.git("branch", "kept")
    work.clone()


def test_commits_in_a_submodule_are_kept(work: Work) -> None:
    work.add_submodule()
    work.clone()
    mine = work.commit(within="part")
    work.add_submodule()
    with pytest.raises(InstallError, match=r"part has local commits that are on no branch"):
        work.clone()
    assert work.git("rev-parse", "HEAD", within="part") == mine


def test_a_tag_of_ones_own_is_kept(work: Work) -> None:
    work.clone("v1")
    mine = work.commit()
    work.git("tag", "-f", "v2")
    work.git("checkout", "-q", "main")
    work.add({"a": "2\n"}, tags=("v2",))
    with pytest.raises(InstallError, match=r"the tag 'v2' in .* is on commits that no branch has"):
        work.clone("v2")
    assert work.git("rev-parse", "v2") == mine


@pytest.mark.parametrize("content", [True, False], ids=["with files", "without"])
@pytest.mark.parametrize("outer", ["same repository", "another"])
def test_an_outer_clone_is_never_touched(work: Work, outer: str, content: bool) -> None:
    work.clone("v1") if outer == "same repository" else git("init", "-q", str(work.folder))
    outer_folder, before = work.folder, sorted((work.folder / ".git").rglob("*"))
    work.folder = outer_folder / "inner"
    work.folder.mkdir()
    newest = work.add({"a": "2\n"})
    if content:
        (work.folder / "thesis.txt").write_text("years of work")
        with pytest.raises(InstallError, match=r"inner already exists and is not a clone of"):
            work.clone()
        assert [path.name for path in work.folder.iterdir()] == ["thesis.txt"]
    else:
        work.clone()
        assert work.head == newest
    assert sorted((outer_folder / ".git").rglob("*")) == before
    if outer == "same repository":
        assert git("rev-parse", "HEAD", cwd=outer_folder).strip() == work.first


def a_file(work: Work) -> None:
    work.folder.write_text("x")


def a_clone_of_another(work: Work) -> None:
    other, work.name = work.name, "privpkg"
    work.clone()
    work.name = other


def a_bare_repository(work: Work) -> None:
    git("init", "-q", "--bare", str(work.folder))


def a_work_tree_elsewhere(work: Work) -> None:
    work.clone()
    work.git("config", "core.worktree", str(work.lab.home))


@pytest.mark.parametrize(
    "something", [a_file, a_clone_of_another, a_bare_repository, a_work_tree_elsewhere]
)
def test_something_else_is_an_error(work: Work, something: Callable[[Work], None]) -> None:
    something(work)
    with pytest.raises(InstallError, match="already exists and is not a clone of"):
        work.clone()


def test_an_empty_repository(work: Work) -> None:
    git("init", "-q", "--bare", str(work.forge.root / "alice" / "void.git"))
    work.name = "void"
    work.clone()
    work.clone()
    assert [path.name for path in work.folder.iterdir()] == [".git"]


def test_a_missing_version_leaves_nothing_behind(work: Work) -> None:
    for ref in ("nosuch", "refs/pull/9/head"):
        with pytest.raises(InstallError, match=f"no branch, tag or commit '{ref}'"):
            work.clone(ref)
    assert not work.folder.exists()
