"""examples/team_repository is what `colab-safe init` writes, and its hooks stop a token under the real pre-commit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe import __version__
from colab_safe.published import REPOSITORY
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import PROJECT, tool

TEMPLATE = PROJECT / "examples" / "team_repository"
WRITTEN = (".pre-commit-config.yaml", ".colab-safe.toml", ".github/workflows/colab-safe.yml")
NOTEBOOK = "notebooks/analysis.ipynb"


@pytest.mark.parametrize("name", WRITTEN)
def test_its_files_are_those_that_init_writes(repository: Repository, name: str) -> None:
    done = repository.run(tool("colab-safe"), "init", "--yes", "--ci=github")
    assert done.returncode == 0, done.stderr
    assert (TEMPLATE / name).read_bytes() == (repository.root / name).read_bytes()


@pytest.fixture
def team(
    repository: Repository, published: Path, install_hook: Callable[[Repository, str], None]
) -> Repository:
    shutil.copytree(TEMPLATE, repository.root, dirs_exist_ok=True)
    revision = Repository(published).git("rev-parse", "HEAD").strip()
    file = repository.root / ".pre-commit-config.yaml"
    config = file.read_text("utf-8").replace(REPOSITORY, published.as_posix())
    file.write_text(config.replace(f"v{__version__}", revision), "utf-8")
    repository.git("add", "--all")
    install_hook(repository, "pre-commit")
    return repository


def test_it_commits_as_it_is_and_stops_a_token(team: Repository) -> None:
    done = team.commit(NOTEBOOK)
    assert done.returncode == 0, done.stdout + done.stderr
    team.write(NOTEBOOK, dump(notebook([code("main()", [stream(f"{github_token()}\n")])])))
    stopped = team.commit(NOTEBOOK)
    said = stopped.stdout + stopped.stderr
    assert stopped.returncode != 0
    assert f"{NOTEBOOK}: cell 1, output 1" in said
    assert github_token() not in said
