"""Completion: each script knows every command and option, and the real shells use it."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import time
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from colab_safe.commands import COMMANDS
from colab_safe.commands.completion import _SHELLS, _whole_parser

Said = pytest.CaptureFixture[str]

# What is typed, and what it becomes or what is offered.
COMPLETED = {
    "colab-safe sc": ["scan"],
    "colab-safe install": ["install-hook"],
    "colab-safe scan --form": ["--format"],
    "colab-safe scan --format sa": ["sarif"],
    "colab-safe paths hi": ["hide"],
    "colab-safe paths hide --st": ["--staged"],
    "colab-safe help red": ["redact"],
    "colab-safe completion z": ["zsh"],
    "colab-safe fix note": ["notebook.ipynb"],
}
BASH = """
source {script}
compopt() {{ :; }}
COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_LINE="{typed}"; COMP_POINT=${{#COMP_LINE}}
_shtab_colab_safe colab-safe "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD-1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said) -> Path:
    (tmp_path / "notebook.ipynb").write_text("{}")
    monkeypatch.chdir(tmp_path)
    for shell in _SHELLS:
        assert main(["completion", shell]) == 0
        (tmp_path / shell).write_text(capsys.readouterr().out)
    return tmp_path


def names(parser: ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, _SubParsersAction):
            yield from (each.dest for each in action._choices_actions)  # what the help lists
            for below in action.choices.values():
                yield from names(below)


@pytest.mark.parametrize("shell", _SHELLS)
def test_each_name_is_in_the_script(shell: str, folder: Path) -> None:
    script = (folder / shell).read_text()
    wanted = {*names(_whole_parser()), *COMMANDS}
    assert {"--staged", "hide", "--env-file", "version"} <= wanted
    # fish writes long options without their dashes.
    missing = {name for name in wanted if name.lstrip("-") not in script}
    assert not missing


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"not run here: {name} is not installed")
    return found


def said_by(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout


def test_bash_completes(folder: Path) -> None:
    bash = program("bash")
    for typed, offered in COMPLETED.items():
        if typed.split()[-1] == "note":  # by bash itself: `-o bashdefault`, and compgen
            continue
        said = said_by(bash, "--norc", "-c", BASH.format(script=folder / "bash", typed=typed))
        assert said.split() == offered, typed


def test_fish_completes(folder: Path) -> None:
    fish = program("fish")
    for typed, offered in COMPLETED.items():
        said = said_by(
            fish, "--no-config", "-c", f"source {folder / 'fish'}; complete -C '{typed}'"
        )
        assert [line.partition("\t")[0] for line in said.splitlines()] == offered, typed


def test_zsh_completes(folder: Path) -> None:
    pty = pytest.importorskip("pty", reason="not run here: Windows has no pseudo-terminals")
    zsh = program("zsh")
    shutil.move(folder / "zsh", folder / "_colab-safe")
    ours, theirs = pty.openpty()
    environment = {"TERM": "dumb", "PATH": os.environ["PATH"], "HOME": str(folder), "PS1": "> "}
    process = subprocess.Popen(
        (zsh, "-f", "-i"), stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True
    )  # fmt: skip
    os.close(theirs)
    try:
        os.write(
            ours,
            f"fpath=({folder} $fpath); autoload -Uz compinit; compinit -u; print re''ady\n".encode(),
        )
        assert "ready" in read_until(ours, r"ready\r?\n")
        for typed, [offered] in COMPLETED.items():
            os.write(ours, f"{typed}\t".encode())
            wanted = typed.rpartition(" ")[0] + " " + offered
            assert wanted in read_until(ours, re.escape(wanted)), typed
            os.write(ours, b"\x15")  # ^U: the line is empty again
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def read_until(terminal: int, pattern: str, seconds: float = 30) -> str:
    """What the shell shows, until the pattern is in it; backspaces and colours are left out."""
    text, end = "", time.monotonic() + seconds
    while not re.search(pattern, text) and time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            text += os.read(terminal, 65536).decode("utf-8", "replace")
            text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]|\x07|[^\x08]\x08", "", text)
    return text


def test_another_shell_gets_a_suggestion(capsys: Said) -> None:
    assert main(["completion", "zhs"]) == 2
    assert "did you mean 'zsh'?" in capsys.readouterr().err
