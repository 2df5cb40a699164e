"""What the command line says to a newcomer, to a typing error, and about an error of its own."""

from __future__ import annotations

from importlib import import_module

import pytest

from colab_safe.command_line.main import guarded, main, run_command
from colab_safe.commands import COMMANDS
from colab_safe.errors import UsageError
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()

Said = pytest.CaptureFixture[str]


def test_without_arguments_it_prints_its_help(capsys: Said) -> None:
    assert main([]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for name, summary in COMMANDS.items():
        assert f"    {name}" in said.out
        assert summary in " ".join(said.out.split())  # it may go on in the next line


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_describes_it(name: str, capsys: Said) -> None:
    module = import_module(f"colab_safe.commands.{name.replace('-', '_')}")
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    said = capsys.readouterr().out
    assert said.startswith(f"usage: colab-safe {name} ")
    assert "".join(str(module.__doc__).split()) in "".join(said.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scna"], "unknown command 'scna': did you mean 'scan'?"),
        (["baseline", "creat"], "VERB: unknown value 'creat': did you mean 'create'?"),
        (["scan", "--formt", "json"], "unknown option '--formt': did you mean '--format'?"),
        (["paths", "hide", "--stagd"], "unknown option '--stagd': did you mean '--staged'?"),
        (
            ["scan", "--format", "jsn", "."],
            "--format: unknown value 'jsn': did you mean 'json'?",
        ),
        (["init", "--ci", "githb"], "--ci: unknown value 'githb': did you mean 'github'?"),
        (
            ["scan", "--engine", "detect-secret", "."],
            "unknown engine 'detect-secret': did you mean 'detect-secrets'?",
        ),
        (
            ["rules", "show", "github-pta"],
            "unknown rule 'github-pta': did you mean 'github-pat'?",
        ),
    ],
    ids=["command", "sub-verb", "option", "sub-verb's option", "value", "CI", "engine", "rule"],
)
def test_a_typing_error_gets_a_suggestion(arguments: list[str], said: str, capsys: Said) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"colab-safe: {said}\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scan", "--jobs", "0"], "--jobs: must be a positive integer (see `colab-safe scan"),
        (["scan", "--range"], "--range: expected one argument (see `colab-safe scan --help`)"),
        (["scan", "--staged", "--history"], "--history: not allowed with argument --staged"),
        (["token", "check"], "are required: FILE (see `colab-safe token check --help`)"),
        (["rules", "show", "xyz"], "unknown rule: `colab-safe rules list` lists all rules"),
    ],
    ids=["jobs", "no value", "exclusive", "missing", "rule"],
)
def test_a_wrong_call_is_explained_in_one_line(
    arguments: list[str], said: str, capsys: Said
) -> None:
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert error.startswith("colab-safe: ")
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [TOKEN],
        [f"--{TOKEN}"],
        ["doctor", TOKEN],
        ["baseline", TOKEN],
        ["scan", f"--{TOKEN}"],
        ["scan", f"--staged={TOKEN}"],
        ["scan", "--format", TOKEN, "."],
        ["scan", "--engine", TOKEN, "."],
        ["scan", "--jobs", TOKEN, "."],
        ["rules", "list", TOKEN],
        ["rules", "show", TOKEN],
        ["token", "check", "a.json", TOKEN],
    ],
    ids=lambda arguments: " ".join(arguments).replace(TOKEN, "TOKEN"),
)
def test_a_token_in_the_wrong_place_is_not_repeated(arguments: list[str], capsys: Said) -> None:
    assert main(arguments) == 2
    said = "".join(capsys.readouterr())
    assert TOKEN[4:12] not in said


def test_the_lines_of_an_error_stay_lines_and_those_of_a_value_are_written_out(
    capsys: Said,
) -> None:
    def fail() -> int:
        raise UsageError("not found: a\nb", "Add:", "  - x")

    assert guarded(fail) == 2
    assert capsys.readouterr().err == "colab-safe: not found: a\\nb\nAdd:\n  - x\n"


def test_an_internal_error_names_the_place_and_no_value(
    capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLAB_SAFE_DEBUG", raising=False)

    def fail() -> int:
        raise OSError(TOKEN)

    assert guarded(fail) == 2
    said = capsys.readouterr().err
    line = fail.__code__.co_firstlineno + 1
    assert said.startswith(
        f"colab-safe: internal error (OSError, test_main.py:{line}); the scan is incomplete. "
        "Please report it where you got colab-safe from\n"
    )
    assert TOKEN[4:12] not in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["push", "origin", "url"], "stdin cannot be read: it is closed"),
        (["filter", "process"], "stdin cannot be read: it is closed"),
        (["rules", "test", "github-pat"], "stdin cannot be read: it is closed"),
        (["baseline", "audit"], "run it in a terminal"),
        (["token", "revoke", "x.json"], "pass --yes to revoke"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, list) else "",
)
def test_a_closed_stdin_is_said_in_words(
    command: list[str],
    said: str,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Said,
) -> None:
    monkeypatch.chdir(repository.root)
    monkeypatch.setattr("sys.stdin", None)
    assert guarded(lambda: run_command(command[0], command[1:])) == 2
    assert said in capsys.readouterr().err


def test_init_without_stdin_changes_nothing(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.chdir(repository.root)
    monkeypatch.setattr("sys.stdin", None)
    main(["init"])
    assert "internal error" not in capsys.readouterr().err
    assert repository.git("status", "--short") == ""
