"""What a token file may hold, and what is said when it does not; no message shows a value."""

from __future__ import annotations

import copy
import io
import json
import logging
import pickle
from pathlib import Path

import pytest

from colab_safe.errors import TokenError
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token, make_token
from colab_safe.install.tokens.token_file import read_token_file

from .forge import made_up_token

GITHUB = Server("https", "github.com")
TOKEN = made_up_token(1)


def write(folder: Path, content: bytes) -> str:
    path = folder / "github.json"
    path.write_bytes(content)
    return str(path)


GOOD = {
    "plain": json.dumps({"access_token": TOKEN, "username": "alice"}).encode(),
    "other key": json.dumps({"token": TOKEN, "username": "alice"}).encode(),
    "byte order mark": b"\xef\xbb\xbf"
    + json.dumps({"access_token": TOKEN, "username": "alice"}).encode(),
    "UTF-16": json.dumps({"access_token": TOKEN, "username": "alice"}).encode("utf-16"),
    "UTF-16 without a mark": json.dumps({"access_token": TOKEN, "username": "alice"}).encode(
        "utf-16-le"
    ),
    "UTF-16 of the other order": "\ufeff".encode("utf-16-be")
    + json.dumps({"access_token": TOKEN, "username": "alice"}).encode("utf-16-be"),
    "line break after the token": json.dumps(
        {"access_token": TOKEN + "\n", "username": " alice "}
    ).encode(),
}


@pytest.mark.parametrize("content", GOOD.values(), ids=GOOD)
def test_good_files(tmp_path: Path, content: bytes) -> None:
    token = read_token_file(write(tmp_path, content), GITHUB)
    assert (token.secret.reveal(), token.username, token.server) == (TOKEN, "alice", GITHUB)


@pytest.mark.parametrize(
    ("host", "server"),
    [
        ("github.example.org", Server("https", "github.example.org")),
        ("https://git.example.org:8443", Server("https", "git.example.org:8443")),
        ("http://127.0.0.1:80", Server("http", "127.0.0.1")),
        ("GITHUB.com:443", Server("https", "github.com")),
    ],
)
def test_the_file_names_its_server(tmp_path: Path, host: str, server: Server) -> None:
    content = json.dumps({"access_token": TOKEN, "host": host}).encode()
    assert read_token_file(write(tmp_path, content), GITHUB).server == server


def test_a_file_without_a_server_does_not_go_where_it_is_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path, json.dumps({"access_token": TOKEN}).encode())
    assert read_token_file(path, Server("https", "evil.example")).server == GITHUB


BAD: dict[str, tuple[object, str]] = {
    "empty": (b"", "is empty"),
    "not JSON": (TOKEN.encode(), "is not a JSON object"),
    "cut off": (b'{"access_token": "' + TOKEN.encode(), "is not a JSON object"),
    "nested too deeply": (b"[" * 60_000, "is not a JSON object"),
    "list": ([TOKEN], "is not a JSON object"),
    "number": (7, "is not a JSON object"),
    "not text": (b"\xff\xfe\x00" + TOKEN.encode(), "is not text"),
    "large": (b" " * 70_000, "is larger than"),
    "other keys": (
        {"user": "alice", "pat": TOKEN},
        "has no key 'access_token' (its keys: 'pat', 'user')",
    ),
    "token as a key": ({TOKEN: "alice"}, "(its keys: none that can be shown)"),
    "null": ({"access_token": None}, "the token is empty"),
    "blank": ({"access_token": "  "}, "the token is empty"),
    "number as token": ({"access_token": 12345678901}, "the token is empty"),
    "line break inside": ({"access_token": f"{TOKEN}\nhost=evil.example"}, "line breaks"),
    "NUL": ({"access_token": f"{TOKEN}\0x"}, "line breaks"),
    "blank inside": ({"access_token": f"{TOKEN} x"}, "blanks"),
    "non-ASCII": ({"access_token": f"{TOKEN}é"}, "non-ASCII"),
    "short": ({"access_token": "abc"}, "too short"),
    "example x": ({"access_token": "gh" + "p_" + "x" * 36}, "only an example"),
    "example words": ({"access_token": "your_token_here"}, "only an example"),
    "example brackets": ({"access_token": "<my-token>"}, "only an example"),
    "username": (
        {"access_token": TOKEN, "username": "alice\nhost=evil.example"},
        "'username' must be",
    ),
    "swapped": ({"access_token": "alice", "username": TOKEN}, "'username' looks like a token"),
    "owner": ({"access_token": TOKEN, "owner": TOKEN}, "'owner' looks like a token"),
    "host is a token": ({"access_token": TOKEN, "host": TOKEN}, "'host' must be"),
    "username list": ({"access_token": TOKEN, "username": [TOKEN]}, "'username' must be"),
    "username colon": ({"access_token": TOKEN, "username": "a:b"}, "'username' must be"),
    "http host": ({"access_token": TOKEN, "host": "http://github.com"}, "'host' must be"),
    "host with login": (
        {"access_token": TOKEN, "host": f"https://{TOKEN}@github.com"},
        "'host' must be",
    ),
    "host number": ({"access_token": TOKEN, "host": 1}, "'host' must be"),
    "host injection": ({"access_token": TOKEN, "host": "github.com\npath=x"}, "'host' must be"),
}


