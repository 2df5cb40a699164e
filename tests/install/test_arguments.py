"""What people pass by mistake: a token in any argument of any function appears nowhere, and a wrong type is named."""

from __future__ import annotations

import base64
import inspect
import random
import re
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from colab_safe import ArgumentError, ColabSafeError, install_private_library
from colab_safe.install.arguments import kind_of
from colab_safe.install.credentials.own_commands import end_git_credentials
from colab_safe.token_words import token_words

from .forge import Forge, made_up_token
from .lab import forms
from .public_functions import ARGUMENTS, PUBLIC, Call, everything_shown, valid

_CHOICE = random.Random("arguments").choices
_ANY = string.ascii_letters + string.digits
# In the form of each forge's documentation, see colab_safe/install/forges/.
TOKENS = {
    "GitHub classic": made_up_token(90),
    "GitHub fine-grained": f"github_{'pat'}_" + "".join(_CHOICE(_ANY, k=22)) + "_" + "".join(_CHOICE(_ANY, k=59)),
    "GitLab": "gl" + "pat-" + "".join(_CHOICE(_ANY + "-_", k=20)),
    "Bitbucket": "AT" + "ATT3xFf" + "".join(_CHOICE(_ANY + "-_", k=180)),
    "Azure": "".join(_CHOICE(string.ascii_lowercase + "234567", k=52)),
    "index": "py" + "pi-AgEIcHlwaS5vcmc" + "".join(_CHOICE(_ANY + "-_", k=150)),
    "opaque": "".join(_CHOICE(_ANY, k=40)),
}  # fmt: skip


def coded(token: str) -> str:
    return base64.b64encode(f"alice:{token}".encode()).decode()


# How a token gets into an argument.
WAYS: dict[str, Callable[[str], Any]] = {
    "alone": str,
    "copied with a line break": lambda token: f" {token}\n",
    "in a URL": lambda token: f"https://alice:{token}@github.com/alice/privpkg",
    "as a ref": lambda token: f"alice/privpkg@{token}",
    "as an owner": lambda token: f"{token}/privpkg",
    "as a file": lambda token: f"{token}.json",
    "in a folder": lambda token: f"/content/{token}/keys.json",
    "as an option": lambda token: f"--index-url=https://{token}@pypi.org/simple",
    "as a secret's name": lambda token: f"secret:{token}",
    "in a placeholder": lambda token: f"__DRIVE_TOKEN_PATH_{token}__",
    "in a header": coded,
    "in a list": lambda token: [token],
    "as bytes": str.encode,
    "as bytes in a list": lambda token: [token.encode()],
    "in a dictionary": lambda token: {token: token},
    "in a token file": lambda token: {"access_token": token, "host": "http://127.0.0.1:9"},
    "as a user name": lambda token: {"access_token": "alice", "username": token},
    "as a path": Path,
    "with a NUL": lambda token: f"{token}\0",
    "in the magic": lambda token: f"alice/privpkg --token {token} --installer conda",
    "in the magic's options": lambda token: f"alice/privpkg --host={token} --{token}",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_else_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Without other sources of tokens; processes would find neither git nor pip."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    end_git_credentials()


def leaks(texts: Iterator[str] | list[str], token: str) -> list[str]:
    """Texts with the token in any form, or eight characters of it in a row."""
    body = token.removeprefix("py" + "pi-AgEIcHlwaS5vcmc")
    pieces = {body[start : start + 8] for start in range(8, len(body) - 8)} | {token}
    pieces |= {form.decode() for form in forms(token)} | {quote(coded(token))}
    return [text[:500] for text in texts if any(piece in text for piece in pieces)]


CALLS = [
    *((kind, "alone") for kind in TOKENS),
    *(("opaque", way) for way in WAYS if way != "alone"),
]
_IDS = [".".join(each) for each in ARGUMENTS]


def values_of(argument: str, value: object) -> list[object]:
    return [value, {"127.0.0.1:9": value}] if argument == "extra_hosts" else [value]


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=_IDS)
def test_a_token_in_any_argument_appears_nowhere(
    name: str, argument: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    leaked = []
    for kind, way in CALLS:
        token, arguments = TOKENS[kind], valid(name, tmp_path, "http://127.0.0.1:9")
        for value in values_of(argument, WAYS[way](token)):
            error = Call(PUBLIC[name], **{**arguments, argument: value}).failure()
            if error is None:
                continue
            assert isinstance(error, ColabSafeError), (kind, way)
            assert "internal error" not in str(error), (kind, way)
            modes = way == "in a token file" or kind == "GitHub classic"
            leaked += [(kind, way, text) for text in leaks(everything_shown(error, modes), token)]
    assert leaked == []
    shown = capfd.readouterr()
    for token in TOKENS.values():
        assert leaks([shown.out, shown.err], token) == []


WRONG = [
    ["x"], [1], b"x", 7, -1, 1.5, float("nan"), True, object(), len, {1: 2}, {"x": 3}, "", "\0", "\ud800", "a b", "../x", ...,
]  # fmt: skip


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=_IDS)
def test_a_wrong_value_is_named_and_is_no_bug_of_ours(
    name: str, argument: str, tmp_path: Path
) -> None:
    for value in [*WRONG, None]:
        arguments = valid(name, tmp_path, "http://127.0.0.1:9") | {argument: value}
        error = Call(PUBLIC[name], **arguments).failure()
        assert error is None or isinstance(error, ColabSafeError), repr(value)
        assert "internal error" not in str(error), repr(value)
        if isinstance(error, ArgumentError):
            assert str(error).startswith(f"{argument}= must be"), repr(value)
            assert isinstance(error, TypeError)


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS, ids=_IDS)
def test_each_argument_has_a_kind(name: str, argument: str) -> None:
    parameter = inspect.signature(PUBLIC[name]).parameters[argument]
    assert kind_of(parameter).expected, "add its annotation to install/arguments.py"


