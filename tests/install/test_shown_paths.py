"""What a placeholder hides: the path of the token file is in no message, no result and no output while the source holds a placeholder."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from colab_safe import ColabSafeError, token_path
from colab_safe.prompts import ANSWERS

from .forge import Forge, made_up_token
from .lab import Lab
from .public_functions import PUBLIC, Call, everything_shown, valid

PLACEHOLDER = "__DRIVE_TOKEN_PATH_mine__"
HIDDEN = ("my-own-keys", "alices-token")  # the folder and the file
PATHS = [
    (name, parameter.name)
    for name, function in PUBLIC.items()
    for parameter in inspect.signature(function).parameters.values()
    if parameter.annotation == "Config" or "PathLike" in str(parameter.annotation)
]
FILES = {
    "missing": None,
    "no token": b"{}",
    "not JSON": b"x",
    "encrypted": b'{"ciphertext": "x"}',
    "for another server": json.dumps({"access_token": made_up_token(5), "host": "git.example.org"}),
    "refused": json.dumps({"access_token": "s3cretp4ss", "username": "a", "host": "http://127.0.0.1:9"}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def hidden_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / HIDDEN[0]
    folder.mkdir()
    file = folder / f"{HIDDEN[1]}.json"
    ANSWERS.forget()
    monkeypatch.setenv("DRIVE_TOKEN_PATH_MINE", str(file))
    monkeypatch.setenv("PATH", str(tmp_path))
    yield file
    ANSWERS.forget()


@pytest.mark.parametrize(("name", "argument"), PATHS, ids=[".".join(each) for each in PATHS])
@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_the_path_is_not_shown(
    name: str,
    argument: str,
    content: str | bytes | None,
    tmp_path: Path,
    hidden_file: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        hidden_file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (tmp_path / "work").mkdir()
    arguments = valid(name, tmp_path / "work", "http://127.0.0.1:9")
    for passed in (PLACEHOLDER, f"/content/drive/MyDrive/{PLACEHOLDER}", Path(PLACEHOLDER)):
        error = Call(PUBLIC[name], **{**arguments, argument: passed}).failure()
        if error is None:
            continue
        assert isinstance(error, ColabSafeError)
        shown = "".join(everything_shown(error))
        assert [part for part in HIDDEN if part in shown] == [], str(error)
    out = "".join(capfd.readouterr())
    assert [part for part in HIDDEN if part in out] == []


def test_a_result_names_the_placeholder(lab: Lab, forge: Forge, hidden_file: Path) -> None:
    forge.apis["GET /api/v3/user"] = (200, {}, {"login": "alice"})
    hidden_file.write_bytes(lab.token_file.read_bytes())
    for passed in (PLACEHOLDER, token_path("mine")):
        info = PUBLIC["check_token"](passed)
        assert info.source == f"token file '{PLACEHOLDER}'"
        assert [part for part in HIDDEN if part in repr(info)] == []


@pytest.mark.parametrize("name", ["a b", "a__b", "_a", "../x", "a/b", "ä"])
def test_a_name_that_no_placeholder_has(name: str) -> None:
    with pytest.raises(ColabSafeError, match="name= must be"):
        token_path(name)


@pytest.mark.parametrize("verb", ["check", "encrypt", "revoke"])
@pytest.mark.parametrize("row", ["missing", "no token", "not JSON", "encrypted"])
def test_commands_take_placeholders(
    verb: str, row: str, hidden_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    from colab_safe.command_line.main import main

    content = FILES[row]
    if isinstance(content, bytes):
        hidden_file.write_bytes(content)
    main(["token", verb, PLACEHOLDER, *(["--yes"] if verb == "revoke" else [])])
    out = "".join(capfd.readouterr())
    assert f"token file '{PLACEHOLDER}'" in out
    assert [part for part in HIDDEN if part in out] == []


WAYS = [
    (way, token)
    for way in ("{}", "secret:{}", "{}.json", "keys/{}", "https://{}@github.com/o/r")
    for token in (made_up_token(6), "0a1b2c3d4e" * 4, "s3cretp4ssword")
    if (way, token) != ("{}.json", "s3cretp4ssword")  # it may be a file's name
]


@pytest.mark.parametrize("verb", ["check", "encrypt", "revoke"])
@pytest.mark.parametrize(("way", "token"), WAYS)
def test_commands_repeat_no_token(
    verb: str, token: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    from colab_safe.command_line.main import main

    monkeypatch.chdir(tmp_path)
    host = [] if verb == "encrypt" else ["--host", "http://127.0.0.1:9"]
    yes = ["--yes"] if verb == "revoke" else []
    assert main(["token", verb, way.format(token), *host, *yes]) == 2
    shown = "".join(capfd.readouterr())
    assert token not in shown and token[:8] not in shown
