"""The project as pre-commit and prek get it: a git repository to clone from, its environment built once per session."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repository import Repository
from tests.tools import PROJECT, MakeOnce, tool

CONFIG = """\
repos:
  - repo: {url}
    rev: {revision}
    hooks:
"""


@pytest.fixture(scope="session")
def published(make_once: MakeOnce) -> Path:
    """A git repository with the project's files as they are now, committed or not."""
    return make_once("published", _publish)


def _publish(root: Path) -> None:
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    asked = [*git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=PROJECT, capture_output=True, check=True)
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (PROJECT / name).exists():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, root / name)
    for arguments in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["commit", "--quiet", "--no-verify", "--message", "Publish"],
    ):
        subprocess.run([*git, *arguments], cwd=root, check=True)


@pytest.fixture(scope="session")
def tool_home(shared_folder: Path) -> Path:
    """Where pre-commit and prek keep the hooks' environments; both lock it while they build one."""
    return shared_folder / "tools"


@pytest.fixture(params=["pre-commit", "prek"])
def framework(
    request: pytest.FixtureRequest, tool_home: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The program that runs the hooks."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tool_home / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tool_home / "prek"))
    return tool(request.param)


@pytest.fixture
def install_hook(framework: str, make_once: MakeOnce) -> Callable[[Repository, str], None]:
    """Return a function that installs git's hook of a stage, written once by the framework itself.

    The script names the framework's program, not the repository, and pre-commit takes 0.2 s to write it.
    """

    def write(root: Path) -> None:
        done = Repository.new(root).run(
            framework, "install", "--hook-type=pre-commit", "--hook-type=pre-push"
        )
        assert done.returncode == 0, done.stderr

    written = make_once(f"hooks of {Path(framework).stem}", write) / ".git" / "hooks"

    def install(repository: Repository, stage: str) -> None:
        shutil.copy2(written / stage, repository.root / ".git" / "hooks" / stage)

    return install


@pytest.fixture
def hooked(
    repository: Repository, published: Path, install_hook: Callable[[Repository, str], None]
) -> Callable[..., Repository]:
    """Return a function that configures hooks in the repository, and installs them."""

    def install(*ids: str) -> Repository:
        revision = Repository(published).git("rev-parse", "HEAD").strip()
        hooks = "".join(f"      - id: {hook}\n" for hook in ids)
        config = CONFIG.format(url=published.as_posix(), revision=revision) + hooks
        repository.add(".pre-commit-config.yaml", config)
        install_hook(repository, "pre-commit")
        return repository

    return install