TOKEN = TOKENS["opaque"]
CALLED_WRONGLY: dict[str, tuple[list[object], dict[str, object], str]] = {
    "typo": (["t", "o/r"], {"ovner": "x"}, "install_private_library() has no argument ovner=: did you mean owner=?"),
    "unknown": (["t", "o/r"], {"zzz": "x"}, "has no argument zzz=: choose from config, repo, owner"),
    "a token as a name": (["t", "o/r"], {TOKEN: TOKEN}, "has no argument of this name: choose from"),
    "missing": (["t"], {}, "install_private_library() needs repo="),
    "both missing": ([], {}, "install_private_library() needs config= and repo="),
    "too many": (["t", "o/r", TOKEN], {}, "takes 2 arguments by position (config, repo): name the others"),
    "twice": (["t", "o/r"], {"config": TOKEN}, "got config= twice"),
}  # fmt: skip


@pytest.mark.parametrize(("args", "named", "message"), CALLED_WRONGLY.values(), ids=CALLED_WRONGLY)
def test_a_wrong_call_is_a_type_error(
    args: list[object], named: dict[str, object], message: str
) -> None:
    error = Call(install_private_library, *args, **named).failure()
    assert isinstance(error, TypeError)
    assert message in str(error)
    assert leaks(everything_shown(error), TOKEN) == []


NAMES = [
    "ml-xgb-cfg-pipelines-v2x", "Kaggle2023Winners1stPlace", "dependabot/npm_and_yarn/lodash-4.17.21", "a1b2c3d4e5f6",
    "feature/ABC-12345-long-name", "release-2026.11.26", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "core@1.0",
    "internationalization2018", "https://pkgs.dev.azure.com/org/3f2504e0-4f89-11d3-9a0c-0305e82c3301/_packaging/x",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_a_person_chose_is_not_taken_for_a_token(name: str) -> None:
    assert token_words(name) == []


_NAMED = re.compile(r"(?<![\w'#&{-])([a-z_]+)=(?!\w*folder)")


@pytest.mark.parametrize("name", PUBLIC)
def test_a_message_names_only_arguments_that_the_function_has(name: str, tmp_path: Path) -> None:
    parameters = inspect.signature(PUBLIC[name]).parameters
    known = (
        {*parameters, *inspect.signature(install_private_library).parameters}
        if name == "private_install"
        else {*parameters}
    )
    odd = [
        "",
        " ",
        "\0",
        "secret:",
        "secret:a b",
        "no such file.json",
        f"{TOKEN}.json",
        "x y",
        {"host": 7},
    ]
    wrong = []
    for argument, value in [(each, value) for each in parameters for value in odd]:
        for passed in values_of(argument, value):
            arguments = valid(name, tmp_path, "http://127.0.0.1:9") | {argument: passed}
            error = Call(PUBLIC[name], **arguments).failure()
            named = set(_NAMED.findall(str(error))) if error else set()
            wrong += [(argument, passed, str(error))] if named - known else []
    assert wrong == []


@pytest.mark.parametrize("name", PUBLIC)
def test_without_a_folder_for_temporary_files_there_is_a_plain_message(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forge: Forge
) -> None:
    """And for what a function returns, where that is used afterwards."""
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: [str(tmp_path / "nosuch")])
    monkeypatch.setattr("tempfile.tempdir", None)
    arguments = valid(name, tmp_path, forge.url)
    for argument in {"installer"} & arguments.keys():
        del arguments[argument]  # as far as the installer

    def call() -> None:
        result = PUBLIC[name](**arguments)
        if hasattr(result, "__enter__"):
            with result:
                pass

    error = Call(call).failure()
    assert error is None or isinstance(error, ColabSafeError)
    assert "internal error" not in str(error)
    if name in (
        "git_credentials",
        "install_dev",
        "install_requirements",
        "install_private_library",
    ):
        assert "there is no folder for temporary files" in str(error)
