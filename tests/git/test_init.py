"""`init` shows each change before it makes it, touches nothing else, and twice is the same as once."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import yaml

from colab_safe import __version__
from colab_safe.errors import UsageError
from colab_safe.setup import ci_files, hook_config
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import PROJECT, tomllib, tool

TOKEN = github_token()
OURS = ["colab-safe-paths", "colab-safe-scan", "colab-safe-push"]
BLACK = "- repo: https://github.com/psf/black\n  rev: '24.1'\n  hooks:\n    - id: black\n"


def init(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = repository.run(tool("colab-safe"), "init", *arguments)
    assert TOKEN not in done.stdout + done.stderr
    return done


def files(repository: Repository) -> dict[str, bytes]:
    found = [
        path for path in repository.root.rglob("*") if path.is_file() and ".git" not in path.parts
    ]
    return {path.relative_to(repository.root).as_posix(): path.read_bytes() for path in found}


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


CONFIGS = {
    "empty": "",
    "indented": f"repos:\n{indented(BLACK)}",
    "at the margin": f"repos:\n{BLACK}",
    "keys behind": f"repos:\n{indented(BLACK)}\n# of pre-commit.ci\nci:\n  autofix_prs: false\n",
    "keys before": f"default_stages: [pre-commit]\nrepos:\n{BLACK}",
    "comments": f"# first\nrepos:  # the list\n  # inside\n{indented(BLACK)}  # last\n\n# end\n",
    "no final line end": f"repos:\n{BLACK}".rstrip("\n"),
    "windows": f"repos:\r\n{indented(BLACK)}".replace("\n", "\r\n").replace("\r\r", "\r"),
    "empty list": "repos: []\n",
    "empty list and keys": "repos: [ ]  # none\nci: {}\n",
    "no list yet": "repos:\n",
    "document marks": f"---\nrepos:\n{BLACK}...\n",
}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_hooks_are_added_behind_all_others(text: str) -> None:
    before = yaml.safe_load(text) or {}
    written = hook_config.with_colab_safe_hooks(text)
    after = yaml.safe_load(written)
    *others, ours = after.pop("repos")
    assert others == (before.pop("repos", None) or [])
    assert [hook["id"] for hook in ours["hooks"]] == OURS
    assert after == before
    assert ("\r\n" in written) == ("\r\n" in text)
    assert written.count("\r\n") in (0, written.count("\n"))


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_every_line_that_was_there_stays(text: str) -> None:
    if "[" not in text.replace("[pre-commit]", ""):
        lines = iter(hook_config.with_colab_safe_hooks(text).splitlines())
        assert all(line in lines for line in text.splitlines())


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_hooks_twice_are_hooks_once(text: str) -> None:
    once = hook_config.with_colab_safe_hooks(text)
    assert hook_config.with_colab_safe_hooks(once) == once


@pytest.mark.parametrize(
    "text", ["repos: [{repo: local, hooks: []}]\n", "minimum_pre_commit_version: '3'\n"]
)
def test_what_cannot_be_extended_is_refused_with_the_text_to_add(text: str) -> None:
    with pytest.raises(UsageError, match="- id: colab-safe-scan"):
        hook_config.with_colab_safe_hooks(text)


def test_nothing_is_written_unasked(repository: Repository) -> None:
    repository.write("a.ipynb", notebook(printed=TOKEN))
    before = files(repository)
    done = init(repository, "--ci=github")
    assert (done.returncode, files(repository)) == (1, before)
    assert "+      - id: colab-safe-scan" in done.stdout
    assert "3 changes not made" in done.stderr


def test_all_is_written_when_asked_and_twice_is_once(repository: Repository) -> None:
    repository.write("sub/a.ipynb", notebook(printed=TOKEN))
    assert init(repository, "--yes", "--ci=github").returncode == 0
    once = files(repository)
    assert set(once) == {
        "sub/a.ipynb",
        hook_config.CONFIG_FILE,
        ".colab-safe.baseline",
        ci_files.GITHUB_WORKFLOW,
    }
    assert init(repository, "--yes", "--ci=github").returncode == 0
    assert files(repository) == once
    assert repository.run(tool("colab-safe"), "scan", ".").returncode == 0
    repository.write("b.ipynb", notebook(printed=github_token(2)))
    assert repository.run(tool("colab-safe"), "scan", ".").returncode == 1


def test_from_a_subfolder_it_is_the_same(repository: Repository) -> None:
    repository.write("sub/a.ipynb", notebook())
    assert init(Repository(repository.root / "sub"), "--yes").returncode == 0
    assert (repository.root / hook_config.CONFIG_FILE).exists()


def test_other_scanners_files_are_taken_over(repository: Repository) -> None:
    repository.write(
        ".secrets.baseline", json.dumps({"version": "1.5.0", "plugins_used": [], "results": {}})
    )
    repository.write(".gitleaks.toml", 'title = "ours"\n')
    init(repository, "--yes")
    settings = tomllib.loads((repository.root / ".colab-safe.toml").read_text())
    assert settings == {"engines": ["builtin", "detect-secrets"], "rules": [".gitleaks.toml"]}


def test_own_settings_are_left_alone(repository: Repository) -> None:
    repository.write(".gitleaks.toml", 'title = "ours"\n')
    repository.write("pyproject.toml", '[tool.colab-safe]\nengines = ["builtin"]\n')
    init(repository, "--yes")
    assert not (repository.root / ".colab-safe.toml").exists()


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("git@github.com:a/b.git", ci_files.GITHUB_WORKFLOW),
        ("https://github.example.org/a/b", ci_files.GITHUB_WORKFLOW),
        ("https://user:word@gitlab.com/a/b.git", ci_files.GITLAB_PIPELINE),
        ("ssh://git@bitbucket.org/a/b.git", None),
    ],
)
def test_ci_is_offered_where_the_remote_is(
    repository: Repository, url: str, file: str | None
) -> None:
    repository.git("remote", "add", "origin", url)
    init(repository, "--yes")
    made = {
        name
        for name in (ci_files.GITHUB_WORKFLOW, ci_files.GITLAB_PIPELINE)
        if (repository.root / name).exists()
    }
    assert made == ({file} if file else set())


@pytest.mark.parametrize(
    "text", ["", "stages: [test]\n", "stages: [test]", "a:\r\n  script: [x]\r\n"]
)
def test_job_is_added_to_a_pipeline(text: str) -> None:
    once = ci_files.with_gitlab_job(text)
    assert once.startswith(text)
    assert yaml.safe_load(once) == (yaml.safe_load(text) or {}) | {
        "colab-safe": yaml.safe_load(once)["colab-safe"]
    }
    assert ci_files.with_gitlab_job(once) == once


def test_not_a_repository(tmp_path: Path) -> None:
    done = init(Repository(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a git repository" in done.stderr


class TestFilesForCI:
    @pytest.mark.network
    def test_action_finds_what_was_taken_out_again(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        """The scripts of action.yml, run as GitHub runs them."""
        steps = yaml.safe_load((PROJECT / "action.yml").read_text())["runs"]["steps"]
        repository.add("a.ipynb", notebook())
        repository.git("commit", "--quiet", "--message", "Base")
        base = repository.git("rev-parse", "HEAD").strip()
        repository.add(".colab-safe.toml", b'[[allow]]\npaths = ["*"]\nreason = "::error::mine"\n')
        for data in (notebook(printed=TOKEN), notebook()):
            repository.add("a.ipynb", data)
            repository.git("commit", "--quiet", "--message", "Change")
        variables = {
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": str(PROJECT),
            "PATHS": ".\n",
            "SARIF": str(tmp_path / "report.sarif"),
            "BASE": base,
            "HEAD": "HEAD",
        }
        settings = [f"{name}={value}" for name, value in variables.items()]
        done = [
            repository.run("env", *settings, "bash", "-eo", "pipefail", "-c", step["run"])
            for step in steps
        ]
        assert [step.returncode for step in done] == [0, 0, 0, 1], done
        assert '+reason = "::error::mine"' in done[1].stdout
        assert "::error file=a.ipynb,line=" in done[3].stdout
        assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"

    def test_workflow_names_this_version(self) -> None:
        steps = yaml.safe_load(ci_files.github_workflow())["jobs"]["notebooks"]["steps"]
        assert [step["uses"] for step in steps][1] == f"colab-safe/colab-safe@v{__version__}"
        assert steps[0]["with"]["fetch-depth"] == 0

    def test_template_for_gitlab_is_the_job(self) -> None:
        assert (PROJECT / "templates" / "gitlab.yml").read_text() == ci_files.with_gitlab_job("")

    def test_documented_workflow_is_the_file(self) -> None:
        bare = [line.split("  #")[0] for line in ci_files.github_workflow().splitlines()]
        assert "\n".join(bare) in (PROJECT / "docs" / "ci.md").read_text()
