"""Known values from the command line: found everywhere, told by their place, and never shown, kept or remembered."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from colab_safe.report import FORMATS
from tests.history.repositories import commit, notebook
from tests.project.own_credentials import Home, encoded, hexadecimal, mixed
from tests.repository import Repository
from tests.tools import tool

WANDB, PASSWORD, TOKEN, EASY = hexadecimal(40), "Kz9!vw-Tq.7%Lm=4", mixed(30), "Winter2023!"
ALL = (WANDB, PASSWORD, TOKEN, EASY)
LEAK = notebook(f"k = '{WANDB}'", f"{PASSWORD} {encoded('me:' + TOKEN)}")
CLEAN = notebook("1 + 1", EASY)
ON = "known-values = true\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: Repository) -> Home:
    """Credentials at three places; the current folder is a repository with an ignored `.env`."""
    home = Home(tmp_path / "home", monkeypatch)
    home.write(
        ".netrc", f"machine api.wandb.ai login me password {WANDB}\nmachine b password {EASY}\n"
    )
    home.set({"SERVICE_TOKEN": TOKEN})
    repository.write(".env", f"DB_PASSWORD='{PASSWORD}'\n")
    repository.write(".gitignore", ".env\n")
    monkeypatch.chdir(repository.root)
    return home


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr; no value is in either, nor eight characters of one."""
    capsys.readouterr()
    code = main(arguments)
    out, err = capsys.readouterr()
    for value in ALL:
        assert not any(value[at : at + 8] in out + err for at in range(len(value) - 7))
    return code, out, err


