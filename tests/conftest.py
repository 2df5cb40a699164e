from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.repository import Repository

# Nothing is timed. In CI every run tries the same examples, and more of them, so that a failure there can be had here too.
settings.register_profile("local", max_examples=100, deadline=None)
settings.register_profile("ci", max_examples=300, deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# What git, pre-commit and our own settings read from the environment; a test brings its own.
_FOREIGN = ("GIT_", "PRE_COMMIT", "PREK_", "COLAB_SAFE", "XDG_CONFIG")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test depends on the git configuration, hooks or settings of who runs it."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A new git repository on branch `main`, with no commit."""
    return Repository.new(tmp_path / "repository")
