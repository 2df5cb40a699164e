"""An unexpected exception in one file is reported with its type and place, and never ends the others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from colab_safe.notebook.source import Source
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

PATH = "/content/drive/MyDrive/keys/gh.json"
TOKEN = github_token()
LEAKY = dump(notebook([code(f"open('{PATH}')", [stream(f"{TOKEN}\n")])]))
COMMANDS = {
    "scan": ("scan", "a.ipynb", "b.ipynb"),
    "scan, all formats": ("scan", "a.ipynb", "b.ipynb", "--format", "json"),
    "scan of what is staged": ("scan", "--staged"),
    "scan in processes": ("scan", "a.ipynb", "b.ipynb", "--jobs", "2"),
    "paths check": ("paths", "check", "a.ipynb", "b.ipynb"),
    "paths hide": ("paths", "hide", "a.ipynb", "b.ipynb"),
    "paths hide --staged": ("paths", "hide", "--staged"),
    "redact": ("redact", "a.ipynb", "b.ipynb"),
    "baseline": ("baseline", "create", "a.ipynb", "b.ipynb"),
}


@pytest.fixture
def poisoned(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a notebook that no code can read, and one with a token and a path."""
    whole = Source.__init__

    def fail(self: Source, data: bytes) -> None:
        if b"POISON" in data:
            raise ZeroDivisionError(TOKEN)
        whole(self, data)

    monkeypatch.setattr(Source, "__init__", fail)
    monkeypatch.chdir(repository.root)
    repository.add("a.ipynb", dump(notebook([code(f"# POISON {PATH}")])))
    repository.add("b.ipynb", LEAKY)
    return repository.root


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_the_other_file_is_still_worked_on(
    command: tuple[str, ...], poisoned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(command)
    said = capsys.readouterr()
    assert code in (1, 2)
    assert "a.ipynb: internal error (ZeroDivisionError, test_one_file_fails.py:" in said.err
    assert TOKEN not in said.err
    assert "b.ipynb" in said.out or (poisoned / ".colab-safe.baseline").exists()


@pytest.mark.parametrize("command", ["scan", "redact"])
def test_alone_it_is_never_clean(
    command: str, poisoned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "a.ipynb"]) == 2
    assert main(["paths", "check", "a.ipynb"]) == 2


def test_too_little_memory_is_said_in_words(
    poisoned: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhaust(self: Source, data: bytes) -> None:
        raise MemoryError

    monkeypatch.setattr(Source, "__init__", exhaust)
    assert main(["scan", "a.ipynb"]) == 2
    assert (
        "a.ipynb: there was not enough memory, so not all of it was read" in capsys.readouterr().err
    )


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\x0c", "\x0b", "\x85", "\u2028"])
def test_every_line_end_of_a_code_cell_is_read(
    end: str, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    source = f"x = 'é'{end}drive = mount_drive(){end}y = open(drive + '/keys' + '/gh.json')"
    repository.write("a.ipynb", dump(notebook([code(source)])))
    repository.write("b.ipynb", LEAKY)
    assert main(["paths", "check", "a.ipynb", "b.ipynb"]) == 1
    main(["paths", "hide", "a.ipynb", "b.ipynb"])
    hidden = (repository.root / "a.ipynb").read_text("utf-8")
    if end in ("\r", "\r\n", "\n"):  # Python ends no line at the others
        assert "__DRIVE_TOKEN_PATH__" in hidden
    assert b"gh.json" not in (repository.root / "b.ipynb").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="its pipes fail in another way")
@pytest.mark.parametrize("command", ["redact", "fix"])
def test_a_reader_that_has_gone_is_no_failure_of_a_file(tmp_path: Path, command: str) -> None:
    (tmp_path / "a.ipynb").write_bytes(
        dump(notebook([code(f"t = '{TOKEN}'", [stream(f"{TOKEN}\n")])]))
    )
    reading, writing = os.pipe()
    os.close(reading)
    arguments = [tool("colab-safe"), command, "--diff", "a.ipynb"]
    done = subprocess.run(
        arguments, cwd=tmp_path, stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (2, b"")
