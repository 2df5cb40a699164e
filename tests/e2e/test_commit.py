"""Real commits, stopped or let through by the real hooks under pre-commit and prek."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.notebooks import code, dump, markdown, notebook, output
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

Install = Callable[..., Repository]
NAMES = [
    pytest.param("a.ipynb", id="plain"),
    pytest.param("my data/Übung 1 – 데이터.ipynb", id="spaces-and-non-ascii"),
    pytest.param("-x.ipynb", id="leading-dash"),
]


def leaky(token: str) -> bytes:
    """The token stands in the second cell, in an HTML table."""
    shown = output(html=f"<table><tr><td>token</td><td>{token}</td></tr></table>")
    return dump(notebook([markdown("# Report"), code("table", [shown])]))


@pytest.mark.parametrize("name", NAMES)
def test_a_token_in_an_html_output_stops_the_commit(hooked: Install, name: str) -> None:
    repository, token = hooked("colab-safe-scan"), github_token()
    repository.write(name, leaky(token))

    stopped = repository.commit(name)

    said = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0, said
    assert f"{name}: cell 2, output 1 (text/html), line 1, column 30" in said
    assert "github-pat" in said
    assert token not in said
    assert token[4:20] not in said
    assert repository.commits() == []


def test_a_clean_notebook_is_committed(hooked: Install) -> None:
    repository = hooked("colab-safe-scan")
    data = leaky("none")
    repository.write("a.ipynb", data)

    done = repository.commit("a.ipynb")

    assert done.returncode == 0, done.stdout + done.stderr
    assert repository.blob("HEAD:a.ipynb") == data


def test_the_fixed_notebook_is_committed(hooked: Install) -> None:
    repository = hooked("colab-safe-scan")
    repository.write("a.ipynb", leaky(github_token()))
    assert repository.commit("a.ipynb").returncode != 0

    repository.write("a.ipynb", leaky("none"))

    assert repository.commit("a.ipynb").returncode == 0


def test_one_of_many_notebooks_stops_the_commit(hooked: Install) -> None:
    repository, names = hooked("colab-safe-scan"), [f"{number}.ipynb" for number in range(300)]
    for name in names:
        repository.write(name, leaky("none"))
    repository.write("250.ipynb", leaky(github_token()))

    stopped = repository.commit(*names)

    assert stopped.returncode != 0
    assert "250.ipynb: cell 2" in stopped.stdout + stopped.stderr


def test_all_files_are_scanned_where_nothing_is_staged(hooked: Install, framework: str) -> None:
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", leaky(github_token()))
    repository.git("commit", "--quiet", "--no-verify", "--message", "Leak")

    done = repository.run(framework, "run", "--all-files")

    assert done.returncode == 1
    assert "a.ipynb: cell 2, output 1 (text/html)" in done.stdout


@pytest.mark.parametrize(
    ("staged", "code"), [(github_token(), 1), ("none", 0)], ids=["leaks", "is-clean"]
)
def test_what_is_staged_counts_not_the_working_copy(
    hooked: Install, staged: str, code: int
) -> None:
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", leaky(staged))
    repository.write("a.ipynb", leaky("none" if code else github_token()))

    assert repository.run("git", "commit", "--message", "Change").returncode == code


def test_redact_takes_the_token_out_of_the_output(hooked: Install) -> None:
    repository = hooked("colab-safe-redact", "colab-safe-scan")
    token = github_token()
    repository.write("a.ipynb", leaky(token))
    assert repository.commit("a.ipynb").returncode != 0

    assert repository.commit("a.ipynb").returncode == 0

    assert repository.blob("HEAD:a.ipynb") == leaky("[REDACTED:github-pat]")


@pytest.mark.parametrize("program", ["pre-commit", "prek"])
def test_try_repo_stops_a_token(
    repository: Repository,
    published: Path,
    program: str,
    tool_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PREK_HOME", str(tool_home / "prek"))
    repository.add("a.ipynb", leaky(github_token()))

    tried = repository.run(tool(program), "try-repo", published, "colab-safe-scan", "--verbose")

    assert tried.returncode == 1, tried.stdout + tried.stderr
    assert "a.ipynb: cell 2, output 1 (text/html)" in tried.stdout


PATH = "/content/drive/MyDrive/keys/github.json"


@pytest.mark.parametrize("name", NAMES)
def test_a_drive_path_is_hidden_and_the_second_commit_passes(hooked: Install, name: str) -> None:
    repository = hooked("colab-safe-paths", "colab-safe-scan")
    data = dump(
        notebook([code(f'token_json = "{PATH}"', [output(html=f"<b>{PATH}</b>", plain=PATH)])])
    )
    repository.write(name, data)

    stopped = repository.commit(name)

    said = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0, said
    assert f"{name}: cell 1, source, line 1, column 38" in said
    assert repository.commits() == []

    again = repository.commit(name)

    assert again.returncode == 0, again.stdout + again.stderr
    committed = repository.blob(f"HEAD:{name}")
    assert b"keys/github.json" not in committed
    assert committed.count(b"__DRIVE_TOKEN_PATH__") == 3
    assert repository.root.joinpath(name).read_bytes() == committed


def test_nothing_but_the_path_changes(hooked: Install) -> None:
    repository = hooked("colab-safe-paths")
    cells = [
        markdown("# Ü\u2028 \U0001f40d"),
        code(["a = 1\n", f'f("{PATH}")\n'], [output(plain="x")]),
    ]
    data = dump(
        notebook(cells),
        indent="\t",
        ensure_ascii=True,
        newline="\r\n",
        bom=True,
        final_newline=False,
    )
    repository.write("a.ipynb", data)

    assert repository.commit("a.ipynb").returncode != 0

    hidden = repository.root.joinpath("a.ipynb").read_bytes()
    before, _, after = data.partition(b"keys/github.json")
    assert hidden == before + b"__DRIVE_TOKEN_PATH__" + after
