"""What the forges' APIs tell about a token, and taking it back; against a local server that answers as they do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe import check_token, load_token, revoke_token
from colab_safe.command_line.main import main
from colab_safe.errors import ColabSafeError, InstallError, TokenError
from colab_safe.install.forges.times import parse_time

from .forge import Forge, made_up_token

CLASSIC = made_up_token(30)
BODY = CLASSIC[4:30]
FINE, GITLAB, PLAIN = "github" + "_pat_" + BODY, "gl" + "pat-" + BODY, BODY + "a1b2"
LATER = datetime.now(timezone.utc) + timedelta(days=90)
SOON = datetime.now(timezone.utc) + timedelta(days=3)


@pytest.fixture
def api(tmp_path: Path) -> Iterator[Forge]:
    with Forge(tmp_path) as running:
        yield running


def token_file(folder: Path, token: str, api: Forge) -> str:
    path = folder / "token.json"
    path.write_text(json.dumps({"access_token": token, "username": "alice", "host": api.url}))
    return str(path)


def expiry(time: datetime) -> dict[str, str]:
    return {"github-authentication-token-expiration": f"{time:%Y-%m-%d %H:%M:%S} UTC"}


CHECKS = {
    "classic": (CLASSIC, "/api/v3/user", {"X-OAuth-Scopes": "repo, gist", **expiry(LATER)}, {"login": "alice"},
                ("GitHub", "classic personal access token", "alice", ("repo", "gist")), ("a classic token with the scope",)),
    "classic, narrow": (CLASSIC, "/api/v3/user", {"X-OAuth-Scopes": "read:org"}, {"login": "alice"},
                        ("GitHub", "classic personal access token", "alice", ("read:org",)), ()),
    "fine-grained": (FINE, "/api/v3/user", expiry(SOON), {"login": "alice"},
                     ("GitHub", "fine-grained personal access token", "alice", None), ("the token expires on",)),
    "GitLab": (GITLAB, "/api/v4/personal_access_tokens/self", {},
               {"name": "colab", "scopes": ["read_repository"], "expires_at": f"{SOON:%Y-%m-%d}"},
               ("GitLab", "personal, project or group access token", "colab", ("read_repository",)), ("the token expires on",)),
    "Gitea": (PLAIN, "/api/v1/user", {}, {"login": "alice"}, ("Gitea or Forgejo", "token", "alice", None), ()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("token", "path", "headers", "body", "facts", "warnings"), CHECKS.values(), ids=CHECKS
)
def test_check(  # type: ignore[no-untyped-def]
    api: Forge,
    tmp_path: Path,
    token: str,
    path: str,
    headers: dict[str, str],
    body: object,
    facts,
    warnings,
) -> None:
    api.apis[f"GET {path}"] = (200, headers, body)
    info = check_token(token_file(tmp_path, token, api))
    assert (info.forge, info.kind, info.login, info.scopes) == facts
    assert len(info.warnings) == len(warnings)
    assert all(start in text for start, text in zip(warnings, info.warnings, strict=True))
    assert token not in repr(info)


READS = {
    "yes": (200, {}, True, ""),
    "renamed": (301, {"Location": "http://localhost:1/"}, True, ""),
    "no": (404, {}, False, "does not show alice/privpkg (404): the repository does not exist, or the token has no access"),
    "login page": (302, {"Location": "http://localhost:1/"}, None, "answered 302"),
    "401": (401, {}, None, "answered 401. Likely cause: the token has expired"),
    "403": (403, {}, None, "answered 403. Likely cause: the organisation asks for single sign-on"),
    "single sign-on": (403, {"X-GitHub-SSO": "required; url=https://github.com/orgs/o/sso"}, None, "Likely cause: the organisation asks for single sign-on: authorise"),
    "429": (429, {}, None, "the limit of requests"),
    "GitHub's limit": (403, {"X-RateLimit-Remaining": "0"}, None, "the limit of requests"),
    "500": (500, {}, None, "answered 500. Likely cause: the server has a problem"),
    "503": (503, {}, None, "answered 503. Likely cause: the server has a problem"),
}  # fmt: skip


@pytest.mark.parametrize(("status", "headers", "can_read", "words"), READS.values(), ids=READS)
def test_can_it_read_this_repository(
    api: Forge,
    tmp_path: Path,
    status: int,
    headers: dict[str, str],
    can_read: bool | None,
    words: str,
) -> None:
    api.apis["GET /api/v3/user"] = (200, {}, {"login": "alice"})
    api.apis["GET /api/v3/repos/alice/privpkg"] = (status, headers, {})
    info = check_token(token_file(tmp_path, FINE, api), "privpkg")
    assert info.can_read is can_read
    assert words in " ".join(info.warnings) and len(info.warnings) == (0 if can_read else 1)


def test_a_network_that_breaks_off_says_nothing_about_the_repository(
    api: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    api.apis["GET /api/v3/user"] = (200, {}, {"login": "alice"})
    api.hangs_up.add("/api/v3/repos/")
    file = token_file(tmp_path, FINE, api)
    info = check_token(file, "privpkg")
    assert info.can_read is None and "cannot be reached" in info.warnings[0]
    assert main(["token", "check", file, "--repo", "alice/privpkg"]) == 1
    assert "alice/privpkg: unknown whether it can be read" in capsys.readouterr().out


NINE = datetime(2027, 10, 12, 9, tzinfo=timezone.utc)
TIMES = {
    "2027-10-12 09:00:00 UTC": NINE,
    "2027-10-12 11:00:00 +0200": NINE,
    "2027-10-12 02:00:00 -0700": NINE,
    "2027-10-12 11:00:00+02:00": NINE,
    "2027-10-12 11:00:00 +02": NINE,
    "2027-10-12T09:00:00Z": NINE,
    "2027-10-12T09:00:00.123Z": NINE,
    "2027-10-12 09:00": NINE,
    "Tue, 12 Oct 2027 09:00:00 GMT": NINE,
    "Tue, 12 Oct 2027 11:00:00 +0200": NINE,
    "2027-10-12": NINE.replace(hour=0),
    "": None,
    "never": None,
    "2027-13-12": None,
    "99999999999-1": None,
}


@pytest.mark.parametrize(("text", "time"), TIMES.items(), ids=TIMES)
def test_times(text: str, time: datetime | None) -> None:
    assert parse_time(text) == time


@given(st.datetimes(datetime(1990, 1, 1), datetime(2500, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_times_with_any_offset(time: datetime, minutes: int) -> None:
    time = time.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_time(f"{time:%Y-%m-%d %H:%M:%S %z}") == time
    assert parse_time(time.isoformat()) == time


def test_an_expiry_that_cannot_be_read_is_not_never(api: Forge, tmp_path: Path) -> None:
    headers = {"github-authentication-token-expiration": "in a fortnight"}
    api.apis["GET /api/v3/user"] = (200, headers, {"login": "alice"})
    info = check_token(token_file(tmp_path, FINE, api))
    assert info.expires_at is None
    assert info.warnings[0].startswith(
        "the token expires, but it is unknown when: look at https://"
    )


@pytest.mark.parametrize("prefix", ["gld" + "t-", "glc" + "bt-", "gh" + "s_"])
def test_tokens_that_an_api_does_not_take_are_not_called_expired(
    api: Forge, tmp_path: Path, prefix: str
) -> None:
    with pytest.raises(InstallError, match="cannot check a "):
        check_token(token_file(tmp_path, prefix + BODY, api))
    assert api.log == []


@pytest.mark.parametrize(
    ("status", "headers"), [(500, {}), (429, {}), (403, {"Retry-After": "60"})]
)
def test_a_server_that_cannot_answer_does_not_refuse_the_token(
    api: Forge, tmp_path: Path, status: int, headers: dict[str, str]
) -> None:
    api.apis["GET /api/v3/user"] = (status, headers, {})
    with pytest.raises(InstallError, match="could not check the token") as raised:
        check_token(token_file(tmp_path, CLASSIC, api))
    assert not isinstance(raised.value, TokenError)


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "has expired, was revoked"), (403, "single sign-on")],
)
def test_refusals(api: Forge, tmp_path: Path, status: int, words: str) -> None:
    api.apis["GET /api/v3/user"] = (status, {}, {"message": CLASSIC})
    with pytest.raises(TokenError) as raised:
        check_token(token_file(tmp_path, CLASSIC, api))
    assert words in str(raised.value) and CLASSIC not in str(raised.value)


def test_a_redirect_is_not_followed_with_the_token(
    api: Forge, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with Forge(tmp_path_factory.mktemp("other")) as other:
        api.apis["GET /api/v3/user"] = (302, {"Location": f"{other.url}/steal"}, {})
        with pytest.raises(TokenError):
            check_token(token_file(tmp_path, CLASSIC, api))
        assert other.log == []


def test_no_network(api: Forge, tmp_path: Path) -> None:
    file = token_file(tmp_path, CLASSIC, api)
    api.__exit__()
    with pytest.raises(InstallError, match="cannot be reached"):
        check_token(file)
    with Forge(tmp_path):  # for the fixture's end
        pass


def test_a_loaded_token_is_a_token_everywhere(api: Forge, tmp_path: Path) -> None:
    token = load_token(token_file(tmp_path, GITLAB, api))
    assert repr(token) == f"Token({api.host}, ****)"
    api.apis["GET /api/v4/personal_access_tokens/self"] = (200, {}, {})
    assert check_token(token).forge == "GitLab"


def test_revoke_at_a_github_enterprise(api: Forge, tmp_path: Path) -> None:
    api.apis["POST /api/v3/credentials/revoke"] = (202, {}, {})
    revoke_token(token_file(tmp_path, CLASSIC, api), confirm=True)
    assert api.bodies == [{"credentials": [CLASSIC]}]


def test_github_com_takes_revocations_unsigned() -> None:
    from colab_safe.install.forges.github import GITHUB
    from colab_safe.install.server import Server

    assert GITHUB.revoke is not None
    call = GITHUB.revoke(Server("https", "github.com"), CLASSIC)
    assert (
        call is not None
        and call.headers == {}
        and CLASSIC not in call.path
        and CLASSIC not in repr(call)
    )
    assert (
        GITHUB.api(Server("https", "github.com")) + call.path
        == "https://api.github.com/credentials/revoke"
    )


def test_revoke_at_gitlab(api: Forge, tmp_path: Path) -> None:
    api.apis["DELETE /api/v4/personal_access_tokens/self"] = (204, {}, {})
    revoke_token(token_file(tmp_path, GITLAB, api), confirm=True)
    assert [request.path for request in api.log] == ["/api/v4/personal_access_tokens/self"]


def test_revoke_wants_to_be_confirmed(api: Forge, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="pass confirm=True"):
        revoke_token(token_file(tmp_path, CLASSIC, api))
    assert api.log == []


def test_revoke_where_it_is_not_possible(api: Forge, tmp_path: Path) -> None:
    with pytest.raises(InstallError, match="only on its website"):
        revoke_token(token_file(tmp_path, PLAIN, api), confirm=True)


def test_revoke_refused(api: Forge, tmp_path: Path) -> None:
    api.apis["POST /api/v3/credentials/revoke"] = (422, {}, {})
    with pytest.raises(ColabSafeError, match="answered 422 and did not revoke"):
        revoke_token(token_file(tmp_path, CLASSIC, api), confirm=True)


# On the command line.


def test_command_check(api: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api.apis["GET /api/v3/user"] = (200, {"X-OAuth-Scopes": "repo"}, {"login": "alice"})
    api.apis["GET /api/v3/repos/alice/privpkg"] = (200, {}, {})
    assert (
        main(["token", "check", token_file(tmp_path, CLASSIC, api), "--repo", "alice/privpkg"]) == 1
    )
    shown = capsys.readouterr().out
    assert "classic personal access token of alice" in shown and "scopes: repo" in shown
    assert "alice/privpkg: can be read" in shown and "warning: a classic token" in shown
    assert main(["token", "check", token_file(tmp_path, FINE, api)]) == 0


def test_command_errors(api: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "check", str(tmp_path / "nosuch.json")]) == 2
    assert "not found" in capsys.readouterr().err
    assert main(["token", "revoke", token_file(tmp_path, CLASSIC, api)]) == 2
    assert api.log == []


def test_command_revoke(api: Forge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    api.apis["POST /api/v3/credentials/revoke"] = (202, {}, {})
    assert main(["token", "revoke", "--yes", token_file(tmp_path, CLASSIC, api)]) == 0
    assert capsys.readouterr().out == "revoked\n"


def test_command_encrypt(api: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("colab_safe.install.tokens.encryption._COST", 2**12)
    monkeypatch.setenv("COLAB_SAFE_PASSPHRASE", "a passphrase")
    file = token_file(tmp_path, CLASSIC, api)
    assert main(["token", "encrypt", file]) == 0
    assert CLASSIC not in Path(file).read_text()
