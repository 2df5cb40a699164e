"""What cannot be scanned is said on stderr with exit code 2, never with a traceback, and never called clean."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.notebooks import code, dump, notebook
from tests.repository import Repository
from tests.tools import tool

Make = Callable[[Path], object]
NOTEBOOK = dump(notebook([code("x = 1")]))

UNREADABLE = [
    pytest.param(
        "missing.ipynb", lambda path: None, "missing.ipynb: no such file or directory", id="missing"
    ),
    pytest.param(
        "a.ipynb", lambda path: os.mkfifo(path), "a.ipynb: is a pipe, not a file", id="pipe"
    ),
    pytest.param(
        "a.ipynb", lambda path: path.symlink_to("gone"), "a.ipynb: no such file", id="dangling-link"
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(bytes(range(256)) * 9),
        "it is not valid JSON",
        id="binary",
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(NOTEBOOK[:-9]),
        "it is not valid JSON (",
        id="truncated",
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(b"[1]"),
        "it is JSON, but has no cells",
        id="other-json",
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(NOTEBOOK.replace(b"x", b"\xe9")),
        "it contains bytes that are not UTF-8",
        id="invalid-utf-8",
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(NOTEBOOK.replace(b"\n", b"\n<<<<<<< HEAD\n", 2)),
        "it contains conflict markers",
        id="conflict",
    ),
    pytest.param(
        "a.ipynb",
        lambda path: path.write_bytes(b"[" * 100_000),
        "it is nested too deeply",
        id="deep",
    ),
]

REFUSED = [
    pytest.param(["scan", "--bogus"], "unknown option '--bogus' (see", id="unknown-option"),
    pytest.param(
        ["scan", "--format", "yaml", "."], "choose from text, concise, json,", id="unknown-format"
    ),
    pytest.param(
        ["scan", "--engine", "guess", "."],
        "unknown engine: choose from builtin, detect-secrets, kingfisher",
        id="unknown-engine",
    ),
    pytest.param(
        ["scan", "--output", "no/such/folder/r.txt", "a.ipynb"],
        "no/such/folder/r.txt: cannot be",
        id="output",
    ),
    pytest.param(["frobnicate"], "unknown command: choose from scan,", id="unknown-command"),
]


READERS = [
    pytest.param(["colab-safe", "scan"], "nothing", id="scan"),
    pytest.param(["colab-safe-scan", "--"], "nothing", id="scan-hook"),
    pytest.param(
        ["colab-safe", "paths", "check"],
        "no visible path in 1 notebook; incomplete",
        id="paths-check",
    ),
    pytest.param(["colab-safe", "redact"], "", id="redact"),
]


@pytest.mark.parametrize(("command", "said"), READERS)
@pytest.mark.parametrize(("name", "make", "message"), UNREADABLE)
def test_an_unreadable_file_is_an_error(
    repository: Repository, name: str, make: Make, message: str, command: list[str], said: str
) -> None:
    make(repository.root / name)

    done = repository.run(tool(command[0]), *command[1:], name)

    assert done.returncode == 2, done.stdout
    assert message in done.stderr
    assert done.stderr.startswith(f"colab-safe: {name}: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stdout
    assert bool(said) == ("incomplete: 1 problem" in done.stdout)


@pytest.mark.parametrize(("name", "make", "message"), UNREADABLE[2:])  # git lists no pipes
def test_one_unreadable_file_in_a_folder_is_an_error(
    repository: Repository, name: str, make: Make, message: str
) -> None:
    make(repository.root / name)
    repository.write("good.ipynb", NOTEBOOK)

    done = repository.run(tool("colab-safe"), "scan", ".")

    assert done.returncode == 2
    assert f"colab-safe: {name}: " in done.stderr
    assert message in done.stderr


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
def test_a_wrong_call_is_an_error(
    repository: Repository, arguments: list[str], message: str
) -> None:
    repository.write("a.ipynb", NOTEBOOK)

    done = repository.run(tool("colab-safe"), *arguments)

    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert "nothing found" not in done.stdout or arguments[1:2] == ["--output"]


@pytest.mark.parametrize("folder", ["empty", "x.ipynb", "text"])
def test_a_folder_without_notebooks_is_nothing_to_scan(repository: Repository, folder: str) -> None:
    (repository.root / folder).mkdir()
    repository.write("text/a.txt", "x")

    done = repository.run(tool("colab-safe"), "scan", folder)

    assert done.returncode == 2
    assert "no notebook to look at in this folder" in done.stderr
    assert done.stdout == "colab-safe: nothing was scanned; incomplete: 1 problem\n"


def test_outside_a_repository_a_folder_is_walked(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(NOTEBOOK)

    done = Repository(tmp_path).run(tool("colab-safe"), "scan", ".")

    assert (done.returncode, done.stdout[:31]) == (0, "colab-safe: nothing found in 1 ")
