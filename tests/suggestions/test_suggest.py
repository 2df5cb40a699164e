"""`colab-safe suggest`: what it posts to a pull request, what it never posts, and what it says if GitHub refuses."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from colab_safe.command_line.main import main
from colab_safe.detect.engine import BUILTIN, Setup, load
from colab_safe.errors import ColabSafeError
from colab_safe.git.shown_lines import ChangedFile, Lines, changed_files, shown_lines
from colab_safe.scan import scan
from colab_safe.suggestions import github_actions
from colab_safe.suggestions.comments import LONGEST
from colab_safe.suggestions.line_changes import MOST_LINES
from colab_safe.suggestions.review import MOST_COMMENTS
from tests.notebooks import code, dump, markdown, notebook, stream
from tests.repository import Repository
from tests.suggestions.fake_github import FORBIDDEN, LIMITED, SECONDARY, Answer, FakeGitHub
from tests.tokens import github_token
from tests.tools import PROJECT

OWN = github_token(99)  # of the job
TOKEN, OTHER = github_token(1), github_token(2)
ALL = [range(1, 100_000)]
CELLS = [code("import os\nx = 1"), *(code(f"y = {number}") for number in range(9))]


def printing(*lines: str) -> dict[str, Any]:
    return code("x", [stream([f"{line}\n" for line in lines])])


class Pull:
    """A pull request: `main` is its base, HEAD its head."""

    def __init__(self, repository: Repository, github: FakeGitHub) -> None:
        self.repository, self.github = repository, github

    def commit(self, **notebooks: bytes) -> None:
        for name, data in notebooks.items():
            self.repository.add(f"{name}.ipynb", data)
            self.github.hunks.setdefault(f"{name}.ipynb", ALL)
        self.repository.git("commit", "--quiet", "--message", "work")
        self.github.head = self.repository.git("rev-parse", "HEAD").strip()

    def suggest(self, *arguments: str) -> int:
        return main(["suggest", "--base", "main", "--pull-request", "7", *arguments])

    @property
    def bodies(self) -> list[str]:
        return [each["body"] for each in self.github.comments]

    def taken(self, name: str = "a") -> bytes:
        """The notebook of the head, once somebody has taken every suggestion."""
        lines = self.repository.blob(f"HEAD:{name}.ipynb").decode().splitlines(keepends=True)
        comments = [each for each in self.github.comments if each["path"] == f"{name}.ipynb"]
        for each in sorted(comments, key=lambda one: -one["line"]):
            block = re.search(r"^(`{3,})suggestion\n(.*?)^\1$", each["body"], re.M | re.S)
            if block:
                lines[each.get("start_line", each["line"]) - 1 : each["line"]] = [block[2]]
        return "".join(lines).encode()


@pytest.fixture
def pull(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pull]:
    repository.add("old.ipynb", dump(notebook(CELLS)))
    repository.git("commit", "--quiet", "--message", "base")
    repository.git("switch", "--quiet", "--create", "work")
    monkeypatch.chdir(repository.root)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with FakeGitHub(OWN, "", {}) as github:
        monkeypatch.setenv("GITHUB_API_URL", github.url)
        monkeypatch.setenv("GITHUB_REPOSITORY", "team/notebooks")
        monkeypatch.setenv("GITHUB_TOKEN", OWN)
        yield Pull(repository, github)


@pytest.fixture
def again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The token is taken out of the environment: a second run needs it again."""
    return lambda: monkeypatch.setenv("GITHUB_TOKEN", OWN)


def leaks(data: bytes) -> list[str]:
    return [each.rule for each in scan(data, "a.ipynb", [load(BUILTIN, Setup())]).findings]


