"""Encrypted token files: only the passphrase opens them, and only as they were written."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from colab_safe.errors import TokenError
from colab_safe.install.server import Server
from colab_safe.install.tokens import encryption
from colab_safe.install.tokens.token_file import encrypt_token_file, read_token_file

from .forge import made_up_token

GITHUB = Server("https", "github.com")
TOKEN = made_up_token(20)
PASSPHRASE = "correct horse battery"


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(encryption, "_COST", 2**12)  # 2**17 takes seconds
    path = tmp_path / "github.json"
    path.write_text(
        json.dumps({"access_token": TOKEN, "username": "alice", "host": "git.example.org"})
    )
    return path


def test_there_and_back(plain: Path) -> None:
    assert encrypt_token_file(plain, passphrase=PASSPHRASE) == str(plain)
    written = plain.read_bytes()
    assert TOKEN.encode() not in written and base64.b64encode(TOKEN.encode())[:30] not in written
    assert json.loads(written)["username"] == "alice"
    token = read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE)
    assert (token.secret.reveal(), token.username, token.server.host) == (
        TOKEN,
        "alice",
        "git.example.org",
    )
    assert [path.name for path in plain.parent.iterdir()] == ["github.json"]


def test_the_cost_that_is_written() -> None:
    assert encryption._COST == 2**17


def test_into_another_file(plain: Path) -> None:
    before = plain.read_bytes()
    target = plain.parent / "locked.json"
    assert encrypt_token_file(plain, target, passphrase=PASSPHRASE) == str(target)
    assert plain.read_bytes() == before
    assert read_token_file(str(target), GITHUB, passphrase=PASSPHRASE).secret.reveal() == TOKEN


def test_the_passphrase_of_the_environment(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLAB_SAFE_PASSPHRASE", PASSPHRASE)
    encrypt_token_file(plain)
    assert read_token_file(str(plain), GITHUB).secret.reveal() == TOKEN


def test_nobody_to_ask(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.delitem(__import__("sys").modules, "ipykernel", raising=False)
    with pytest.raises(TokenError, match="is encrypted: pass passphrase="):
        read_token_file(str(plain), GITHUB)


def test_twice(plain: Path) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    with pytest.raises(TokenError, match="already encrypted"):
        encrypt_token_file(plain, passphrase=PASSPHRASE)


def test_a_wrong_passphrase(plain: Path) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    with pytest.raises(TokenError, match="the passphrase is wrong"):
        read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE + "!")


def flip(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[0] ^= 1
    return base64.b64encode(data).decode()


CHANGES = {
    "host": {"host": "evil.example"},
    "username": {"username": "mallory"},
    "added field": {"owner": "mallory"},
    "nonce": {"nonce": None},
    "ciphertext": {"ciphertext": None},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_file(plain: Path, change: dict[str, str | None]) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    fields = json.loads(plain.read_text())
    changed = {
        name: flip(fields[name]) if value is None else value for name, value in change.items()
    }
    plain.write_text(json.dumps({**fields, **changed}))
    with pytest.raises(TokenError, match="or the file was changed"):
        read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE)


HOSTILE = {
    "n": {"n": 2**30},
    "n is no power of two": {"n": 1000},
    "n and r": {"n": 2**20, "r": 16},
    "r": {"r": 10**6},
    "p": {"p": 10**6},
    "negative": {"n": -1},
    "text": {"n": "many"},
    "short salt": {"salt": "AAAA"},
    "no base64": {"salt": "*"},
    "other name": {"name": "md5"},
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE)
def test_absurd_parameters(plain: Path, change: dict[str, object]) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    fields = json.loads(plain.read_text())
    plain.write_text(json.dumps({**fields, "kdf": {**fields["kdf"], **change}}))
    with pytest.raises(TokenError, match="not an encrypted token file that this version can open"):
        read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE)


def test_reformatted_it_still_opens(plain: Path) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    plain.write_text(json.dumps(json.loads(plain.read_text()), indent=7, sort_keys=True))
    assert read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE).secret.reveal() == TOKEN