@pytest.mark.parametrize(("content", "message"), BAD.values(), ids=BAD)
def test_bad_files(tmp_path: Path, content: object, message: str) -> None:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    with pytest.raises(TokenError) as raised:
        read_token_file(write(tmp_path, data), GITHUB)
    assert message in str(raised.value)
    assert TOKEN[:8] not in str(raised.value) and TOKEN[-8:] not in str(raised.value)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("{tmp}/nosuch.json", "check the file name"),
        ("{tmp}/nosuch/github.json", "check the path"),
        ("/content/drive/My Drive/keys/github.json", "check that Drive is mounted"),
        ("{tmp}", "cannot be read"),
    ],
)
def test_missing_files(tmp_path: Path, path: str, message: str) -> None:
    with pytest.raises(TokenError, match=message):
        read_token_file(path.format(tmp=tmp_path), GITHUB)


def test_a_path_that_a_placeholder_hides_is_not_shown(tmp_path: Path) -> None:
    with pytest.raises(TokenError) as raised:
        read_token_file(str(tmp_path / "nosuch.json"), GITHUB, shown="__DRIVE_TOKEN_PATH__")
    assert "__DRIVE_TOKEN_PATH__" in str(raised.value)
    assert "nosuch" not in str(raised.value)


SHOWS = {
    "repr": repr,
    "str": str,
    "format": lambda token: f"{token} {token!r:>40} {token.secret}",
    "vars": lambda token: (
        repr(vars(token.secret)) if hasattr(token.secret, "__dict__") else repr(token._asdict())
    ),
    "slots": lambda token: repr([getattr(token.secret, slot) for slot in token.secret.__slots__]),
    "copy": lambda token: repr(copy.copy(token)),
    "logging": lambda token: logging.makeLogRecord(
        {"msg": "%s %r", "args": (token, token)}
    ).getMessage(),
    "iteration": lambda token: repr(list(token)),
}


@pytest.mark.parametrize("show", SHOWS.values(), ids=SHOWS)
def test_a_token_does_not_show_itself(show) -> None:  # type: ignore[no-untyped-def]
    shown = show(make_token(TOKEN, GITHUB, "alice"))
    assert not any(TOKEN[start : start + 6] in shown for start in range(len(TOKEN) - 5))


@pytest.mark.parametrize("dump", [pickle.dumps, copy.deepcopy, json.dumps])
def test_a_token_is_not_serialised(dump) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TypeError):
        dump(make_token(TOKEN, GITHUB))


def test_rich_does_not_find_it() -> None:
    from rich import inspect
    from rich.console import Console
    from rich.pretty import pretty_repr

    token = make_token(TOKEN, GITHUB)
    shown = io.StringIO()
    inspect(token, all=True, private=True, console=Console(width=200, file=shown))
    assert TOKEN[4:] not in shown.getvalue() + pretty_repr(token)
    assert isinstance(token, Token)