@pytest.mark.parametrize(
    ("cells", "left"),
    [
        ([printing("hi", f"a {TOKEN} ``` {OTHER} {TOKEN}")], []),
        ([code(["import os\n", f'token = "{TOKEN}"\n', "y = 1"])], []),
        ([code(["x = 1\n", f'token = "{TOKEN}"\n', f'other = "{OTHER}"'])], []),
        ([code(f"token = '{TOKEN}'"), printing(TOKEN)], []),
        ([printing(json.dumps({"a": [TOKEN]}))], []),
        ([markdown(f"my token: {TOKEN}"), printing(OTHER)], ["github-pat"]),
    ],
    ids=["output", "code", "code, new import", "both", "escaped", "text cell"],
)
def test_whoever_takes_all_suggestions_has_a_clean_notebook(
    pull: Pull, cells: list[dict[str, Any]], left: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    pull.commit(a=dump(notebook(cells)))
    assert pull.suggest() == 0
    taken = pull.taken()
    assert leaks(taken) == left
    assert len(json.loads(taken)["cells"]) == len(cells)
    for secret in (TOKEN, OTHER):
        for shown in (pull.github.received, *capsys.readouterr()):
            assert not any(secret[n : n + 8] in shown for n in range(4, len(secret) - 8))
    assert OWN not in pull.github.received
    assert all(re.search("revoke it", body[:200], re.I) for body in pull.bodies)
    assert all("stays in the commits before" in body for body in pull.bodies)


def minified(*cells: dict[str, Any]) -> bytes:
    return dump(notebook(cells), indent=None)


ENCODED = base64.b64encode(f"token {OTHER}".encode()).decode()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (dump(notebook([printing(TOKEN)]), newline="\r\n"), "CRLF line ends"),
        (minified(printing(TOKEN))[:-1], "ends without a line end"),
        (minified(printing(TOKEN), printing("x" * 70_000)), "longer than a comment may be"),
        (minified(printing(TOKEN), printing("a\u202eb")), "a suggestion does not keep"),
        (minified(printing(f"{TOKEN} {ENCODED}")), "clear this output"),
        (minified(printing(f"{TOKEN}"), code(f"t = '{OTHER}'  # colab-safe: allow github-pat — known")), "another secret on these"),
        (dump(notebook([code(["x = 1\n", *["y = 2\n"] * 20, f"t = '{TOKEN}'"])])), "more than 20 lines"),
    ],
    ids=["CRLF", "no end", "long", "bidi", "encoded", "accepted", "many lines"],
)  # fmt: skip
def test_what_a_suggestion_cannot_say_gets_a_plain_comment(
    pull: Pull, data: bytes, why: str
) -> None:
    pull.commit(a=data)
    assert pull.suggest() == 0
    [body] = pull.bodies
    assert why in body.replace("\\", "")
    assert "```suggestion" not in body
    assert not any(part in pull.github.received for part in (TOKEN[4:], OTHER[4:], ENCODED[-40:]))


def test_a_fence_is_longer_than_any_run_of_backticks(pull: Pull) -> None:
    pull.commit(a=dump(notebook([printing(f"`````` {TOKEN}")])))
    assert pull.suggest() == 0
    assert "\n```````suggestion\n" in pull.bodies[0]


def test_a_second_run_posts_nothing_new(pull: Pull, again: Callable[[], None]) -> None:
    pull.github.page_size = 2
    pull.commit(a=dump(notebook([printing(TOKEN), printing(OTHER), printing(TOKEN)])))
    assert pull.suggest() == 0
    assert len(pull.bodies) == 3
    pull.commit(b=dump(notebook([printing(TOKEN)])))
    again()
    assert pull.suggest() == 0
    assert [each["path"] for each in pull.github.comments[3:]] == ["b.ipynb"]
    assert any("page=2" in each for each in pull.github.asked)


def test_nobody_keeps_comments_away_by_copying_a_mark(
    pull: Pull, again: Callable[[], None]
) -> None:
    pull.commit(a=dump(notebook([printing(TOKEN)])))
    pull.suggest()
    stranger = {"user": {"type": "User"}, "author_association": "CONTRIBUTOR"}
    pull.github.comments = [{**each, **stranger} for each in pull.github.comments]
    again()
    assert pull.suggest() == 0
    assert len(pull.bodies) == 2


