"""`init` and `doctor` name the same framework, one that can install the hooks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from colab_safe.setup.hook_framework import hook_framework, install_command
from tests.repository import Repository

YAML, TOML = ".pre-commit-config.yaml", "prek.toml"
BOTH = ("pre-commit", "prek")


@pytest.fixture
def here(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Repository:
    """A repository in which only git is in PATH."""
    found = shutil.which("git")
    assert found
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(found)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.chdir(repository.root)
    return repository


def install(tmp_path: Path, *programs: str) -> None:
    for name in programs:
        program = tmp_path / "bin" / name
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)


@pytest.mark.skipif(shutil.which("sh") is None, reason="the programs are scripts")
@pytest.mark.parametrize(
    ("file", "installed", "calls", "chosen"),
    [
        (YAML, BOTH, "", "pre-commit"),
        (YAML, ("prek",), "", "prek"),
        (YAML, BOTH, "prek", "prek"),
        (YAML, ("pre-commit",), "prek", "pre-commit"),
        (TOML, BOTH, "", "prek"),
        (TOML, ("pre-commit",), "", None),
        ("", ("prek",), "", "prek"),
        (YAML, (), "", None),
    ],
)
def test_which_framework(
    here: Repository,
    tmp_path: Path,
    file: str,
    installed: tuple[str, ...],
    calls: str,
    chosen: str | None,
) -> None:
    install(tmp_path, *installed)
    if file:
        here.write(file, "repos: []\n" if file == YAML else "")
    if calls:
        script = f'#!/bin/sh\nPREK={calls}\nexec "$PREK" hook-impl\n'
        here.write(".git/hooks/pre-commit", script).chmod(0o755)
    assert hook_framework() == chosen


@pytest.mark.parametrize("installed", [BOTH, ("prek",), ()], ids=len)
def test_both_commands_say_the_same(
    here: Repository,
    tmp_path: Path,
    installed: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    install(tmp_path, *installed)
    main(["init", "--yes", "--ci", "none"])
    main(["doctor"])
    command = install_command(installed[0]) if installed else "colab-safe install-hook"
    assert capsys.readouterr().out.count(command) >= 2
