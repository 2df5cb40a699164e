"""Notebooks kept as text, where the settings ask for them: with the real git, every command looks at them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
P = "__DRIVE_TOKEN_PATH__"
DRIVE = "/content/drive/MyDrive/"
SCRIPT = f"# %%\nx = 1\n\n# %%\nkey = '{TOKEN}'\n"
MARKDOWN = f"# A\n\n```python\nprint(key)\n```\n\n    {TOKEN}\n\nmore\n"
CELL = "# %%"  # a line that begins so would make a notebook of this file
READING = f"""{CELL} [markdown]
# in {DRIVE}keys/github.json

{CELL}
import os
drive = "{DRIVE}"
token_json = os.path.join(drive, "keys/github.json")
# !cat {DRIVE}keys/github.json
"""


@pytest.fixture
def team(repository: Repository) -> Repository:
    repository.add(".colab-safe.toml", 'text-notebooks = ["notebooks/*.py", "*.qmd", "docs/"]\n')
    repository.git("commit", "--quiet", "--message", "settings")
    return repository


def colab_safe(repository: Repository, *arguments: str, code: int = 0) -> str:
    done = repository.run(tool("colab-safe"), *arguments)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def places(repository: Repository, *arguments: str) -> list[tuple[str, int | None, str]]:
    report = json.loads(colab_safe(repository, "scan", "--format", "json", *arguments, code=1))
    return [(each["path"], each["cell"], each["part"]) for each in report["findings"]]


FOUND = [("docs/a.md", 2, "output"), ("notebooks/a.py", 2, "source")]


def leaking(team: Repository) -> Repository:
    team.write("notebooks/a.py", SCRIPT)
    team.write("docs/a.md", MARKDOWN)
    team.write("src/a.py", SCRIPT)  # no notebook for this team
    team.write("notebooks/deep/a.py", SCRIPT)
    return team


def test_folders(team: Repository) -> None:
    assert places(leaking(team), ".") == FOUND
    assert places(team, "notebooks") == FOUND[1:]
    assert places(team, "--all-files") == [
        *FOUND[:1], *FOUND[1:], ("notebooks/deep/a.py", 2, "source"), ("src/a.py", 2, "source")
    ]  # fmt: skip


def test_a_named_file_needs_no_setting(repository: Repository) -> None:
    repository.write("a.py", SCRIPT)
    assert places(repository, "a.py") == [("a.py", 2, "source")]


def test_settings_that_are_not_used(team: Repository) -> None:
    leaking(team)
    team.write("b.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    colab_safe(team, "scan", "--isolated", ".")


def test_the_nearest_settings_say_it(team: Repository) -> None:
    leaking(team).write("notebooks/.colab-safe.toml", 'text-notebooks = ["deep/*"]\n')
    assert places(team, ".") == [FOUND[0], ("notebooks/deep/a.py", 2, "source")]


def test_staged(team: Repository) -> None:
    leaking(team).git("add", ".")
    assert places(team, "--staged") == FOUND
    assert places(team, "--staged", "notebooks") == FOUND[1:]


def test_history_and_its_memory(team: Repository) -> None:
    leaking(team).write("later/a.jl", SCRIPT)
    team.git("add", ".")
    team.git("commit", "--quiet", "--message", "leak")
    team.git("rm", "--quiet", "-r", "notebooks", "docs")
    team.git("commit", "--quiet", "--message", "gone")
    assert sorted(places(team, "--history")) == FOUND
    assert sorted(places(team, "--range", "HEAD~2..HEAD")) == FOUND
    # What is remembered of a scan does not answer for other settings, also in a folder without notebooks.
    team.write("later/.colab-safe.toml", 'text-notebooks = ["*.jl"]\n')
    assert sorted(places(team, "--history")) == [FOUND[0], ("later/a.jl", 2, "source"), FOUND[1]]


def test_the_end_of_the_name_decides_how_a_blob_is_read(team: Repository) -> None:
    shows = "# %%\nprint(os.environ['A_TOKEN'])\n"
    team.add("docs/a.txt", shows)
    team.git("commit", "--quiet", "--message", "text")
    assert "0 findings" not in colab_safe(team, "scan", "--history")
    team.add("docs/a.py", shows)
    team.git("commit", "--quiet", "--message", "script")
    report = json.loads(colab_safe(team, "scan", "--history", "--format", "json"))
    assert [each["path"] for each in report["findings"]] == ["docs/a.py"]


def test_push(team: Repository, tmp_path: Path) -> None:
    team.git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    team.git("remote", "add", "origin", str(tmp_path / "remote"))
    colab_safe(team, "install-hook")
    team.git("push", "--quiet", "origin", "main")
    team.add("notebooks/a.py", READING)
    team.git("commit", "--quiet", "--no-verify", "--message", "path")
    done = team.run("git", "push", "--quiet", "origin", "main")
    assert done.returncode != 0
    assert "notebooks/a.py" in done.stdout + done.stderr


def test_paths_are_hidden_and_restored(team: Repository) -> None:
    file = team.write("notebooks/a.py", READING)
    colab_safe(team, "paths", "check", ".", code=1)
    colab_safe(team, "paths", "hide", ".", code=1)
    hidden = file.read_text()
    assert hidden == READING.replace("keys/github.json", P)
    colab_safe(team, "paths", "hide", ".")
    file.write_text(f"# %%\ny = 'é'\n\n{hidden}")
    colab_safe(team, "paths", "restore", ".")
    assert file.read_text() == f"# %%\ny = 'é'\n\n{READING}"


def test_a_placeholder_of_a_colleague_is_filled_in_as_text(team: Repository) -> None:
    file = team.write("docs/a.md", f"é\n\n```python\nopen('{DRIVE}{P}')\n```\n")
    colab_safe(team, "paths", "restore", "--path", "MyDrive/Schlüssel/gh.json", ".")
    assert file.read_text() == f"é\n\n```python\nopen('{DRIVE}Schlüssel/gh.json')\n```\n"


def test_redact_changes_outputs_alone(team: Repository) -> None:
    leaking(team)
    assert "1 secret redacted, 1 left" in colab_safe(team, "redact", ".", code=1)
    redacted = MARKDOWN.replace(TOKEN, "[REDACTED:github-pat]")
    assert (team.root / "docs/a.md").read_text() == redacted
    assert (team.root / "notebooks/a.py").read_text() == SCRIPT


def test_a_tag_accepts_what_is_in_a_cell(team: Repository) -> None:
    team.write("notebooks/a.py", f'# %% tags=["allow-secret"]\nkey = "{TOKEN}"\n')
    colab_safe(team, "scan", ".")


def test_filter(team: Repository) -> None:
    colab_safe(team, "filter", "install")
    file = team.add("notebooks/a.py", READING)
    team.add("notebooks/b.ipynb.md", READING)
    team.add("docs/ä b/c.md", f"```python\nopen('{DRIVE}keys/github.json')\n```\n")
    team.git("commit", "--quiet", "--message", "first")
    assert team.blob("HEAD:notebooks/a.py").decode() == READING.replace("keys/github.json", P)
    assert P in team.blob("HEAD:docs/ä b/c.md").decode()
    assert team.blob("HEAD:notebooks/b.ipynb.md").decode() == READING
    file.unlink()
    team.git("checkout", "--", "notebooks/a.py")
    assert file.read_text() == READING
    assert team.git("status", "--porcelain") == ""
    colab_safe(team, "filter", "uninstall")
    assert file.read_text() == READING.replace("keys/github.json", P)
    assert not (team.root / ".git/info/attributes").exists()


@pytest.mark.parametrize("wrong", ['["!a.py"]', '["/"]', '["a[0-9].py"]', "[1]", '""'])
def test_patterns_that_mean_nothing(repository: Repository, wrong: str) -> None:
    repository.write(".colab-safe.toml", f"text-notebooks = {wrong}\n")
    repository.write("a.ipynb", "")
    done = repository.run(tool("colab-safe"), "scan", ".")
    assert done.returncode == 2
    assert "text-notebooks" in done.stderr


HOOKS = """repos:
  - repo: https://git.example/team/colab-safe
    rev: v0.1.0
    hooks:
      - id: colab-safe-scan{keys}
