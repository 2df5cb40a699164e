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

# Fixtures that build or install the project, which takes packages from an index.
_INSTALLING = {"published", "wheel", "programs"}
# What takes more than half a second a test; the rest is the quick subset: pytest -m "not slow"
_SLOW = (
    "tests/e2e/",
    "tests/install/",
    "tests/history/",
    "tests/git/",
    "tests/paths/test_filter.py",
    "tests/paths/test_kernel.py",
    "tests/detect/test_hostile.py",
    "tests/detect/test_detect_secrets.py",
    "tests/detect/test_kingfisher.py",
    "tests/test_wheel.py",
    "tests/accept/test_baseline.py",
    "tests/notebook/test_properties.py",
    "tests/paths/test_ways.py",
    "tests/test_clean_texts.py",
    "tests/test_no_secrets_in_repo.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and what needs a package index, where it is not marked in its file."""
    for item in items:
        if item.nodeid.startswith(_SLOW):
            item.add_marker("slow")
        if _INSTALLING.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("network")


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


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A temporary folder of the whole session, the same for all of its workers."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A new git repository on branch `main`, with no commit."""
    return Repository.new(tmp_path / "repository")
