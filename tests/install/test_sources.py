"""Where a token is looked for, in which order, and who is asked how often."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from colab_safe.errors import TokenError
from colab_safe.install.server import Server
from colab_safe.install.tokens import sources
from colab_safe.install.tokens.sources import SOURCES, find_token
from colab_safe.install.tokens.token import make_token
from colab_safe.prompts import ANSWERS, colab_secret, find_passphrase

from .forge import Forge, made_up_token
from .lab import FAKE_COLAB, Lab

GITHUB, OTHER = Server("https", "github.com"), Server("https", "git.example.org")
SECRET, KAGGLE, ENVIRON, GH, FILE, PASSED, TYPED = (
    made_up_token(number) for number in range(40, 47)
)


@pytest.fixture(autouse=True)
def nothing_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "COLAB_SAFE_TOKEN_GITHUB_COM"):
        monkeypatch.delenv(name, raising=False)
    ANSWERS.forget()
    monkeypatch.setattr(sources, "MOUNT_POINT", str(tmp_path / "drive"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.stdin", None)
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)
    yield
    for name in [name for name in sys.modules if name == "google" or name.startswith("google.")]:
        del sys.modules[name]


def colab(monkeypatch: pytest.MonkeyPatch, **secrets: object) -> None:
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"secrets": secrets}))


def kaggle(monkeypatch: pytest.MonkeyPatch, **secrets: str) -> None:
    module = ModuleType("kaggle_secrets")
    module.UserSecretsClient = lambda: type(
        "Client", (), {"get_secret": staticmethod(secrets.__getitem__)}
    )  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kaggle_secrets", module)


def gh(tmp_path: Path) -> None:
    (tmp_path / "gh").write_text(f'#!/bin/sh\n[ "$4" = github.com ] && echo {GH}\n')
    (tmp_path / "gh").chmod(0o700)


def on_drive(tmp_path: Path, host: str = "github.com") -> None:
    folder = tmp_path / "drive" / "MyDrive" / ".colab_safe"
    folder.mkdir(parents=True)
    (folder / f"{host}.json").write_text(json.dumps({"access_token": FILE, "username": "alice"}))


def from_colab(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    colab(monkeypatch, GITHUB_TOKEN=SECRET)


def from_kaggle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kaggle(monkeypatch, GITHUB_TOKEN=KAGGLE)


def from_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GH_TOKEN", ENVIRON)


def from_gh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gh(tmp_path)


def from_drive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    on_drive(tmp_path)


def from_prompt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    monkeypatch.setattr("getpass.getpass", lambda question: TYPED)


# By source: what gives it a token, that token, and what messages call its source.
SAMPLES = {
    "a Kaggle secret": (from_kaggle, KAGGLE, "Kaggle secret 'GITHUB_TOKEN'"),
    "a Colab secret": (from_colab, SECRET, "Colab secret 'GITHUB_TOKEN'"),
    "an environment variable": (from_environment, ENVIRON, "environment variable 'GH_TOKEN'"),
    "the GitHub command line (gh auth token)": (from_gh, GH, "'gh auth token'"),
    "the file MyDrive/.colab_safe/HOST.json": (from_drive, FILE, "token file '.colab_safe/… on Drive'"),
    "a prompt": (from_prompt, TYPED, "the token you entered"),
}  # fmt: skip


def test_the_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each source, given a token after all those below it, goes first."""
    for name in (source.name for source in reversed(SOURCES)):
        assert name in SAMPLES, (
            f"add a row for the source {name!r} to SAMPLES in tests/install/test_sources.py"
        )
        provide, text, label = SAMPLES[name]
        provide(monkeypatch, tmp_path)
        token = find_token(None, GITHUB)
        assert (token.secret.reveal(), token.source) == (text, label)
    assert find_token(make_token(PASSED, GITHUB), GITHUB).secret.reveal() == PASSED


def test_nothing_at_all() -> None:
    with pytest.raises(
        TokenError,
        match="no token found for github.com. Looked in: an environment variable; a Colab".replace(
            ".", r"\."
        ),
    ):
        find_token(None, GITHUB)


