"""Placeholders at run time: every source in its order, every way a path can stand around one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import colab_safe
from colab_safe.errors import PathError
from colab_safe.placeholders.resolve import resolve
from colab_safe.placeholders.store import PathStore, save
from colab_safe.prompts import ANSWERS

FAKE_COLAB = Path(__file__).parent.parent / "fake_colab"
UNNAMED, GITHUB = "__DRIVE_TOKEN_PATH__", "__DRIVE_TOKEN_PATH_github__"
MINE = "/content/drive/MyDrive/keys/gh.json"


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No clone, no variable, no answer from before."""
    monkeypatch.chdir(tmp_path)
    for name in [
        name for name in os.environ if name.startswith(("DRIVE_TOKEN_PATH", "COLAB_SAFE", "GIT_"))
    ]:
        monkeypatch.delenv(name)
    ANSWERS.forget()
    yield
    for name in [name for name in sys.modules if name == "google" or name.startswith("google.")]:
        del sys.modules[name]


@pytest.mark.parametrize(
    ("path", "stored", "expected"),
    [
        (UNNAMED, "keys/gh.json", MINE),
        (UNNAMED, MINE, MINE),
        (UNNAMED, "MyDrive/keys/gh.json", MINE),
        (UNNAMED, "My Drive/keys/gh.json", MINE),
        (UNNAMED, "drive/MyDrive/keys/gh.json", MINE),
        (UNNAMED, "Shareddrives/Team/gh.json", "/content/drive/Shareddrives/Team/gh.json"),
        (UNNAMED, ".Encrypted/MyDrive/gh.json", "/content/drive/.Encrypted/MyDrive/gh.json"),
        (UNNAMED, "G:\\My Drive\\gh.json", "G:\\My Drive\\gh.json"),
        (UNNAMED, "/home/me/gh.json", "/home/me/gh.json"),
        (f"/content/drive/MyDrive/{UNNAMED}", "keys/gh.json", MINE),
        (f"/content/drive/MyDrive/{UNNAMED}", "/home/me/gh.json", "/home/me/gh.json"),
        (
            f"/content/drive/MyDrive/{UNNAMED}",
            "Shareddrives/Team/gh.json",
            "/content/drive/Shareddrives/Team/gh.json",
        ),
        (
            f"/content/drive/My Drive/{UNNAMED}",
            "keys/gh.json",
            "/content/drive/My Drive/keys/gh.json",
        ),
        (f"/content/gdrive/{UNNAMED}", "keys/gh.json", "/content/gdrive/MyDrive/keys/gh.json"),
        (f"/content/drive/MyDrive/{UNNAMED}/", "keys/gh.json", MINE),
        (
            f"/content/drive/MyDrive/{UNNAMED}/kaggle.json",
            "keys",
            "/content/drive/MyDrive/keys/kaggle.json",
        ),
        (f"/content/drive/MyDrive/{UNNAMED}/{UNNAMED}", "keys/gh.json", MINE),
        (f"drive/MyDrive/{UNNAMED}", "keys/gh.json", "drive/MyDrive/keys/gh.json"),
    ],
)
def test_a_path_on_the_drive(
    path: str, stored: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DRIVE_TOKEN_PATH", stored)
    assert resolve(path) == expected


@pytest.mark.parametrize(
    "path", ["", "keys/gh.json", MINE, "__DRIVE_TOKEN_PATH", "DRIVE_TOKEN_PATH"]
)
def test_a_path_without_a_placeholder_comes_back(path: str) -> None:
    assert resolve(path) == path


def test_each_name_has_its_own_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIVE_TOKEN_PATH", "one.json")
    monkeypatch.setenv("DRIVE_TOKEN_PATH_GITHUB", "two.json")
    assert (resolve(UNNAMED), resolve(GITHUB)) == (
        "/content/drive/MyDrive/one.json",
        "/content/drive/MyDrive/two.json",
    )
    assert colab_safe.token_path("github") == "/content/drive/MyDrive/two.json"
    assert colab_safe.token_path() == "/content/drive/MyDrive/one.json"


def test_the_order_of_the_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    save(PathStore({UNNAMED: ["/stored"]}), str(tmp_path / ".git"))
    assert resolve(UNNAMED) == "/stored"
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    monkeypatch.setenv("FAKE_COLAB", json.dumps({"secrets": {"DRIVE_TOKEN_PATH": "/secret"}}))
    assert resolve(UNNAMED) == "/secret"
    monkeypatch.setenv("DRIVE_TOKEN_PATH", "/variable")
    assert resolve(UNNAMED) == "/variable"
    assert resolve(UNNAMED, "/argument") == "/argument"
    assert colab_safe.token_path(path="/argument") == "/argument"


def test_the_store_of_a_worktree_is_that_of_its_clone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "first"], check=True)
    subprocess.run([*git, "worktree", "add", "-q", str(tmp_path / "beside")], check=True)
    save(PathStore({UNNAMED: ["/stored"]}), str(tmp_path / ".git"))
    monkeypatch.chdir(tmp_path / "beside")
    assert resolve(UNNAMED) == "/stored"