def found(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[tuple[str, str]]:
    """Part and description of the findings of known values."""
    _, out, _ = run(capsys, "scan", *arguments, "--format", "json")
    findings = json.loads(out)["findings"]
    return sorted(
        (each["part"], each["description"]) for each in findings if each["engine"] == "known-values"
    )


EXPECTED = [
    ("output", "Known value: .env, DB_PASSWORD"),
    ("output", "Known value: the environment variable SERVICE_TOKEN"),
    ("source", "Known value: ~/.netrc, machine api.wandb.ai"),
]


def test_only_when_asked_for(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("a.ipynb", LEAK)
    assert found(capsys, ".") == []
    assert found(capsys, ".", "--known-values") == EXPECTED
    repository.write(".colab-safe.toml", ON)
    assert found(capsys, ".") == EXPECTED
    assert found(capsys, ".", "--jobs", "2") == EXPECTED
    assert found(capsys, ".", "--isolated") == []
    repository.write(".colab-safe.toml", "known-values = false\n")
    assert found(capsys, ".") == []
    assert found(capsys, ".", "--known-values") == EXPECTED


def test_several_processes(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.setattr("colab_safe.commands.scan._MUCH", 1)
    for name in ("a.ipynb", "b.ipynb"):
        repository.write(name, LEAK)
    assert found(capsys, ".", "--known-values") == sorted(EXPECTED * 2)


@pytest.mark.parametrize("format", sorted(set(FORMATS) - {"filter-repo"}))
def test_no_format_shows_a_value(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str], format: str
) -> None:
    repository.write("a.ipynb", LEAK)
    repository.write(f"{WANDB}.ipynb", CLEAN)
    code, out, err = run(capsys, "scan", ".", "--known-values", "--format", format)
    assert code == 1
    out = out.replace("\\", "")  # Markdown puts one before each sign
    assert format == "concise" or "machine api.wandb.ai" in out  # a line has no place for it
    assert str(home.path) not in out + err
    assert "known values: 3 credentials from the environment, ~/.netrc, .env" in err
    assert "1 credential of yours, too easy to guess, not looked for" in out
    told = '"known_values": 3' if format.startswith("json") else "text, with 3 known values"
    assert told in out


def test_staged_history_push_and_redact(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write(".colab-safe.toml", ON)
    first = commit(repository, "a.ipynb", LEAK)
    second = commit(repository, "a.ipynb", CLEAN)
    assert found(capsys, ".") == []
    assert found(capsys, "--history") == EXPECTED
    assert found(capsys, "--range", f"{first}..{second}") == []
    repository.add("b.ipynb", LEAK)
    assert found(capsys, "--staged") == EXPECTED
    zeros = "0" * 40
    pushed = f"refs/heads/main {second} refs/heads/main {zeros}\n"
    done = repository.run(
        sys.executable, "-c",
        "import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c',"
        " 'from colab_safe_hooks.push import run; run()', 'origin', 'url'],"
        f" input={pushed!r}, text=True).returncode)",
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "Known value: ~/.netrc, machine api.wandb.ai" in done.stdout
    code, out, _ = run(capsys, "redact", "b.ipynb", "--diff")
    assert (code, "[REDACTED:known-value]" in out) == (1, True)
    code, out, _ = run(capsys, "redact", "b.ipynb")
    assert code == 1
    assert "2 secrets redacted, 1 left" in out
    text = (repository.root / "b.ipynb").read_text()
    assert "[REDACTED:known-value]" in text
    assert encoded("me:[REDACTED:known-value]") in text


def test_the_memory_of_the_history_never_answers_for_known_values(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, "a.ipynb", notebook("1", mixed(20)))
    memory = repository.root / ".git" / "colab-safe"
    # A run with values that are not in the history; what it finds clean is not clean for other values.
    assert found(capsys, "--history", "--known-values") == []
    assert not any(file.stat().st_size for file in memory.rglob("*"))
    assert found(capsys, "--history") == []  # this one is remembered
    remembered = {file.name: file.read_bytes() for file in memory.rglob("*")}
    assert any(remembered.values())
    late = json.loads((repository.root / "a.ipynb").read_text())["cells"][0]["outputs"][0]["text"]
    home.set({"LATE_TOKEN": late})
    assert found(capsys, "--history", "--known-values") == [
        ("output", "Known value: the environment variable LATE_TOKEN")
    ]
    assert {file.name: file.read_bytes() for file in memory.rglob("*")} == remembered
    _, _, err = run(capsys, "scan", "--history")
    assert "no ref has moved" in err


def test_settings_of_a_folder_are_remembered_apart(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("team/.colab-safe.toml", ON)
    commit(repository, "a.ipynb", LEAK)
    commit(repository, "team/a.ipynb", LEAK)
    for _ in range(2):
        code, out, _ = run(capsys, "scan", "--history", "--format", "json")
        paths = [each["path"] for each in json.loads(out)["findings"]]
        assert (code, paths) == (1, ["team/a.ipynb"] * 3)


def test_what_cannot_be_read_is_an_error(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(repository, "a.ipynb", CLEAN)
    home.write(".kaggle/kaggle.json", f'{{"key": "{WANDB}"')
    for arguments in (("scan", "."), ("scan", "--history"), ("scan", "--staged"), ("redact",)):
        code, out, err = run(capsys, *arguments, "--known-values")
        assert code == 2, arguments
        assert "~/.kaggle/kaggle.json: the credentials in it were not looked for" in err
    code, out, _ = run(capsys, "scan", ".", "--known-values", "--format", "json")
    assert [each["path"] for each in json.loads(out)["errors"]] == ["~/.kaggle/kaggle.json"]
    assert run(capsys, "scan", ".")[0] == 0


def test_without_any_credential(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    (home.path / ".netrc").unlink()
    (repository.root / ".env").unlink()
    monkeypatch.delenv("SERVICE_TOKEN")
    repository.write("a.ipynb", CLEAN)
    code, _, err = run(capsys, "scan", ".", "--known-values")
    assert code == 0
    assert "known values: no credential found" in err
    repository.write(".colab-safe.toml", "known-values = true\n")
    _, _, err = run(capsys, "scan", ".")
    assert "known values" not in err, "every commit would say it"


def test_it_can_be_accepted(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write(
        "a.ipynb", notebook(f"k = '{WANDB}'  # colab-safe: allow known-value — revoked")
    )
    repository.write("b.ipynb", notebook("1", PASSWORD))
    repository.write(".colab-safe.toml", ON)
    assert run(capsys, "baseline", "create", "b.ipynb")[0] == 0
    text = (repository.root / ".colab-safe.baseline").read_text()
    assert "known-value" in text
    assert PASSWORD not in text
    code, out, _ = run(capsys, "scan", ".")
    assert code == 0
    assert "2 accepted" in out


def test_a_nearer_file_that_does_not_look_for_them_says_so(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write(".colab-safe.toml", ON)
    repository.write("sub/.colab-safe.toml", "")
    repository.write("sub/a.ipynb", CLEAN)
    assert "`known-values` of that file do not apply" in run(capsys, "scan", "sub")[1]


def test_a_wrong_value_of_the_setting(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write(".colab-safe.toml", "known-values = 'yes'\n")
    repository.write("a.ipynb", CLEAN)
    code, _, err = run(capsys, "scan", ".")
    assert (code, ".colab-safe.toml: known-values must be true or false" in err) == (2, True)


def test_doctor_tells_what_is_read(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    off = "note    your own credentials are not looked for"
    assert off in run(capsys, "doctor")[1]
    repository.write(".colab-safe.toml", ON)
    out = run(capsys, "doctor")[1]
    assert "ok      3 credentials of yours are looked for: the environment, ~/.netrc, .env\n" in out
    assert "note    ~/.netrc: 1 credential too easy to guess to be looked for\n" in out
    home.write(".kaggle/kaggle.json", "{")
    code, out, _ = run(capsys, "doctor")
    assert code == 2
    assert "unknown ~/.kaggle/kaggle.json: the credentials in it were not looked for" in out


def test_doctor_names_tracked_env_files(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.add("sub/.env.production", f"API_TOKEN={TOKEN}\nDEBUG=1\n")
    repository.add(".env.example", "API_TOKEN=your-token-here\n")
    code, out, _ = run(capsys, "doctor")
    assert code == 1
    assert "missing git tracks sub/.env.production, which contains 1 credential\n" in out
    assert ".env.example" not in out


def test_an_update_of_the_baseline_keeps_what_only_others_find(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        repository.write(name, notebook("1", PASSWORD))
    repository.write(".colab-safe.toml", ON)
    assert run(capsys, "baseline", "create", ".")[0] == 0
    baseline = repository.root / ".colab-safe.baseline"
    before = baseline.read_text()
    (repository.root / ".env").unlink()
    assert run(capsys, "baseline", "update", ".")[0] == 0
    assert baseline.read_text() == before
    (repository.root / "b.ipynb").unlink()
    assert run(capsys, "baseline", "update", ".")[0] == 0
    assert "b.ipynb" not in baseline.read_text()


def test_git_refuses(
    home: Home, repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("a.ipynb", CLEAN)
    repository.write(".git/HEAD", "damaged")
    code, _, err = run(capsys, "scan", "a.ipynb", "--known-values")
    assert code == 2
    assert ".env: the credentials in it were not looked for: " in err


def test_nothing_of_it_is_imported_when_it_is_off(home: Home, repository: Repository) -> None:
    repository.write("a.ipynb", CLEAN)
    code = (
        "import sys\nfrom colab_safe.command_line.main import main\nmain(['scan', 'a.ipynb', '--jobs', '1'])\n"
        "print([name for name in sys.modules if 'known_values' in name or 'guessing' in name])"
    )
    done = repository.run(sys.executable, "-c", code)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_hook_honours_the_setting(home: Home, repository: Repository) -> None:
    repository.write(".colab-safe.toml", ON)
    repository.add("a.ipynb", LEAK)
    done = repository.run(tool("colab-safe-scan"), "a.ipynb")
    assert done.returncode == 1
    assert all(description in done.stdout for _, description in EXPECTED)
    assert os.environ["HOME"] not in done.stdout + done.stderr
