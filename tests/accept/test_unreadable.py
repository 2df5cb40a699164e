"""A project can accept that a notebook is not readable; its plain text is scanned all the same."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from colab_safe_hooks import push

from colab_safe.command_line.main import main
from tests.history.repositories import commit
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()
ENTRY = """
[[allow]]
rules = ["unreadable-notebook"]
reason = "a lesson about merge conflicts"
paths = ["lessons/"]
"""
BROKEN = {
    "cut-off": b'{"cells": [',
    "conflict": b'{\n<<<<<<< a\n"cells": []\n=======\n>>>>>>> b\n}',
    "not UTF-8": b"{\x80\x80",
    "not a notebook": b"[1]",
}
Run = Callable[[], tuple[int, str]]


@pytest.fixture(params=["scan", "history", "push"])
def run(
    request: pytest.FixtureRequest,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Run:
    """A check of what was committed: its exit code, and all that it said."""
    monkeypatch.chdir(repository.root)

    def run() -> tuple[int, str]:
        head = repository.git("rev-parse", "HEAD").strip()
        line = f"refs/heads/main {head} refs/heads/main {'0' * 40}\n"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        commands = {
            "scan": lambda: main(["scan"]),
            "history": lambda: main(["scan", "--history"]),
            "push": lambda: push.main(["origin", "https://example.org/a.git"]),
        }
        code = commands[request.param]()
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return run


@pytest.mark.slow
@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_it_is_accepted_where_the_settings_say_so(
    repository: Repository, run: Run, data: bytes
) -> None:
    commit(repository, "lessons/a.ipynb", data)
    code, said = run()
    assert (code, 'name the rule "unreadable-notebook" in the setting `allow`' in said) == (2, True)
    repository.write(".colab-safe.toml", ENTRY)
    code, said = run()
    assert (code, "nothing found (1 accepted)" in said) == (0, True), said
    commit(repository, "lessons/a.ipynb", data + f"  t = {TOKEN} ".encode())
    assert run()[0] == 1
    commit(repository, "b.ipynb", data)
    (repository.root / "lessons/a.ipynb").write_bytes(data)
    assert "b.ipynb" in run()[1]


@pytest.mark.slow
@pytest.mark.parametrize("entry", ['paths = ["lessons/"]', 'lines = [".*"]', 'regexes = [".*"]'])
def test_only_its_own_name_accepts_it(repository: Repository, run: Run, entry: str) -> None:
    commit(repository, "lessons/a.ipynb", b"[1]")
    repository.write(".colab-safe.toml", f'[[allow]]\nreason = "x"\n{entry}\n')
    assert run()[0] == 2


@pytest.mark.slow
def test_an_empty_file_is_not_an_error(repository: Repository, run: Run) -> None:
    commit(repository, "lessons/a.ipynb", b"")
    assert run()[0] == 0


@pytest.mark.parametrize("command", [("redact",), ("paths", "check")])
@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_redact_and_paths_check_accept_it_too(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    data: bytes,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("lessons/a.ipynb", data)
    assert main([*command, "lessons/a.ipynb"]) == 2
    repository.write(".colab-safe.toml", ENTRY)
    assert main([*command, "lessons/a.ipynb"]) == 0
    assert "accepts: a lesson about merge conflicts" in capsys.readouterr().err
    repository.write("other.ipynb", data)
    assert main([*command, "other.ipynb"]) == 2
