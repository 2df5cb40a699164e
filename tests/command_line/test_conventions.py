"""docs/command-line.md says of our own command line what is true."""

from __future__ import annotations

import re

import pytest

from colab_safe.command_line.main import main
from colab_safe.commands import COMMANDS
from colab_safe.report import FORMATS
from tests.tools import PROJECT

TEXT = (PROJECT / "docs/command-line.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.partition("\n## ")[0].splitlines()
    if line.startswith("| ") and "---" not in line
]
OURS = {row[0]: row[-1] for row in ROWS[1:]}


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    try:
        code = main(arguments)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    done = capsys.readouterr()
    return code, done.out + done.err


def test_every_row_has_a_cell_for_each() -> None:
    assert {len(row) for row in ROWS} == {5}


def test_our_options_exist(capsys: pytest.CaptureFixture[str]) -> None:
    helps = " ".join(said(capsys, command, "--help")[1] for command in (*COMMANDS, "scan"))
    options = {option for cell in OURS.values() for option in re.findall(r"`(--[\w-]+)", cell)}
    missing = options - {"--version"} - set(re.findall(r"--[\w-]+", helps))
    assert len(options) > 10
    assert missing == set()


def test_our_numbers_and_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert OURS["formats"] == f"`--format`, {len(FORMATS)} of them"
    assert said(capsys)[0] == 0
    version = {said(capsys, *each) for each in (["--version"], ["-V"], ["version"])}
    assert len(version) == 1
    assert said(capsys, "help", "scan") == said(capsys, "scan", "--help")
    for arguments in (["scna"], ["scan", "--fromat", "json"]):
        code, told = said(capsys, *arguments)
        assert (code, "did you mean" in told) == (2, True)
