"""A repository chooses the names of its files: none of them becomes a request to a server."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from colab_safe_hooks.scan import main as hook

from colab_safe.command_line.main import main
from tests.notebooks import code, dump, notebook
from tests.repository import Repository
from tests.tokens import github_token

LEAK = dump(notebook([code(f"t = '{github_token()}'")]))
ADDRESSES = ["github:x.ipynb", "gitlab:a b.ipynb", "drive:x.ipynb", "repositories:x.ipynb"]
NAMES = [*ADDRESSES, "githup:x.ipynb", "hf:x.ipynb"]  # the last ones name no source

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("a server was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_takes_every_name_for_a_file(
    name: str, repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    repository.add(name, LEAK)
    monkeypatch.chdir(repository.root)
    assert hook(["--", name]) == 1
    assert f"{name}: cell 1" in capsys.readouterr().out


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_name_that_may_be_either_is_an_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    (tmp_path / name).write_bytes(LEAK)
    monkeypatch.chdir(tmp_path)
    assert main(["scan", name]) == 2
    assert f"write ./{name}" in capsys.readouterr().err
    assert main(["scan", f"./{name}"]) == 1


@pytest.mark.parametrize("option", ["--staged", "--range=A..B"])
def test_an_address_is_of_no_commit(option: str, capsys: Said) -> None:
    assert main(["scan", "s3://bucket", option]) == 2
    assert "go with a repository on this machine" in capsys.readouterr().err
