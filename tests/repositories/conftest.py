from __future__ import annotations

import random
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.install.forge import Forge, git, made_up_token
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token
from tests.tools import tool

LEAKED = github_token()
LEAK = dump(notebook([code("x", [stream(f"{LEAKED}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))


@pytest.fixture(scope="session")
def token() -> str:
    return made_up_token(21)


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory, token: str) -> Iterator[Forge]:
    """Four repositories: one leaks in its past, one in a pull request, one is clean, one was never pushed to."""
    with Forge(tmp_path_factory.mktemp("forge"), token) as running:
        work = running.root / "work" / "team" / "past"
        running.add(
            "team/past", {"nb/a.ipynb": LEAK, "picture.bin": random.Random(1).randbytes(100_000)}
        )
        (work / "nb" / "a.ipynb").unlink()
        running.add("team/past", {"nb/b.ipynb": CLEAN})
        running.add("team/clean", {"c.ipynb": CLEAN})
        running.add("team/pull", {"d.ipynb": CLEAN})
        pulled(running, "team/pull")
        git("init", "-q", "--bare", str(running.root / "team" / "empty.git"))
        yield running


def pulled(forge: Forge, path: str) -> None:
    """Add a commit that only a pull request has: https://git-scm.com/docs/git-push with GitHub's refs/pull/N/head."""
    work = forge.root / "work" / path
    git("checkout", "-q", "--detach", cwd=work)
    (work / "e.ipynb").write_bytes(LEAK)
    git("add", "-A", cwd=work)
    git("commit", "-q", "-m", "pull", cwd=work)
    git("push", "-q", "origin", "HEAD:refs/pull/1/head", cwd=work)


@pytest.fixture(autouse=True)
def own_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, forge: Forge, token: str) -> None:
    """An empty home, the token in the environment, and no time lost by waiting."""
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITLAB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    for name in ("home", "tmp", "here"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv(variable(forge), token)


def variable(forge: Forge) -> str:
    return "COLAB_SAFE_TOKEN_" + forge.host.replace(".", "_").replace(":", "_")


@pytest.fixture
def scan(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `colab-safe scan` in an empty folder, perhaps below another program."""

    def run(*arguments: str, below: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        command = [*below, tool("colab-safe"), "scan", *arguments]
        return subprocess.run(
            command, cwd=tmp_path / "here", capture_output=True, encoding="utf-8", check=False, timeout=120
        )  # fmt: skip

    return run
