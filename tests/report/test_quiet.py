"""`scan -q` prints findings and errors only; exit codes and reports for programs stay the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from colab_safe.command_line.main import main
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token

CLEAN = dump(notebook([code("x = 1")]))
LEAK = dump(notebook([code("x", [stream(github_token())])]))
BROKEN = b'{"cells": ['
ALLOW = '[[allow]]\nrules = ["stripe-secret-key"]\npaths = ["b/"]\nreason = "made up"\n'


@pytest.fixture(autouse=True)
def _repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository.new(tmp_path / "repository")
    monkeypatch.chdir(repository.root)
    repository.write(".gitignore", "ignored.ipynb\n")
    repository.write("ignored.ipynb", LEAK)
    repository.write(".colab-safe.toml", ALLOW)
    repository.add("clean.ipynb", CLEAN)
    repository.commit()
    repository.add("leak.ipynb", LEAK)
    repository.commit()
    repository.add("broken.ipynb", BROKEN)


CASES = {
    "clean": ([ "clean.ipynb"], 0, [], 0),
    "folder": (["."], 1, ["leak.ipynb: cell 1"], 1),
    "broken": (["broken.ipynb"], 2, [], 1),
    "staged": (["--staged"], 2, [], 1),
    "history": (["--history"], 1, ["leak.ipynb ("], 0),
    "nothing": (["--range", "HEAD..HEAD"], 0, [], 0),
    "other engines": (["clean.ipynb", "--only-engine", "detect-secrets"], 0, [], 0),
}  # fmt: skip


@pytest.mark.parametrize("option", ["-q", "--quiet"])
@pytest.mark.parametrize("name", CASES)
def test_findings_and_errors_only(
    name: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, code, found, errors = CASES[name]
    assert main(["scan", *arguments]) == code
    loud = capsys.readouterr()
    assert main(["scan", *arguments, option]) == code
    quiet = capsys.readouterr()
    lines = quiet.out.splitlines()
    assert [line for line in lines if "ipynb" in line and "cell" in line] == [
        line for line in loud.out.splitlines() if any(line.startswith(start) for start in found)
    ]
    assert len([line for line in lines if "ipynb" in line]) == len(found)
    assert "colab-safe:" not in quiet.out
    assert "What to do" not in quiet.out
    assert len(quiet.err.splitlines()) == errors
    assert "colab-safe: " in loud.out


@pytest.mark.parametrize("format", ["json", "sarif", "gitlab", "github", "junit"])
def test_reports_for_programs_say_all(format: str, capsys: pytest.CaptureFixture[str]) -> None:
    written = []
    for options in ([], ["-q"]):
        main(["scan", ".", "--format", format, *options])
        written.append(capsys.readouterr().out)
    loud, quiet = (text for text in written)
    if format in ("gitlab", "junit"):  # they contain the time
        assert len(loud) == len(quiet)
    else:
        assert loud == quiet
    assert "ignored by git" in quiet


def test_filter_repo(capsys: pytest.CaptureFixture[str]) -> None:
    main(["scan", ".", "--show-secrets", "--format", "filter-repo", "-q"])
    said = capsys.readouterr()
    assert github_token() in said.out
    assert said.err.count("\n") == 1  # the broken notebook
