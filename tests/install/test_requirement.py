"""The forms of a repository's name, and what is refused before it reaches a command line."""

from __future__ import annotations

import pytest

from colab_safe.errors import InstallError
from colab_safe.install.packages.requirement import host_in, parse_requirement
from colab_safe.install.server import Server, parse_server

GITHUB = Server("https", "github.com")
AZURE = Server("https", "dev.azure.com")


@pytest.mark.parametrize(
    ("repo", "options", "expected"),
    [
        ("repo", {"owner": "alice"}, "git+https://github.com/alice/repo.git"),
        ("repo@v1.0", {"owner": "alice"}, "git+https://github.com/alice/repo.git@v1.0"),
        ("org/repo", {"owner": "alice"}, "git+https://github.com/org/repo.git"),
        ("org/repo@feature/x", {}, "git+https://github.com/org/repo.git@feature/x"),
        ("org/repo", {"ref": "dev"}, "git+https://github.com/org/repo.git@dev"),
        ("group/sub/repo", {}, "git+https://github.com/group/sub/repo.git"),
        ("org/repo.git", {}, "git+https://github.com/org/repo.git"),
        ("https://github.com/org/repo.git@v1", {}, "git+https://github.com/org/repo.git@v1"),
        (
            "git+https://github.com/org/repo#subdirectory=a/b",
            {},
            "git+https://github.com/org/repo#subdirectory=a/b",
        ),
        (
            "org/repo",
            {"subdirectory": "pkgs/x"},
            "git+https://github.com/org/repo.git#subdirectory=pkgs/x",
        ),
        ("org/repo", {"extras": ("a", "b")}, "repo[a,b] @ git+https://github.com/org/repo.git"),
        ("my-lib[fast] @ org/repo@v1", {}, "my-lib[fast] @ git+https://github.com/org/repo.git@v1"),
        ("my-lib @ repo", {"owner": "alice"}, "my-lib @ git+https://github.com/alice/repo.git"),
    ],
)
def test_forms(repo: str, options: dict[str, object], expected: str) -> None:
    assert parse_requirement(repo, GITHUB, **options).direct_reference() == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ref", "fits"),
    [
        *((ref, True) for ref in (None, "v1", "feature/x", "refs/pull/7/head", "a_b-c+d=e.f")),
        *((ref, False) for ref in ("core@1.0", "v1#x", "50%", "größe", "a;b", "a'b", "$x", "a&b=c")),
    ],
)  # fmt: skip
def test_a_ref_that_means_something_else_in_a_url_is_passed_as_a_commit(
    ref: str | None, fits: bool
) -> None:
    assert parse_requirement("a/b", GITHUB, ref=ref).fits_a_url == fits


def test_azure_has_no_suffix() -> None:
    assert (
        parse_requirement("org/my%20project/_git/repo", AZURE).url
        == "https://dev.azure.com/org/my%20project/_git/repo"
    )


REFUSED = [
    "--upload-pack=touch x", "-e", "../x", "a/../x", "a/./x", "a b/c", "a/b c", "/", "a/", "a/b\nc", "a/b;c", "a/$(b)", "a/-b",
    "a/b@-x", "a/b@x..y", "a/b@", "a/b@x y", "a/b@x\ny", "a/b@/x", "a/b@x@{1}", "a/b#subdirectory=../c", "a/b#subdirectory=/c",
    "a/b@x#1", "a/b#x=1", "a/b#subdirectory=c#d", "a/b@@", "a/b@x.lock", "a/b@x/.y", "a/b@x~1", "a/b@x:y", "a/b@x*", "a/b@x[y]",
    "a/b@x\u202ey",
    "x y @ a/b", "x[a b] @ a/b", "-x @ a/b", "a/%2e%2e/b", "",
]  # fmt: skip


@pytest.mark.parametrize("repo", [repo for repo in REFUSED if repo not in ("a/b@",)])
def test_refused(repo: str) -> None:
    with pytest.raises(InstallError):
        parse_requirement(repo, GITHUB)


def test_without_an_owner_it_says_so() -> None:
    with pytest.raises(InstallError, match="the owner of 'repo' is missing"):
        parse_requirement("repo", GITHUB)


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("github.com", GITHUB),
        ("GitHub.com", GITHUB),
        ("https://github.com:443/x", GITHUB),
        ("github.com:8443", Server("https", "github.com:8443")),
        ("http://localhost:80", Server("http", "localhost")),
        ("http://127.0.0.2:8080", Server("http", "127.0.0.2:8080")),
        ("http://[::1]:8080", Server("http", "[::1]:8080")),
    ],
)
def test_origins(text: str, server: Server) -> None:
    assert parse_server(text) == server


@pytest.mark.parametrize(
    "text",
    ["", "http://github.com", "ftp://github.com", "https://tok@github.com", "https://a:b@github.com/x", "gіthub.com",
     "github.com\nx", "git hub.com", "ssh://git@github.com/x", "https://", "http://127.0.0.1.evil.example", "-x.com"],
)  # fmt: skip
def test_origins_refused(text: str) -> None:
    with pytest.raises(InstallError) as raised:
        parse_server(text)
    assert "a:b" not in str(raised.value) and "tok@" not in str(raised.value)


def test_the_host_of_a_url() -> None:
    assert host_in("repo") is None
    assert host_in("git+https://gitlab.com/a/b.git@v1") == Server("https", "gitlab.com")
    with pytest.raises(InstallError, match="contains credentials"):
        host_in("https://tok@github.com/a/b")
