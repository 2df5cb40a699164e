"""`doctor` finds each gap, and none in a complete setup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.setup.hook_config import CONFIG_FILE, with_colab_safe_hooks
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tools import tool

NBSTRIPOUT = "repos:\n  - repo: https://github.com/kynan/nbstripout\n    rev: 0.8.1\n    hooks:\n      - id: nbstripout\n"


def doctor(repository: Repository) -> tuple[int, str]:
    done = repository.run(tool("colab-safe"), "doctor")
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def healthy(repository: Repository) -> Repository:
    """A repository without a gap."""
    commit(repository, "a.ipynb", notebook())
    for command in (["init", "--yes", "--ci=github"], ["install-hook"]):
        assert repository.run(tool("colab-safe"), *command).returncode == 0
    return repository


def test_no_gap(healthy: Repository) -> None:
    code, said = doctor(healthy)
    assert code == 0
    assert "missing" not in said
    assert said.endswith("colab-safe: all checks passed (1 notebook)\n")


def test_new_repository(repository: Repository) -> None:
    code, said = doctor(repository)
    assert code == 1
    assert said.count("missing ") == 3
    assert "colab-safe install-hook" in said


@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
def test_hooks_of_a_framework(repository: Repository, framework: str) -> None:
    repository.write(CONFIG_FILE, with_colab_safe_hooks(""))
    done = repository.run(
        tool(framework), "install", "--hook-type=pre-commit", "--hook-type=pre-push"
    )
    assert done.returncode == 0, done.stderr
    _, said = doctor(repository)
    assert "a commit is checked by colab-safe-scan" in said
    assert "a push is checked by colab-safe-push" in said


def not_installed(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall", "--type=pre-push")


def not_executable(repository: Repository) -> None:
    (repository.root / ".git" / "hooks" / "pre-push").chmod(0o644)


def framework_without_our_hook(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall")
    repository.write(CONFIG_FILE, NBSTRIPOUT)
    repository.run(tool("pre-commit"), "install", "--hook-type=pre-commit", "--hook-type=pre-push")


def excluded(repository: Repository) -> None:
    repository.write(CONFIG_FILE, with_colab_safe_hooks("exclude: \\.ipynb$\nrepos: []\n"))


def stripped_too_late(repository: Repository) -> None:
    ours = with_colab_safe_hooks("")
    repository.write(CONFIG_FILE, ours + NBSTRIPOUT.removeprefix("repos:\n"))


def filter_without_command(repository: Repository) -> None:
    repository.write(".gitattributes", "*.ipynb filter=nbstripout\n")


def submodule_without_hook(repository: Repository) -> None:
    inner = Repository.new(repository.root / "part")
    inner.git("commit", "--quiet", "--allow-empty", "--message", "x")
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "part")


def no_ci(repository: Repository) -> None:
    (repository.root / ".github" / "workflows" / "colab-safe.yml").unlink()


def since_head(repository: Repository) -> None:
    repository.write(
        CONFIG_FILE,
        "repos:\n- repo: local\n  hooks:\n  - id: trufflehog\n    entry: trufflehog git --since-commit HEAD\n",
    )


def gitleaks(repository: Repository) -> None:
    repository.write(
        CONFIG_FILE,
        "repos:\n- repo: https://github.com/gitleaks/gitleaks\n  rev: v8\n  hooks:\n  - id: gitleaks\n",
    )


@pytest.mark.parametrize(
    ("gap", "said", "remedy"),
    [
        (
            not_installed,
            "a push is not checked: git's hook pre-push is not installed",
            "pre-commit install",
        ),
        (not_executable, "a push is checked by git's own hook", "chmod +x"),
        (
            framework_without_our_hook,
            "does not name colab-safe-scan",
            "add `- id: colab-safe-scan`",
        ),
        (excluded, "excludes 1 of 1 notebook", "accept single findings"),
        (stripped_too_late, "nbstripout runs after colab-safe-scan", "list nbstripout before"),
        (
            filter_without_command,
            "the filter nbstripout is configured for 1 notebook, but not installed",
            "nbstripout --install",
        ),
        (
            submodule_without_hook,
            "the submodule part has no pre-push hook",
            "run `colab-safe install-hook` in part",
        ),
        (no_ci, "no CI checks what is pushed", "colab-safe init --ci github"),
        (since_head, "nothing is new since HEAD", "colab-safe-scan"),
        (gitleaks, "`--all-files` passes without scanning anything", "colab-safe-scan"),
    ],
)
def test_each_gap_has_its_remedy(
    healthy: Repository, gap: Callable[[Repository], None], said: str, remedy: str
) -> None:
    gap(healthy)
    code, text = doctor(healthy)
    assert code == 1
    at = text.index(said)
    assert remedy in text[at:].split("\n")[1]


def test_filter_that_works_is_told(healthy: Repository) -> None:
    healthy.write(".gitattributes", "*.ipynb filter=strip\n")
    healthy.git("config", "filter.strip.clean", "cat")
    code, said = doctor(healthy)
    assert code == 0
    assert "the filter strip cleans 1 notebook" in said


def test_shallow_clone(healthy: Repository, tmp_path: Path) -> None:
    commit(healthy, "b.ipynb", notebook())
    healthy.git("clone", "--quiet", "--depth=1", healthy.root.as_uri(), str(tmp_path / "clone"))
    assert "git fetch --unshallow" in doctor(Repository(tmp_path / "clone"))[1]


def test_not_a_repository(tmp_path: Path) -> None:
    done = Repository(tmp_path).run(tool("colab-safe"), "doctor")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a git repository" in done.stderr


def test_exclude_that_takes_too_long_is_reported(repository: Repository) -> None:
    commit(repository, "a" * 200 + ".ipynb", notebook())
    repository.write(CONFIG_FILE, with_colab_safe_hooks("exclude: (a|aa)+$\nrepos: []\n"))
    assert "this `exclude` takes too long" in doctor(repository)[1]
