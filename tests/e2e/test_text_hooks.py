"""Text notebooks under the real pre-commit and prek, with the configuration that `colab-safe init` writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe import __version__
from colab_safe.published import REPOSITORY
from colab_safe.setup.hook_config import with_colab_safe_hooks
from tests.repository import Repository
from tests.tokens import github_token

PATTERNS = ["notebooks/*.py", "my docs/"]
CELL = "# %%"  # a line that begins so would make a notebook of this file
DRIVE = "/content/drive/MyDrive/"
READING = f'{CELL}\ntoken_json = "{DRIVE}keys/github.json"\n'


@pytest.fixture
def team(
    repository: Repository, published: Path, install_hook: Callable[[Repository, str], None]
) -> Repository:
    revision = Repository(published).git("rev-parse", "HEAD").strip()
    config = with_colab_safe_hooks("", text_notebooks=PATTERNS)
    config = config.replace(REPOSITORY, published.as_posix())
    config = config.replace(f"v{__version__}", revision)
    repository.add(".pre-commit-config.yaml", config)
    repository.add(".colab-safe.toml", 'text-notebooks = ["notebooks/*.py", "my docs/"]\n')
    install_hook(repository, "pre-commit")
    return repository


def test_paths_are_hidden_and_tokens_stop_the_commit(team: Repository) -> None:
    team.write("notebooks/a.py", READING)
    team.write("src/a.py", READING)
    stopped = team.commit("notebooks/a.py", "src/a.py", ".colab-safe.toml")
    assert stopped.returncode != 0
    assert "notebooks/a.py" in stopped.stdout + stopped.stderr
    hidden = (team.root / "notebooks/a.py").read_text()
    assert f"{DRIVE}__DRIVE_TOKEN_PATH__" in hidden
    assert (team.root / "src/a.py").read_text() == READING
    done = team.commit("notebooks/a.py", "src/a.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert team.blob("HEAD:notebooks/a.py").decode() == hidden

    team.write("my docs/b.md", f"# A\n\n```python\nkey = '{github_token()}'\n```\n")
    stopped = team.commit("my docs/b.md")
    said = stopped.stdout + stopped.stderr
    assert (stopped.returncode != 0, "my docs/b.md: cell 2" in said) == (True, True), said
    assert github_token() not in said
