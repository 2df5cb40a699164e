from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from colab_safe.model import Report
from colab_safe.report import json as report_as_json
from tests.report.published_schema import hold_to_schema
from tests.repository import Repository
from tests.tools import PROJECT, MakeOnce, tool

# Nothing is timed. In CI every run tries the same examples: `CI=true pytest` repeats a failure from there.
settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")

# Fixtures that build or install the project, which takes packages from an index.
_INSTALLING = {"published", "wheel", "programs", "colab_kernel"}
# Files and folders whose tests mostly take more than a quarter of a second; the rest is the quick subset,
# `pytest -m "not slow"`. Single slow tests are marked where they are.
_SLOW = (
    "tests/accept/test_baseline.py",
    "tests/detect/test_hostile.py",
    "tests/detect/test_kingfisher.py",
    "tests/e2e/",
    "tests/git/test_doctor.py",
    "tests/git/test_init.py",
    "tests/git/test_install_hook.py",
    "tests/git/test_staged.py",
    "tests/guard/test_kernels.py",
    "tests/history/test_history.py",
    "tests/hostile/",
    "tests/install/test_arguments.py",
    "tests/install/test_example.py",
    "tests/install/test_package_index.py",
    "tests/install/test_interruption.py",
    "tests/install/test_kernels.py",
    "tests/install/test_leftovers.py",
    "tests/install/test_lfs_and_tls.py",
    "tests/install/test_notebook.py",
    "tests/install/test_other_hosts.py",
    "tests/install/test_own_commands.py",
    "tests/install/test_private_install.py",
    "tests/install/test_users_settings.py",
    "tests/notebook/test_properties.py",
    "tests/paths/test_accepted.py",
    "tests/paths/test_filter.py",
    "tests/paths/test_kernel.py",
    "tests/paths/test_ways.py",
    "tests/project/test_files.py",
    "tests/remote/test_addresses.py",
    "tests/remote/test_cluster.py",
    "tests/repositories/test_scan.py",
    "tests/suggestions/test_suggest.py",
    "tests/test_no_secrets_in_repo.py",
    "tests/test_timed_regex.py",
    "tests/test_wheel.py",
)


def pytest_configure() -> None:
    # A shell starts background jobs with SIGINT ignored, and all their processes inherit that.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gone = [path for path in _SLOW if not (PROJECT / path).exists()]
    if gone:
        raise pytest.UsageError(
            f"_SLOW in tests/conftest.py lists {', '.join(gone)}, which does not exist: correct it"
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, and what needs a package index."""
    for item in items:
        if item.nodeid.startswith(_SLOW):
            item.add_marker("slow")
        if _INSTALLING.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("network")


# The variables that git, pre-commit, prek and colab-safe read; a test sets its own.
_FOREIGN = ("GIT_", "PRE_COMMIT", "PREK_", "COLAB_SAFE", "XDG_CONFIG")


_CACHE = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
_TESTS = itertools.count()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, shared_folder: Path, worker_id: str) -> None:
    """Keep the git configuration, hooks, settings and memories of the person who runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith(_FOREIGN):
            monkeypatch.delenv(name)
    # What colab-safe remembers, for each test its own; pip and uv keep their caches.
    monkeypatch.setenv("XDG_CACHE_HOME", str(shared_folder / f"cache-{worker_id}-{next(_TESTS)}"))
    for name in ("pip", "uv"):
        variable, cache = f"{name.upper()}_CACHE_DIR", os.path.join(_CACHE, name)
        if variable not in os.environ and os.path.isdir(cache):
            monkeypatch.setenv(variable, cache)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


@pytest.fixture(scope="session", autouse=True)
def json_reports_fit_the_published_schema() -> Iterator[None]:
    """Hold every JSON report that any test makes in this process against docs/report.schema.json."""
    write = report_as_json.write

    def write_and_check(report: Report, show_secrets: bool = False) -> str:
        written = write(report, show_secrets)
        hold_to_schema(written)
        return written

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report_as_json, "write", write_and_check)
        yield


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A temporary folder of the whole session, the same for all of its workers."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def make_once(shared_folder: Path) -> MakeOnce:
    """Return a function that fills a shared folder: the first worker does it, the others wait for it."""

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = shared_folder / name, shared_folder / f"{name}.done"
        with FileLock(shared_folder / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a worker that failed
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def wheel(make_once: MakeOnce) -> Path:
    """The wheel of the project's files as they are now."""

    def build(folder: Path) -> None:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--wheel-dir", str(folder), str(PROJECT)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr

    (built,) = make_once("wheel", build).glob("*.whl")
    return built


# https://github.com/googlecolab/backend-info/blob/main/pip-freeze.txt
_AS_IN_COLAB = (
    "ipython==7.34.0", "ipykernel==6.17.1", "ipywidgets==7.7.1", "pip==24.1.2", "tqdm",
)  # fmt: skip


@pytest.fixture(scope="session")
def colab_kernel(make_once: MakeOnce) -> Path:
    """The environment of a kernel as Colab has it."""

    def fill(folder: Path) -> None:
        uv = tool("uv")
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True)
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        install = [uv, "pip", "install", "--quiet", "--python", str(python)]
        subprocess.run([*install, *_AS_IN_COLAB, "-e", str(PROJECT)], check=True)

    return make_once("colab-kernel", fill)


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A new git repository on branch `main`, with no commit."""
    return Repository.new(tmp_path / "repository")