@pytest.mark.parametrize("fails", ["missing", "access", "timeout", "no kernel"])
def test_nothing_found_names_the_order_and_the_names(
    fails: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    monkeypatch.setenv(
        "FAKE_COLAB", json.dumps({"secrets": {"DRIVE_TOKEN_PATH_GITHUB": {"fails": fails}}})
    )
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(PathError) as caught:
        resolve(f"/content/drive/MyDrive/{GITHUB}")
    said = str(caught.value)
    order = [
        GITHUB,
        "add secret DRIVE_TOKEN_PATH_GITHUB",
        "set the environment variable DRIVE_TOKEN_PATH_GITHUB, or run",
        "Looked in: the argument",
        "argument, the environment variable DRIVE_TOKEN_PATH_GITHUB",
        "the Colab secret",
        "the path store",
        "a prompt",
    ]
    assert sorted(order, key=said.index) == order


def test_of_two_placeholders_the_last_is_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRIVE_TOKEN_PATH", "keys")
    monkeypatch.setenv("DRIVE_TOKEN_PATH_GITHUB", "keys/gh.json")
    assert resolve(f"/content/drive/MyDrive/{UNNAMED}/{GITHUB}") == MINE


def test_the_synchronised_folder_outside_colab(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLAB_SAFE_DRIVE", str(tmp_path / "My Drive"))
    monkeypatch.setenv("DRIVE_TOKEN_PATH", "keys/gh.json")
    assert resolve(UNNAMED) == str(tmp_path / "My Drive" / "keys/gh.json")
    assert resolve(str(tmp_path / "My Drive" / UNNAMED)) == str(
        tmp_path / "My Drive" / "keys/gh.json"
    )


@pytest.mark.skipif(
    os.name == "nt", reason="Windows has no mode 0600; the user's profile is private there"
)
def test_nobody_else_reads_the_store(tmp_path: Path) -> None:
    save(PathStore({UNNAMED: ["/stored"]}), str(tmp_path))
    assert (tmp_path / "colab-safe" / "paths.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{",
        '{"version": 99}',
        '{"version": 2, "paths": {"keys": ["keys/a.json"]}}',
        json.dumps({"version": 2, "paths": {UNNAMED: []}}),
    ],
)
def test_a_damaged_store_is_said(content: str, tmp_path: Path) -> None:
    from colab_safe.placeholders.store import load

    (tmp_path / "colab-safe").mkdir()
    (tmp_path / "colab-safe" / "paths.json").write_text(content)
    with pytest.raises(PathError, match="path store"):
        load(str(tmp_path))


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[list[str]]:
    """What the user types, in order; the questions take its place."""
    answers: list[str] = []
    questions: list[str] = []

    def typed(question: str) -> str:
        questions.append(question)
        return answers.pop(0)

    monkeypatch.setattr("builtins.input", typed)
    monkeypatch.setitem(sys.modules, "ipykernel", sys)
    monkeypatch.setattr("IPython.display.clear_output", lambda: questions.append("cleared"))
    monkeypatch.setenv("COLAB_SAFE_DRIVE", str(tmp_path))
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "gh.json").touch()
    yield answers
    answers[:] = questions


@pytest.mark.parametrize(
    ("answers", "questions"),
    [
        (["keys/gh.json"], 1),
        ([" 'keys/gh.json' "], 1),
        (["key/gh.json", "MyDrive/keys/gh.json"], 2),
        (["a", "b", "keys/gh.json"], 3),
    ],
    ids=["right", "with quotes", "wrong once", "wrong twice"],
)
def test_a_path_is_asked_for_until_there_is_a_file(
    answers: list[str], questions: int, typing: list[str], tmp_path: Path
) -> None:
    typing[:] = answers
    assert [Path(resolve(UNNAMED)) for _ in range(2)] == [tmp_path / "keys" / "gh.json"] * 2
    assert typing == []  # the second call did not ask


@pytest.mark.parametrize("answers", [["a", "b", "c"], [""]], ids=["wrong", "empty"])
def test_a_wrong_path_is_not_remembered(answers: list[str], typing: list[str]) -> None:
    typing[:] = [*answers, "keys/gh.json"]
    with pytest.raises(PathError, match="Don't know your path"):
        resolve(UNNAMED)
    assert resolve(UNNAMED).endswith("gh.json")


def test_what_was_typed_is_removed_from_the_output(
    typing: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(FAKE_COLAB))
    from google.colab import output  # type: ignore[import-not-found]

    typing[:] = ["wrong.json", "keys/gh.json"]
    resolve(UNNAMED)
    assert output.cleared == ["cleared"]