"""
KEYS = {
    "the hook's own types": ("", "colab-safe-scan does not get 1 notebook kept as text"),
    "every type": ("\n        types_or: [file]", "ok      "),
    "the language": ("\n        types_or: [jupyter, python]", "ok      "),
    "another language": ("\n        types_or: [jupyter, r]", "`types_or` keeps colab-safe-scan"),
    "another folder": (
        "\n        types_or: [file]\n        files: \\.ipynb$|^src/",
        "`files` keeps colab-safe-scan",
    ),
}


@pytest.mark.parametrize(("keys", "said"), KEYS.values(), ids=KEYS)
def test_doctor_says_which_text_notebooks_a_hook_gets(
    team: Repository, keys: str, said: str
) -> None:
    team.write(".pre-commit-config.yaml", HOOKS.format(keys=keys))
    team.add("notebooks/a.py", "# %%\n")
    out = colab_safe(team, "doctor", code=1)
    lines = [line for line in out.splitlines() if "commit-config" in line or "scan" in line]
    if said == "ok      ":
        assert not [line for line in lines if "keeps" in line or "does not get" in line]
    else:
        assert said in out
    assert "(1 notebook)" in out


def test_doctor_says_which_text_notebooks_the_filter_gets(team: Repository) -> None:
    colab_safe(team, "filter", "install")
    team.add("notebooks/a.py", "# %%\n")
    assert "kept as text" not in colab_safe(team, "doctor", code=1)
    team.write(".colab-safe.toml", 'text-notebooks = ["*.jl", "notebooks/*.py"]\n')
    team.add("a.jl", "# %%\n")
    said = "git does not run the filter colab-safe on 1 notebook kept as text"
    assert said in colab_safe(team, "doctor", code=1)
    colab_safe(team, "filter", "install")
    assert said not in colab_safe(team, "doctor", code=1)


def test_the_filter_takes_the_patterns_of_the_nearest_settings(team: Repository) -> None:
    team.add(
        "sub [1]/.colab-safe.toml", 'text-notebooks = ["*.jl", "my nb/*.py", "docs/", "é.R"]\n'
    )
    team.add("other/pyproject.toml", '[tool.colab-safe]\ntext-notebooks = ["/*.py"]\n')
    team.add("empty/.colab-safe.toml", "")
    colab_safe(team, "filter", "install")
    names = ("notebooks/a.py", "deep/b.qmd", "sub [1]/deep/c.jl", "sub [1]/my nb/d.py", "sub [1]/x/docs/e.md", "sub [1]/é.R",
             "other/f.py")  # fmt: skip
    others = ("src/a.py", "sub [1]/d.py", "other/deep/f.py", "c.jl", "sub 1/c.jl")
    for name in (*names, *others):
        team.write(name, READING)
    team.git("add", ".")
    for name in (*names, *others):
        is_hidden = "keys/github.json" not in team.blob(f":{name}").decode()
        assert (name, is_hidden) == (name, name in names)
    out = colab_safe(team, "doctor", code=1)
    assert "git does not run the filter" not in out


def test_doctor_and_init_find_text_notebooks(repository: Repository) -> None:
    repository.add("a/nb.py", SCRIPT.replace(TOKEN, "x"))
    repository.add("a/other.py", "x = 1  # %%\n")
    repository.add("b c/é.qmd", "```{python}\nx\n```\n")
    repository.add("README.md", "```python\nx\n```\n")
    repository.add("d/made.md", "---\njupytext:\n  a: 1\n---\n\n```python\nx\n```\n")
    repository.add("e[1]/nb.jl", "# %%\nx\n")
    repository.write("f/untracked.py", SCRIPT)
    said = "4 notebooks kept as text, which no command looks at: a/*.py, b c/*.qmd, d/*.md, *.jl"
    assert said in colab_safe(repository, "doctor", code=1)
    repository.run(tool("colab-safe"), "init", "--yes", "--ci", "none")
    written = 'text-notebooks = ["a/*.py", "b c/*.qmd", "d/*.md", "*.jl"]'
    assert written in (repository.root / ".colab-safe.toml").read_text()
    out = colab_safe(repository, "doctor", code=1)
    assert "no command looks at" not in out
    assert "does not get" not in out  # init wrote `types` and `files` for the hooks, too


def test_settings_that_replace_others_are_named(team: Repository) -> None:
    team.write("notebooks/.colab-safe.toml", "")
    team.write("notebooks/a.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4}')
    said = "replaces .colab-safe.toml in its folder, so `text-notebooks` of that file do not apply"
    assert said in colab_safe(team, "scan", ".")


def test_a_pair_of_jupytext_behind_the_filter(repository: Repository) -> None:
    repository.add(".colab-safe.toml", 'text-notebooks = ["*.py"]\n')
    colab_safe(repository, "filter", "install")
    repository.write("nb.py", READING)
    sync = (tool("jupytext"), "--sync", "nb.py")
    repository.run(tool("jupytext"), "--set-formats", "ipynb,py:percent", "nb.py")
    assert repository.run(*sync).returncode == 0
    repository.git("add", ".")
    repository.git("commit", "--quiet", "--message", "pair")
    for name in ("nb.py", "nb.ipynb"):
        assert "keys/github.json" not in repository.blob(f"HEAD:{name}").decode()
        assert P in repository.blob(f"HEAD:{name}").decode()
        assert "keys/github.json" in (repository.root / name).read_text()
        (repository.root / name).unlink()
    repository.git("checkout", "--", ".")
    assert repository.run(*sync).returncode == 0
    assert "keys/github.json" in (repository.root / "nb.py").read_text()
    repository.git("add", ".")
    assert "keys/github.json" not in repository.git("diff", "--cached", "--no-textconv")
