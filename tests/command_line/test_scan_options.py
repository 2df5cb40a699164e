"""Options of `scan` for people, pipes and editors; and what `colab-safe` says without a command."""

from __future__ import annotations

import io
import re
import sys
from argparse import ArgumentParser, _SubParsersAction
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest

from colab_safe.command_line.main import main
from colab_safe.commands import COMMANDS, GROUPS
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token

TOKEN = github_token()
WORD = "-".join(("hW4", "kiln", "Sopha9"))
LEAK = dump(notebook([code("x = 1"), code("main()", [stream(f"a\n{TOKEN}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("leak.ipynb", "old/leak.ipynb", "old/deep/leak.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(LEAK)
    (tmp_path / "clean.ipynb").write_bytes(CLEAN)
    return tmp_path


def give(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_concise_is_a_line_a_finding(folder: Path, capsys: Said) -> None:
    assert main(["scan", "leak.ipynb", "--format", "concise", "-q"]) == 1
    line = LEAK[: LEAK.index(TOKEN.encode())].count(b"\n") + 1
    assert capsys.readouterr().out == f"leak.ipynb:{line}:1: github-pat (cell 2, output 1)\n"


def test_concise_says_what_was_covered(capsys: Said) -> None:
    assert main(["scan", "clean.ipynb", "--format", "concise"]) == 0
    assert "nothing found in 1 file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "options", "code", "name"),
    [
        pytest.param(LEAK, [], 1, "stdin.ipynb:", id="notebook"),
        pytest.param(LEAK, ["--stdin-filename", "sub/a.ipynb"], 1, "sub/a.ipynb:", id="named"),
        pytest.param(TOKEN.encode(), [], 1, "stdin:", id="text"),
        pytest.param(CLEAN, [], 0, "", id="clean"),
        pytest.param(b'{"cells": [', [], 2, "", id="broken"),
    ],
)
def test_stdin_is_scanned(
    data: bytes, options: list[str], code: int, name: str, capsys: Said,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    give(data, monkeypatch)
    assert main(["scan", "-", *options, "--format", "concise"]) == code
    assert capsys.readouterr().out.startswith(name)


@pytest.mark.parametrize("options", [[], ["--stdin-filename", "a.ipynb"], ["--exit-zero"]])
def test_an_empty_stdin_is_not_clean(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    give(b"", monkeypatch)
    assert main(["scan", "-", *options]) == 2
    assert "nothing was scanned" in capsys.readouterr().err


def test_settings_near_the_name_of_stdin_apply(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "old" / ".colab-safe.toml").write_text(
        '[[allow]]\nrules = ["github-pat"]\nreason = "made up"\n'
    )
    for name, exit_code in (("old/x.ipynb", 0), ("x.ipynb", 1)):
        give(LEAK, monkeypatch)
        assert main(["scan", "-", "--stdin-filename", name]) == exit_code


@pytest.mark.parametrize(
    ("patterns", "left", "excluded"),
    [
        pytest.param(["old/"], ["leak.ipynb"], 2, id="folder"),
        pytest.param(["old/*.ipynb"], ["leak.ipynb", "old/deep/leak.ipynb"], 1, id="glob"),
        pytest.param(["deep"], ["leak.ipynb", "old/leak.ipynb"], 1, id="name"),
        pytest.param(["old", "clean.ipynb"], ["leak.ipynb"], 3, id="two"),
    ],
)
def test_excluded_files_of_folders_are_left_out_and_counted(
    patterns: list[str], left: list[str], excluded: int, capsys: Said
) -> None:
    options = [word for pattern in patterns for word in ("--exclude", pattern)]
    assert main(["scan", ".", "--format", "concise", *options]) == 1
    said = capsys.readouterr().out
    found = re.findall(r"^(\S+):\d+:\d+:", said, re.MULTILINE)
    assert found == left
    assert f"not scanned: {excluded} file" in said and "by --exclude" in said


def test_a_named_file_is_never_excluded() -> None:
    assert main(["scan", "leak.ipynb", "--exclude", "*.ipynb"]) == 1


def test_an_exclusion_of_everything_is_no_clean_scan(capsys: Said) -> None:
    assert main(["scan", ".", "--exclude", "*.ipynb"]) == 2
    assert "nothing to look at" in capsys.readouterr().err


def test_statistics_count_by_rule(folder: Path, capsys: Said) -> None:
    (folder / "s.ipynb").write_bytes(dump(notebook([code(f"password = '{WORD}'")])))
    assert main(["scan", ".", "--statistics", "-q"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first.split()[:2] == ["3", "github-pat:"] and "(1 secret in 3 files)" in first
    assert second.split()[0] == "1" and "generic" in second


@pytest.mark.parametrize(
    ("name", "code"), [("leak.ipynb", 0), ("clean.ipynb", 0), ("gone.ipynb", 2)]
)
def test_exit_zero_hides_findings_and_no_failure(name: str, code: int, capsys: Said) -> None:
    assert main(["scan", name, "--exit-zero"]) == code
    assert main(["scan", name, "leak.ipynb", "--exit-zero"]) == code


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--statistics", "--format", "json"], "--statistics goes with"),
        (["--exclude", "x", "--staged"], "--exclude goes with files and folders"),
        (["--stdin-filename", "a.ipynb"], "--stdin-filename goes with -"),
        (["-", "leak.ipynb"], "- reads stdin: leave out other paths"),
        (["--range", "..HEAD"], "name the commit before the dots"),
        (["--range", ""], "--range: the value is empty"),
        (["--config", ""], "--config: the value is empty"),
        (["--range=--"], "--range: `--` is not a value"),
        (["--exclude=--", "--config=--"], "--exclude: `--` is not a value"),
        ([""], "PATH: the value is empty"),
        (["--", ""], "PATH: the value is empty"),
        (["--also", "json=-"], "two reports would go to the same place"),
        (["--also", "json=-", "--output", "-"], "two reports would go to the same place"),
        (["--also", "json=x", "--also", "html=x"], "two reports would go to the same place"),
    ],
)
def test_options_that_would_be_ignored_are_refused(
    arguments: list[str], said: str, capsys: Said
) -> None:
    assert main(["scan", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_dash_is_stdout(capsys: Said) -> None:
    main(["scan", "leak.ipynb", "--format", "json"])
    report = capsys.readouterr().out
    main(["scan", "leak.ipynb", "--format", "json", "--output", "-"])
    assert capsys.readouterr().out == report
    main(["scan", "leak.ipynb", "--output", "report", "--also", "json=-"])
    assert capsys.readouterr().out == report
    assert not Path("-").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["baseline", "create", "--file", "-"],
        ["fix", "--env-file", "-", "."],
        ["token", "encrypt", "token.json", "--output", "-"],
        ["scan", "github:acme", "--keep-clones", "-"],
        ["scan", "s3://x", "--scheduler", "local", "--resume", "-"],
    ],
    ids=" ".join,
)
def test_a_dash_is_no_file(arguments: list[str], capsys: Said) -> None:
    assert main(arguments) == 2
    assert "it is not written to stdout" in capsys.readouterr().err
    assert not Path("-").exists()


def test_every_command_is_in_one_group_of_the_help() -> None:
    assert sorted(name for names in GROUPS.values() for name in names) == sorted(COMMANDS)


@pytest.mark.parametrize("arguments", [["-V"], ["--version"], ["version"]])
def test_the_version(arguments: list[str], capsys: Said) -> None:
    assert main(arguments) == 0
    assert re.fullmatch(r"colab-safe \d+\.\d+\.\d+\n", capsys.readouterr().out)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_ends_with_examples(name: str, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["help", name]) == 0
    said = capsys.readouterr().out
    lines = said.partition("\nexamples:\n")[2].splitlines()
    examples = [line for line in lines if not line.startswith("  # ")]  # their comments
    assert examples and all("colab-safe " in line for line in examples)
    assert len(import_module(f"colab_safe.commands.{name.replace('-', '_')}").EXAMPLES) == len(
        examples
    )


SUB_VERBS = [
    *(f"paths {verb}" for verb in ("hide", "restore", "check", "list")),
    *(f"baseline {verb}" for verb in ("create", "update", "audit")),
    *(f"rules {verb}" for verb in ("list", "show", "test")),
    *(f"token {verb}" for verb in ("check", "encrypt", "revoke")),
    *(f"filter {verb}" for verb in ("install", "uninstall")),
]


def test_the_help_of_each_sub_verb_ends_with_an_example(capsys: Said) -> None:
    for words in SUB_VERBS:
        with suppress(SystemExit):
            main([*words.split(), "--help"])
        lines = capsys.readouterr().out.partition("\nexamples:\n")[2].splitlines()
        assert lines and f"colab-safe {words}" in lines[-1], words
    tried = {words.split()[0] for words in SUB_VERBS}
    assert tried == {each[0] for each in helps() if len(each) == 2}


def test_help_of_an_unknown_command_suggests_one(capsys: Said) -> None:
    assert main(["help", "scna"]) == 2
    assert "did you mean 'scan'?" in capsys.readouterr().err


def helps() -> list[list[str]]:
    """Command lines that print a help: of all commands, and of all their sub-verbs."""
    found = [[], *([name] for name in COMMANDS)]
    for name in COMMANDS:
        parser = ArgumentParser()
        import_module(f"colab_safe.commands.{name.replace('-', '_')}").add_arguments(parser)
        found += [
            [name, verb]
            for action in parser._actions
            if isinstance(action, _SubParsersAction)
            for verb in action.choices
        ]
    return found


@pytest.mark.parametrize("columns", [72, 80, 100, 200])
def test_each_help_fits_the_terminal(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    commands = helps()
    assert ["paths", "hide"] in commands
    for words in commands:
        with suppress(SystemExit):
            main([*words, "--help"])
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) > 3
        examples = lines.index("examples:") if "examples:" in lines else len(lines)
        assert max(map(len, lines[:examples])) <= min(columns, 100), words
        if columns >= 80:  # a command is not broken into lines: it is there to be copied
            assert max(map(len, lines)) <= columns, words
