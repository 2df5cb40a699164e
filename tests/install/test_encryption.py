"""Encrypted token files: only the passphrase opens them, and only as they were written."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from colab_safe import load_token
from colab_safe.errors import TokenError
from colab_safe.install.server import Server
from colab_safe.install.tokens import encryption
from colab_safe.install.tokens.token_file import encrypt_token_file, read_token_file
from colab_safe.prompts import ANSWERS

from .forge import made_up_token

GITHUB = Server("https", "github.com")
TOKEN = made_up_token(20)
PASSPHRASE = "correct horse battery"


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(encryption, "_COST", 2**12)  # 2**17 takes seconds
    ANSWERS.forget()
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
    with pytest.raises(TokenError, match="is encrypted: type the passphrase when"):
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


class Typist:
    """Somebody at the prompt."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        self.answers, self.questions = list(answers), list[str]()
        monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
        monkeypatch.setattr("getpass.getpass", self._answer)
        ANSWERS.forget()

    def _answer(self, question: str) -> str:
        self.questions.append(question)
        return self.answers.pop(0)


def test_a_new_passphrase_is_typed_twice(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch, PASSPHRASE, PASSPHRASE, PASSPHRASE)
    encrypt_token_file(plain)
    assert typist.questions == [
        "New passphrase for the token file 'github.json': ",
        "The same again, for the token file 'github.json': ",
    ]
    assert read_token_file(str(plain), GITHUB).secret.reveal() == TOKEN


@pytest.mark.parametrize("answers", [(PASSPHRASE, PASSPHRASE + "!"), (PASSPHRASE, ""), ("",)])
def test_a_typo_changes_nothing(
    plain: Path, monkeypatch: pytest.MonkeyPatch, answers: tuple[str, ...]
) -> None:
    before = plain.read_bytes()
    Typist(monkeypatch, *answers)
    with pytest.raises(TokenError, match=r"nothing was changed|cannot be encrypted without"):
        encrypt_token_file(plain)
    assert plain.read_bytes() == before
    assert [path.name for path in plain.parent.iterdir()] == ["github.json"]


def test_what_does_not_decrypt_is_not_written(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before, seal = plain.read_bytes(), encryption.encrypted_fields

    def broken(fields: dict[str, object], passphrase: str) -> dict[str, object]:
        return seal({**fields, "access_token": made_up_token(21)}, passphrase)

    monkeypatch.setattr(encryption, "encrypted_fields", broken)
    with pytest.raises(TokenError, match="nothing was changed"):
        encrypt_token_file(plain, passphrase=PASSPHRASE)
    assert plain.read_bytes() == before


def test_a_file_that_another_program_changed_is_kept(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = encryption.encrypted_fields

    def slow(fields: dict[str, object], passphrase: str) -> dict[str, object]:
        plain.write_text("newer")
        return seal(fields, passphrase)

    monkeypatch.setattr(encryption, "encrypted_fields", slow)
    with pytest.raises(TokenError, match="was changed by another program"):
        encrypt_token_file(plain, passphrase=PASSPHRASE)
    assert plain.read_text() == "newer"


def test_a_typed_passphrase_is_remembered_until_it_is_wrong(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    typist = Typist(monkeypatch, "wrong", PASSPHRASE)
    for _ in range(3):
        assert read_token_file(str(plain), GITHUB).secret.reveal() == TOKEN
    assert len(typist.questions) == 2
    assert PASSPHRASE not in repr(vars(ANSWERS))
    plain.write_text(json.dumps({"access_token": TOKEN}))
    encrypt_token_file(plain, passphrase="another")
    typist.answers = ["wrong again"]
    with pytest.raises(TokenError, match="the passphrase is wrong"):
        read_token_file(str(plain), GITHUB)
    assert ANSWERS.passphrases == {}


def test_a_file_of_windows_is_encrypted(plain: Path) -> None:
    plain.write_bytes(plain.read_text().encode("utf-16"))
    encrypt_token_file(plain, passphrase=PASSPHRASE)
    assert read_token_file(str(plain), GITHUB, passphrase=PASSPHRASE).secret.reveal() == TOKEN


def test_a_placeholder_is_encrypted_and_its_path_not_shown(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIVE_TOKEN_PATH", str(plain))
    assert (
        encrypt_token_file("__DRIVE_TOKEN_PATH__", passphrase=PASSPHRASE) == "__DRIVE_TOKEN_PATH__"
    )
    token = load_token("__DRIVE_TOKEN_PATH__", passphrase=PASSPHRASE)
    assert token.secret.reveal() == TOKEN
    assert token.source == "token file '__DRIVE_TOKEN_PATH__'"
    with pytest.raises(TokenError) as raised:
        encrypt_token_file("__DRIVE_TOKEN_PATH__", passphrase=PASSPHRASE)
    assert str(raised.value) == "token file '__DRIVE_TOKEN_PATH__' is already encrypted"