def test_a_path_is_never_replaced(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", ENVIRON)
    with pytest.raises(TokenError, match="not found"):
        find_token(str(tmp_path / "nosuch.json"), GITHUB)
    with pytest.raises(TokenError, match="is empty"):
        (tmp_path / "empty.json").write_text("")
        find_token(tmp_path / "empty.json", GITHUB)


def test_a_token_of_github_is_not_for_another_server(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", ENVIRON)
    colab(monkeypatch, GITHUB_TOKEN=SECRET)
    gh(tmp_path)
    for host in ("git.example.org", "github.example.org", "github.com.evil.example"):
        with pytest.raises(TokenError, match="no token found"):
            find_token(None, Server("https", host))
    monkeypatch.setenv("COLAB_SAFE_TOKEN_GIT_EXAMPLE_ORG", ENVIRON)
    assert find_token(None, OTHER).server == OTHER


@pytest.mark.parametrize(
    ("failure", "asked", "advice"),
    [
        ("missing", ["COLAB_SAFE_TOKEN_GITHUB_COM", "GITHUB_TOKEN", "GH_TOKEN"] * 3, ""),
        ("access", ["COLAB_SAFE_TOKEN_GITHUB_COM", "GITHUB_TOKEN", "GH_TOKEN"], "switch on 'Notebook access'"),
        ("timeout", ["COLAB_SAFE_TOKEN_GITHUB_COM"], "put the token into the environment variable COLAB_SAFE_TOKEN_GITHUB_COM"),
        ("no kernel", ["COLAB_SAFE_TOKEN_GITHUB_COM", "GITHUB_TOKEN", "GH_TOKEN"] * 3, ""),
    ],
)  # fmt: skip
def test_how_often_secrets_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, failure: str, asked: list[str], advice: str
) -> None:
    """One that was refused, once; after a time-out of 10 s, none at all."""
    names = ("COLAB_SAFE_TOKEN_GITHUB_COM", "GITHUB_TOKEN", "GH_TOKEN")
    colab(monkeypatch, **{name: {"fails": failure} for name in names})
    for _ in range(3):
        with pytest.raises(TokenError) as raised:
            find_token(None, GITHUB)
        assert advice in str(raised.value)
    from google.colab import userdata

    assert userdata.asked == asked


def test_a_time_out_ends_the_asking_for_all_that_a_session_needs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    colab(monkeypatch, **{name: {"fails": "timeout"} for name in ("DRIVE_TOKEN_PATH", "GH_TOKEN")})
    assert colab_secret("DRIVE_TOKEN_PATH") is None
    with pytest.raises(TokenError, match="Colab does not answer"):
        find_token(None, GITHUB)
    from google.colab import userdata

    assert userdata.asked == ["DRIVE_TOKEN_PATH"]


def test_the_environment_is_asked_before_colab(monkeypatch: pytest.MonkeyPatch) -> None:
    colab(
        monkeypatch, GITHUB_TOKEN={"fails": "timeout"}, COLAB_SAFE_PASSPHRASE={"fails": "timeout"}
    )
    monkeypatch.setenv("GITHUB_TOKEN", ENVIRON)
    monkeypatch.setenv("COLAB_SAFE_PASSPHRASE", "a passphrase")
    assert find_token(None, GITHUB).secret.reveal() == ENVIRON
    assert find_passphrase("token file") == "a passphrase"
    assert "google.colab.userdata" not in sys.modules


def test_from_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    colab(monkeypatch, GH_TOKEN=SECRET)
    found: list[str] = []
    thread = threading.Thread(target=lambda: found.append(find_token(None, GITHUB).secret.reveal()))
    thread.start()
    thread.join()
    assert found == [SECRET]


def test_a_bad_secret_is_an_error_and_no_reason_to_look_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    colab(monkeypatch, GITHUB_TOKEN="your_token_here", GH_TOKEN=ENVIRON)
    with pytest.raises(
        TokenError, match="Colab secret 'GITHUB_TOKEN': the token is only an example"
    ):
        find_token(None, GITHUB)


def test_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setitem(sys.modules, "ipykernel", ModuleType("ipykernel"))
    monkeypatch.setattr("getpass.getpass", lambda question: asked.append(question) or PASSED)
    assert find_token(None, GITHUB).secret.reveal() == PASSED
    assert asked == ["Token for github.com: "]


@pytest.mark.slow
def test_the_source_is_named(lab: Lab, forge: Forge) -> None:
    name = "COLAB_SAFE_TOKEN_" + forge.host.replace(".", "_").replace(":", "_")
    code = f"from colab_safe import install_private_library as install\nprint(install(None, {forge.url + '/alice/privpkg.git'!r}).source)"
    environ = {name: lab.token, "PATH": lab.environ()["PATH"] + os.pathsep + os.defpath}
    run = lab.python(code, **environ)
    assert f"Using the token of the environment variable '{name}'." in run.output, run.output
    assert not lab.leaks_in(run.output)