@pytest.mark.parametrize(
    ("faults", "code", "said"),
    [
        ([LIMITED, LIMITED], 0, "1 comment posted"),
        ([SECONDARY], 0, "1 comment posted"),
        ([(200, {}, []), SECONDARY, LIMITED], 0, "1 comment posted"),
        ([FORBIDDEN], 2, "give the job the permission `pull-requests: write`"),
        ([(200, {}, []), FORBIDDEN], 2, "In a pull request from a fork, no token may"),
        ([(404, {}, {"message": "Not Found"})], 2, "the token may not see it"),
        ([(401, {}, {"message": "Bad credentials"})], 2, "expired or was revoked"),
        ([(500, {}, {})] * 5, 2, "the server has a problem"),
        ([(200, {}, []), (502, {}, {})], 2, "the server has a problem"),
        ([(301, {"Location": "http://127.0.0.1:9/x"}, {})], 2, "not on its own API"),
        ([(200, {}, []), (307, {"Location": "http://127.0.0.1:9/x"}, {})], 2, "answered 307"),
        ([(200, {}, {"a": 1})], 2, "not a list"),
    ],
)
def test_what_github_refuses_is_said_in_words(
    pull: Pull, capsys: pytest.CaptureFixture[str], faults: list[Answer], code: int, said: str
) -> None:
    pull.commit(a=dump(notebook([printing(TOKEN)])))
    pull.github.faults = [*faults]
    assert pull.suggest() == code
    shown = "".join(capsys.readouterr())
    assert said in shown
    assert OWN not in shown
    assert len(pull.github.reviews) == (code == 0)


def test_a_refused_line_costs_no_other_comment(
    pull: Pull, capsys: pytest.CaptureFixture[str]
) -> None:
    made = {f"n{number}": dump(notebook([printing(TOKEN)])) for number in range(5)}
    pull.commit(**made)
    pull.github.hunks["n3.ipynb"] = []
    assert pull.suggest() == 0
    assert sorted(each["path"][1] for each in pull.github.comments) == ["0", "1", "2", "4"]
    shown = capsys.readouterr()
    assert "n3.ipynb: line 13: GitHub takes no comment there" in shown.err
    assert "4 comments posted" in shown.out


def test_a_review_has_a_limited_number_of_comments(
    pull: Pull, capsys: pytest.CaptureFixture[str]
) -> None:
    pull.commit(a=dump(notebook([printing(github_token(n)) for n in range(MOST_COMMENTS + 3)])))
    assert pull.suggest() == 0
    assert len(pull.bodies) == MOST_COMMENTS
    assert "3 more comments left out" in capsys.readouterr().out


def test_only_lines_of_the_diff_are_commented(
    pull: Pull, capsys: pytest.CaptureFixture[str]
) -> None:
    pull.repository.git("switch", "--quiet", "main")
    pull.commit(old=dump(notebook([printing(TOKEN), *CELLS])))
    pull.repository.git("switch", "--quiet", "--create", "later")
    pull.commit(old=dump(notebook([printing(TOKEN), *CELLS, printing(OTHER)])))
    assert pull.suggest() == 0
    [comment] = pull.github.comments
    assert comment["line"] > 90
    assert "1 secret is on lines that the diff does not show" in capsys.readouterr().out


