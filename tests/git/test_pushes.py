"""What a push sends: every kind of ref is checked, and what was taken as known is said."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from colab_safe_hooks import push

from colab_safe.git.push_command import PushCommand, parse
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()
LEAK, CLEAN = notebook(printed=TOKEN), notebook()
NONE = "0" * 40
Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Check:
    """The hook, as git calls it for pushed refs: its exit code, and all that it said."""
    monkeypatch.chdir(repository.root)

    def check(*refs: str, to: str = "origin", options: tuple[str, ...] = ()) -> tuple[int, str]:
        ids = [repository.git("rev-parse", ref).strip() for ref in refs]
        lines = [f"{ref} {id} refs/heads/x {NONE}\n" for ref, id in zip(refs, ids, strict=True)]
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("".join(lines).encode())))
        url = repository.run("git", "config", f"remote.{to}.url").stdout.strip()
        code = push.main([*options, to, url or to])
        printed = capsys.readouterr()
        assert TOKEN not in printed.out + printed.err
        return code, printed.out + printed.err

    return check


@pytest.fixture
def origin(repository: Repository, tmp_path: Path) -> Repository:
    """A remote with one clean commit."""
    commit(repository, "b.ipynb", CLEAN)
    remote = tmp_path / "origin.git"
    repository.git("clone", "--quiet", "--bare", ".", str(remote))
    repository.git("remote", "add", "origin", str(remote))
    repository.git("fetch", "--quiet", "origin")
    return Repository(remote)


@pytest.mark.parametrize("annotated", [True, False])
@pytest.mark.parametrize("kind", ["blob", "tree"])
def test_a_tag_on_a_blob_or_tree(
    repository: Repository, check: Check, kind: str, annotated: bool
) -> None:
    commit(repository, "b.ipynb", CLEAN)
    repository.add("deep/a.ipynb", LEAK)
    tree = repository.git("write-tree").strip()
    repository.git("reset", "--quiet", "--hard")
    options = ["--annotate", "--message=x"] if annotated else []
    repository.git("tag", *options, "v1", f"{tree}:deep/a.ipynb" if kind == "blob" else tree)
    code, said = check("refs/tags/v1")
    name = "refs/tags/v1.ipynb" if kind == "blob" else "refs/tags/v1:deep/a.ipynb"
    assert (code, name in said) == (1, True), said


@pytest.mark.parametrize("name", ["a\u2028b", "a\x85b", "größe", "fix/#12"])
def test_any_name_of_a_branch(repository: Repository, check: Check, name: str) -> None:
    commit(repository, "a.ipynb", LEAK)
    repository.git("branch", name)
    assert check(f"refs/heads/{name}")[0] == 1


def test_a_replaced_blob_is_checked_as_it_is_pushed(repository: Repository, check: Check) -> None:
    commit(repository, "a.ipynb", LEAK)
    leak = repository.git("rev-parse", "HEAD:a.ipynb").strip()
    commit(repository, "a.ipynb", CLEAN)
    repository.git("replace", leak, repository.git("rev-parse", "HEAD:a.ipynb").strip())
    assert check("refs/heads/main")[0] == 1


def test_a_grafted_parent_is_checked(repository: Repository, check: Check) -> None:
    commit(repository, "a.ipynb", LEAK)
    head = commit(repository, "a.ipynb", CLEAN)
    repository.write(".git/info/grafts", f"{head}\n")
    assert check("refs/heads/main")[0] == 1


def test_a_revision_with_blanks(repository: Repository, check: Check) -> None:
    commit(repository, "a.ipynb", LEAK)
    code, said = check("HEAD@{0 days ago}")
    assert code == 1, said


def test_remotes_whose_names_share_a_prefix(
    repository: Repository, origin: Repository, check: Check
) -> None:
    """`--remotes=origin` fits the branches of a remote `origin/old`, too."""
    head = commit(repository, "a.ipynb", LEAK)
    repository.git("remote", "add", "origin/old", "https://example.org/old.git")
    repository.git("update-ref", "refs/remotes/origin/old/main", head)
    assert check("refs/heads/main", options=("--all-commits",))[0] == 1


def test_what_another_remote_has_is_told_and_does_not_block(
    repository: Repository, origin: Repository, check: Check
) -> None:
    head = commit(repository, "a.ipynb", LEAK)
    commit(repository, "a.ipynb", CLEAN)
    repository.git("remote", "add", "fork", "https://example.org/fork.git")
    repository.git("update-ref", "refs/remotes/fork/main", head)
    code, said = check("refs/heads/main")
    assert code == 0
    assert "not checked: 1 commit that other remotes (fork) have already" in said
    assert check("refs/heads/main", options=("--all-commits",))[0] == 1


def test_a_stale_tracking_branch_vouches_until_the_remote_is_asked(
    repository: Repository, origin: Repository, check: Check
) -> None:
    """Somebody took the leaked commit back; this clone has not fetched since."""
    commit(repository, "a.ipynb", LEAK)
    repository.git("push", "--quiet", "origin", "main")
    origin.git("update-ref", "refs/heads/main", "HEAD~")
    code, said = check("refs/heads/main")
    assert code == 0
    assert "taken as known to origin: origin/main, as of the last fetch" in said
    assert "--ask-remote" in said
    code, said = check("refs/heads/main", options=("--ask-remote",))
    assert (code, "origin was asked" in said) == (1, True)


def test_a_symbolic_ref_is_the_name_of_a_branch_and_vouches_for_nothing(
    repository: Repository, origin: Repository, check: Check
) -> None:
    repository.git("remote", "set-head", "origin", "main")
    assert "origin: origin/main, as of" in check("refs/heads/main")[1]
    commit(repository, "a.ipynb", LEAK)
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/main")
    assert check("refs/heads/main")[0] == 1


def test_a_remote_that_cannot_be_asked_is_an_error(
    repository: Repository, origin: Repository, check: Check
) -> None:
    repository.git("remote", "set-url", "origin", str(repository.root / "gone"))
    assert check("refs/heads/main", options=("--ask-remote",))[0] == 2


def test_the_url_of_a_remote_is_as_good_as_its_name(
    repository: Repository, origin: Repository, check: Check
) -> None:
    commit(repository, "a.ipynb", CLEAN)
    assert "origin/main, as of the last fetch" in check("refs/heads/main", to=str(origin.root))[1]


@pytest.mark.slow
def test_as_many_refs_as_fit_on_no_command_line(
    repository: Repository, origin: Repository, check: Check
) -> None:
    head = repository.git("rev-parse", "HEAD").strip()
    lines = [f"{head} refs/remotes/origin/branch-{number:05}\n" for number in range(2000)]
    repository.write(".git/packed-refs", "".join(lines))
    commit(repository, "a.ipynb", LEAK)
    assert check("refs/heads/main")[0] == 1


def test_under_a_framework_without_a_push_the_unknown_refs_are_named(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(repository.root)
    commit(repository, "b.ipynb", CLEAN)
    assert push.main([]) == 0
    said = capsys.readouterr().err
    assert "the command line of `git push` could not be read" in said


PUSHED = [
    ([], [], False),
    (["origin"], [], False),
    (["origin", "main"], ["main"], False),
    (["-u", "origin", "main", "+a:b"], ["main", "+a:b"], False),
    (["origin", "tag", "v1", "main"], ["refs/tags/v1", "main"], False),
    (["-o", "ci.skip", "origin", "x:y"], ["x:y"], False),
    (["--push-option=ci.skip", "--force-with-lease=a:b", "origin", "x"], ["x"], False),
    (["--recurse-submodules", "no", "origin", "x"], ["x"], False),
    (["origin", "--", "x", "y"], ["x", "y"], False),
    (["--mirror", "origin"], [], True),
    (["--mirr", "origin"], [], True),
]


@pytest.mark.parametrize(("words", "refspecs", "is_mirror"), PUSHED)
def test_what_a_command_line_names(words: list[str], refspecs: list[str], is_mirror: bool) -> None:
    assert parse(words) == PushCommand(tuple(refspecs), is_mirror)


@pytest.mark.parametrize(("mirror", "code"), [("yes", 1), ("false", 0)])
def test_a_remote_to_which_everything_is_pushed(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, mirror: str, code: int
) -> None:
    """`remote.NAME.mirror` makes each push one of all refs; the frameworks name one of them."""
    commit(repository, "a.ipynb", LEAK)
    repository.git("update-ref", "refs/custom/x", "HEAD")
    repository.git("switch", "--quiet", "--orphan", "clean")
    commit(repository, "b.ipynb", CLEAN)
    repository.git("branch", "--quiet", "-D", "main")
    repository.git("config", "remote.origin.mirror", mirror)
    monkeypatch.chdir(repository.root)
    monkeypatch.setenv("PRE_COMMIT_REMOTE_NAME", "origin")
    assert push.main([]) == code
