"""Which settings, engines and baselines a scan uses, by its command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
ACCEPTS = """\
[[allow]]
rules = ["github-pat"]
paths = ["*.ipynb"]
reason = "accepted by the pull request itself"
"""


def scan(repository: Repository, *arguments: str) -> tuple[int, list[str], str]:
    """Exit code, engines of the findings, and what is said on stderr and in the report."""
    done = repository.run(tool("colab-safe"), "scan", ".", "--format=json", *arguments)
    assert TOKEN not in done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout or '{"findings": []}')
    said = [done.stderr, *report.get("summary", {}).get("switched_off", [])]
    engines = {each["engine"] for each in report["findings"]}
    return done.returncode, sorted(engines), "\n".join(said)


@pytest.fixture
def leaky(repository: Repository) -> Repository:
    commit(repository, "a.ipynb", notebook(printed=TOKEN))
    return repository


def test_a_pull_request_does_not_accept_its_own_findings(leaky: Repository, tmp_path: Path) -> None:
    base = tmp_path / "base"
    leaky.git("worktree", "add", "--quiet", "--detach", str(base))
    leaky.write(".colab-safe.toml", ACCEPTS)
    assert scan(leaky)[0] == 0
    assert scan(leaky, "--config", str(base))[0] == 1
    assert scan(leaky, "--isolated")[0] == 1
    (base / ".colab-safe.toml").write_text(ACCEPTS)
    assert scan(leaky, "--config", str(base))[0] == 0
    assert scan(leaky, "--config", str(base / ".colab-safe.toml"))[0] == 0


def test_a_baseline_of_the_pull_request_counts_only_if_it_is_named(
    leaky: Repository, tmp_path: Path
) -> None:
    assert leaky.run(tool("colab-safe"), "baseline", "create").returncode == 0
    (tmp_path / "empty").mkdir()
    assert scan(leaky)[0] == 0
    assert scan(leaky, "--isolated")[0] == 1
    assert scan(leaky, "--config", str(tmp_path / "empty"))[0] == 1
    assert scan(leaky, "--isolated", "--baseline", ".colab-safe.baseline")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "engines"),
    [
        ([], ["builtin"]),
        (["--engine", "detect-secrets"], ["builtin"]),
        (["--only-engine", "detect-secrets"], ["detect-secrets"]),
        (["--only-engine", "detect-secrets", "--engine", "builtin"], ["builtin"]),
    ],
    ids=" ".join,
)
def test_engines_are_added_or_chosen(
    leaky: Repository, arguments: list[str], engines: list[str]
) -> None:
    code, found, said = scan(leaky, *arguments)
    assert (code, found) == (1, engines)
    assert ("the built-in rules are switched off" in said) == (engines == ["detect-secrets"])


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("engines = []", "engines is empty, so nothing would be found"),
        ("engines = ['detect-secrets']", "the built-in rules are switched off (.colab-safe.toml)"),
    ],
)
def test_a_project_cannot_switch_the_check_off_unseen(
    leaky: Repository, settings: str, says: str
) -> None:
    leaky.write(".colab-safe.toml", settings)
    code, _, said = scan(leaky)
    assert code != 0
    assert says in said


def test_contradicting_options_are_an_error(leaky: Repository) -> None:
    assert scan(leaky, "--isolated", "--config", ".")[0] == 2
    assert scan(leaky, "--config", "missing.toml")[0] == 2