def test_what_the_base_accepts_and_what_is_low_gets_no_comment(pull: Pull, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    settings = '[[allow]]\npaths = ["a.ipynb"]\nreason = "made up"\n'
    (tmp_path / "base" / ".colab-safe.toml").write_text(settings)
    pull.commit(a=dump(notebook([printing(TOKEN)])), b=dump(notebook([printing(OTHER)])))
    assert pull.suggest("--config", str(tmp_path / "base")) == 0
    assert [each["path"] for each in pull.github.comments] == ["b.ipynb"]


def test_the_token_reaches_no_other_process(
    pull: Pull, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    path = os.environ["PATH"]
    program.write_text(f'#!/bin/sh\n{{ env; echo "$@"; }} >> {seen}\nPATH={path!r} exec git "$@"\n')
    program.chmod(0o755)
    pull.commit(a=dump(notebook([printing(TOKEN)])))
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{path}")
    assert pull.suggest() == 0
    assert "merge-base" in seen.read_text()
    assert OWN not in seen.read_text()


def test_nothing_is_sent_without_a_token_or_in_a_dry_run(
    pull: Pull, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pull.commit(a=dump(notebook([printing(TOKEN)])))
    assert main(["suggest", "--base", "main", "--dry-run"]) == 0
    assert "```suggestion" in capsys.readouterr().out
    monkeypatch.delenv("GITHUB_TOKEN")
    assert pull.suggest() == 2
    assert "GITHUB_TOKEN is empty" in capsys.readouterr().err
    assert pull.github.asked == []


def test_a_clone_without_the_base_says_what_to_do(
    pull: Pull, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["suggest", "--base", "nowhere", "--pull-request", "7"]) == 2
    assert "fetch-depth: 0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("", "github.com"),
        ("https://api.github.com", "github.com"),
        ("https://api.github.com/", "github.com"),
        ("https://git.example.org/api/v3", "git.example.org"),
        ("https://git.example.org:8443/api/v3", "git.example.org:8443"),
        ("https://api.acme.ghe.com", "acme.ghe.com"),
        ("https://git.example.org", None),
        ("https://api.github.com.example.org", None),
        ("https://me@api.github.com", None),
        ("http://git.example.org/api/v3", None),
        ("https://git.example.org/x/api/v3", None),
        ("file:///api/v3", None),
        ("api.github.com", None),
    ],
)
def test_the_token_goes_to_the_api_of_github_only(url: str, host: str | None) -> None:
    variables = {"GITHUB_API_URL": url, "GITHUB_TOKEN": OWN}
    if host is None:
        with pytest.raises(ColabSafeError) as raised:
            github_actions.api(variables)
        assert OWN not in str(raised.value)
    else:
        api = github_actions.api(variables)
        assert api.server.host == host
        assert api.url == (url.rstrip("/") or "https://api.github.com")
        assert variables.keys() == {"GITHUB_API_URL"}


def test_the_documentation_names_the_limits() -> None:
    text = (PROJECT / "docs" / "ci.md").read_text("utf-8")
    assert f"at most {MOST_COMMENTS} comments" in text
    assert f"more than {MOST_LINES} lines" in text
    assert f"{LONGEST:,} bytes of a comment" in text


@pytest.mark.parametrize("name", ["", "a", "a/b/c", "a/..", "../b", "a/b?x", "a/b#", "a /b"])
def test_a_repository_has_two_names(name: str) -> None:
    with pytest.raises(ColabSafeError):
        github_actions.repository({"GITHUB_REPOSITORY": name})


def test_hunks_are_those_that_github_shows(pull: Pull, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renamed notebook is compared with what it was, whatever the user's settings say."""
    repository = pull.repository
    for name, value in {
        "context": "0",
        "algorithm": "patience",
        "renames": "false",
        "external": "x",
    }.items():
        repository.git("config", f"diff.{name}", value)
    old = repository.blob("main:old.ipynb").decode().splitlines(keepends=True)
    repository.git("mv", "old.ipynb", "new name.ipynb")
    repository.add("new name.ipynb", "".join([*old[:20], "  \n", *old[20:]]))
    repository.add("added.ipynb", "a\nb\n")
    repository.git("commit", "--quiet", "--message", "renamed")
    renamed, added = sorted(
        changed_files("main", "HEAD", lambda _: True), key=lambda each: each.before is None
    )
    assert (renamed.path, added.path) == ("new name.ipynb", "added.ipynb")
    assert shown_lines(renamed, len(old) + 1) == (Lines(18, 24),)
    assert shown_lines(added, 2) == (Lines(1, 2),)
    assert isinstance(added, ChangedFile)
