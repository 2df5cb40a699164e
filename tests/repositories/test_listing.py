"""What the API of a forge lists, whatever it answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest

from colab_safe.errors import UsageError
from colab_safe.install.server import Server
from colab_safe.model import Problem
from colab_safe.remote import retries
from colab_safe.repositories import listing, url_list
from colab_safe.repositories.listing import repositories
from colab_safe.repositories.repository import LeftOut, Repository
from colab_safe.repositories.sources import SOURCES, Asked, asked
from tests.install.forge import Forge
from tests.tokens import github_token

from .conftest import variable
from .fake_apis import BUSY, LIMITED, Answer, GitHub, GitLab

NAMES = [f"team/r{number}" for number in range(4)] + ["team/public"]


@pytest.fixture
def api(forge: Forge, token: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    monkeypatch.setattr(retries, "_FIRST_WAIT_S", 0.0)
    made = GitHub(forge.url, token, {"orgs/team": NAMES, "users/ada": ["ada/public"]})
    forge.api = made
    yield made
    forge.api = None


def listed(
    forge: Forge, owner: str = "team", kind: str = "github"
) -> tuple[list[str], list[str], list[str]]:
    """Names of repositories, problems, and what is left out."""
    found = asked(f"{kind}:{forge.url}/{owner}")
    assert found
    every = list(repositories(found))
    return (
        [each.at.repository for each in every if isinstance(each, Repository)],
        [each.error for each in every if isinstance(each, Problem)],
        [each.sentence for each in every if isinstance(each, LeftOut)],
    )


def test_all_pages_are_read_and_each_repository_is_listed_once(forge: Forge, api: GitHub) -> None:
    api.owners["orgs/team"] = [*NAMES, NAMES[0]]
    assert listed(forge) == (NAMES, [], [])
    assert len(api.asked) == 3


def test_the_address_is_made_from_the_name_alone(forge: Forge, api: GitHub) -> None:
    [first, *_] = repositories(Asked(SOURCES["github"], forge.url, "team"))
    assert isinstance(first, Repository)
    assert first.at.url == f"{forge.url}/team/r0.git"
    assert (first.name, first.at.ref) == (f"{forge.host}/team/r0", "main")


def test_without_a_token_the_public_ones_are_listed_and_it_says_so(
    forge: Forge, api: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(variable(forge))
    names, problems, left_out = listed(forge)
    assert (names, problems) == (["team/public"], [])
    assert "only public repositories" in left_out[0]
    assert variable(forge) in left_out[0]


def test_repositories_that_a_token_is_not_for_are_told(forge: Forge, api: GitHub) -> None:
    api.public, api.private = 1, 4
    assert listed(forge) == (NAMES, [], [])
    api.private = 1_199
    _, problems, [sentence] = listed(forge)
    assert problems == []
    assert f"{forge.host} counts 1,200 repositories, and lists 5 of them for this token" in sentence


def test_a_user_is_asked_about_as_well(forge: Forge, api: GitHub) -> None:
    names, problems, left_out = listed(forge, "ada")
    assert (names, problems) == (["ada/public"], [])
    assert "private repositories of a user are not listed" in left_out[0]


GONE: Answer = (404, {}, {"message": "Not Found"})
# What is answered, one per request; how many repositories are listed then, and what is said.
FAULTS: dict[str, tuple[list[Answer | None], int, str]] = {
    "busy twice": ([BUSY, BUSY], 5, ""),
    "busy on the second page": ([None, BUSY], 5, ""),
    "busy for ever": ([BUSY] * 5, 0, "answered 503"),
    "broken for ever on the second page": ([None, *[(502, {}, "x")] * 5], 2, "answered 502"),  # type: ignore[list-item]
    "asked to wait": ([(429, {"Retry-After": "0"}, {})], 5, ""),
    "secondary limit": ([(403, {"Retry-After": "0"}, {"message": "secondary rate limit"})], 5, ""),
    "limit for an hour": ([LIMITED], 0, "the limit of requests of this token or address is reached"),
    "limit on the third page": ([None, None, LIMITED], 4, "the limit of requests"),
    "forbidden": ([(403, {}, {"message": "no"})], 0, "answered 403"),
    "single sign-on": ([(403, {"X-GitHub-SSO": "required"}, {})], 0, "single sign-on"),
    "unknown": ([GONE, GONE], 0, "knows nobody of this name"),
    "gone meanwhile": ([None, GONE], 2, "answered 404"),
    "not a list": ([(200, {}, {"message": "hello"})], 0, "not a list"),
    "nothing": ([(200, {}, [])], 0, "no repository is listed"),
    "next page elsewhere": ([(200, {"Link": '<https://evil.example/x>; rel="next"'}, [])], 0, "not on its own API"),
    "moved": ([(301, {"Location": "{url}/api/v3/orgs/team/repos"}, {})], 5, ""),
    "moved elsewhere": ([(301, {"Location": "https://evil.example/x"}, {})], 0, "not on its own API"),
    "moved to nowhere": ([(301, {}, {})], 0, "not on its own API"),
    "next page beside": ([(200, {"Link": '</api/v3/x>; rel="next"'}, [])], 0, "not on its own API"),
    "bad name": ([(200, {}, [{"full_name": "team/../../x"}])], 0, "not a valid name"),
    "option as a name": ([(200, {}, [{"full_name": "--upload-pack=x/y"}])], 0, "not a valid name"),
    "no name": ([(200, {}, [{"full_name": None}])], 0, "not a valid name"),
    "bad branch": ([(200, {}, [{"full_name": "team/r0", "default_branch": "--x"}])], 1, ""),
}  # fmt: skip


@pytest.mark.parametrize(("faults", "number", "said"), FAULTS.values(), ids=FAULTS)
def test_what_the_server_may_answer(
    forge: Forge, api: GitHub, faults: list[Answer | None], number: int, said: str, token: str
) -> None:
    for fault in filter(None, faults):
        if "Location" in fault[1]:
            fault[1]["Location"] = fault[1]["Location"].replace("{url}", forge.url)
    api.faults = list(faults)
    names, problems, _ = listed(forge)
    assert names == NAMES[:number]
    assert len(problems) == bool(said), problems
    assert said in "".join(problems)
    assert token not in "".join(problems)


def test_pages_in_a_circle_end(forge: Forge, api: GitHub) -> None:
    link = {"Link": f'<{forge.url}/api/v3/again>; rel="next"'}
    api.faults = [(200, link, [{"full_name": "team/r0"}])] * 3
    names, problems, _ = listed(forge)
    assert (names, len(problems)) == (["team/r0"], 1)
    assert "again and again" in problems[0]


def test_a_refused_token_is_named_by_its_place(
    forge: Forge, api: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "gh" + "p_" + "a1B2" * 9
    monkeypatch.setenv(variable(forge), wrong)
    _, [problem], _ = listed(forge)
    assert (
        f"refused the token (environment variable {variable(forge)!r}) with status 401" in problem
    )
    assert wrong not in problem


def test_nobody_answers(forge: Forge, api: GitHub) -> None:
    forge.hangs_up = {"/api"}
    try:
        names, [problem], _ = listed(forge)
    finally:
        forge.hangs_up = set()
    assert names == []
    assert "cannot be reached" in problem


def test_a_group_of_gitlab_gives_the_projects_of_its_subgroups(forge: Forge, token: str) -> None:
    names = ["team/a", "team/ml/b", "team/ml/deep/c"]
    owners = {"groups/team": names, "groups/team/ml": names[1:], "users/ada": ["ada/d"]}
    forge.api = api = GitLab(forge.url, token, owners)
    try:
        assert listed(forge, "team", "gitlab") == (names, [], [])
        assert listed(forge, "team/ml", "gitlab") == (names[1:], [], [])
        assert listed(forge, "ada", "gitlab") == (["ada/d"], [], [])
        assert "include_subgroups=true" in api.asked[0]
        _, [problem], _ = listed(forge, "nobody", "gitlab")
    finally:
        forge.api = None
    assert "knows nobody of this name" in problem


@pytest.mark.parametrize(
    ("kind", "name"),
    [("github", "team/past"), ("gitlab", "team/ml/past")],
    ids=["github", "gitlab"],
)
def test_a_single_repository(forge: Forge, token: str, kind: str, name: str) -> None:
    forge.api = (GitHub if kind == "github" else GitLab)(forge.url, token, {"groups/team": []})
    try:
        assert listed(forge, name, kind) == ([name], [], [])
    finally:
        forge.api = None


def test_a_file_lists_repositories_of_several_servers(tmp_path: Path, forge: Forge) -> None:
    file = tmp_path / "team.txt"
    secret = "gh" + "p_" + "a1B2" * 9
    lines = [
        "# our repositories",
        f"{forge.url}/team/past.git",
        "",
        f"  {forge.url}/team/past.git  # again",
        "https://git.example.org/ml/notebooks",
        "git@git.example.org:ml/more.git",
        f"https://ada:{secret}@git.example.org/x/y.git",
        secret,
        "owner/name",
        "file:///etc/x",
        "ext::sh -c x",
        "https://git.example.org/ml/notebooks.git@main",
        "http://git.example.org/x/y",
        "--upload-pack=x",
    ]
    file.write_text("\r\n".join(lines), "utf-8-sig")
    found = asked(f"repositories:{file}")
    assert found
    every = list(url_list.repositories(found))
    good = [each for each in every if isinstance(each, Repository)]
    assert [each.name for each in good] == [
        f"{forge.host}/team/past",
        "git.example.org/ml/notebooks",
        "git.example.org/ml/more",
    ]
    problems = [each for each in every if isinstance(each, Problem)]
    assert [each.path.rpartition(" ")[2] for each in problems] == [
        *"789",
        "10",
        "11",
        "12",
        "13",
        "14",
    ]
    assert not any(part in repr(problems) for part in (secret, "ext::", "/etc"))


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file"), ("", "lists no repository"), ("# x\n", "lists no repository")],
    ids=["missing", "empty", "comments"],
)
def test_a_file_without_repositories(tmp_path: Path, content: str | None, said: str) -> None:
    file = tmp_path / "team.txt"
    if content is not None:
        file.write_text(content)
    found = asked(f"repositories:{file}")
    assert found
    [problem] = url_list.repositories(found)
    assert isinstance(problem, Problem)
    assert said in problem.error


def test_a_token_in_place_of_a_name_is_not_repeated(forge: Forge, api: GitHub) -> None:
    secret = github_token()
    for text in (f"github:{secret}", f"github:{forge.url}/{secret}", f"repositories:{secret}"):
        found = asked(text)
        assert found
        assert secret not in found.name
    api.owners["orgs/team"] = [f"team/{secret}"]
    [each] = repositories(Asked(SOURCES["github"], forge.url, "team"))
    assert isinstance(each, Repository)
    assert secret not in each.name


class _Odd(BaseRequestHandler):
    answers = (
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9999\r\n[",
        b"",
    )

    def handle(self) -> None:
        self.request.recv(65_536)
        self.request.sendall(self.answers[self.server.number])  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", range(3), ids=["ssh", "cut off", "nothing"])
def test_what_is_not_an_answer(number: int, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retries, "_FIRST_WAIT_S", 0.0)
    with ThreadingTCPServer(("127.0.0.1", 0), _Odd) as server:
        server.number = number  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        port = server.server_address[1]
        monkeypatch.setenv(f"COLAB_SAFE_TOKEN_127_0_0_1_{port}", token)
        found = asked(f"github:http://127.0.0.1:{port}/team")
        assert found
        [problem] = repositories(found)
        server.shutdown()
    assert isinstance(problem, Problem)
    assert "cannot be reached" in problem.error
    assert token not in problem.error


SPELLINGS = {
    "GitHub:team": ("github.com", "team"),
    "github:team/notebooks": ("github.com", "team/notebooks"),
    "github:git.example.org/team/notebooks": ("git.example.org", "team/notebooks"),
    "gitlab:my.group": ("gitlab.com", "my.group"),
    "gitlab:team/ml": ("gitlab.com", "team/ml"),
    "gitlab:gitlab.com/my.group/ml": ("gitlab.com", "my.group/ml"),
    "repositories:C:/x y/team.txt": ("", "C:/x y/team.txt"),
    "github:team": ("github.com", "team"),
    "github:team/": ("github.com", "team"),
    "github:git.example.org/team": ("git.example.org", "team"),
    "github:git.example.org:8443/team": ("git.example.org:8443", "team"),
    "github:https://git.example.org/team/": ("https://git.example.org", "team"),
}


@pytest.mark.parametrize(("text", "means"), SPELLINGS.items(), ids=SPELLINGS)
def test_how_an_organisation_is_written(text: str, means: tuple[str, str]) -> None:
    found = asked(text)
    assert found
    assert (found.server, found.owner) == means


@pytest.mark.parametrize(
    "text", ["a.ipynb", "github", "./github:x", "C:\\x", "s3://github", "github://x", "x:y", "-"]
)
def test_other_texts_are_not_organisations(text: str) -> None:
    assert asked(text) is None


@pytest.mark.parametrize(
    "text", ["github:", "github:a/b/c", "github:a b", "github:-\n", "github:é", "github:a?b"]
)
def test_what_is_not_a_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write github:ORGANISATION"):
        asked(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("githb:team", "github:"), ("repository:x", "repositories:")]
)
def test_a_mistyped_kind(text: str, meant: str) -> None:
    with pytest.raises(UsageError, match=f"do you mean {meant}"):
        asked(text)


@pytest.mark.parametrize(
    ("server", "said"),
    [
        ("http://git.example.org", "unencrypted"),
        ("https://ada:x@git.example.org", "contains credentials"),
    ],
)
def test_servers_that_a_token_does_not_go_to(server: str, said: str) -> None:
    found = asked(f"github:{server}/team")
    assert found
    [problem] = repositories(found)
    assert isinstance(problem, Problem)
    assert said in problem.error


def test_an_enterprise_server_of_any_name_is_asked_as_github() -> None:
    found = asked("github:git.example.org/team")
    assert found
    assert listing.api_of(found).url == "https://git.example.org/api/v3"
    assert Server("https", "git.example.org") == listing.api_of(found).server
