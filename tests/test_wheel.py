"""The wheel that users install: what is in it, and that its commands run where nothing else is installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.tools import PROJECT, tomllib

SCRIPTS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(folder),
        str(PROJECT),
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment in which only the wheel is installed."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", str(environment))
    folder = environment / ("Scripts" if sys.platform == "win32" else "bin")
    _run(str(folder / "python"), "-m", "pip", "install", "--quiet", str(wheel))
    return folder


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_the_two_packages_and_nothing_else(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = _run("git", "ls-files", "--", "colab_safe", "hooks", cwd=PROJECT).split()

    assert {name.split("/")[0] for name in names} == {"colab_safe", "colab_safe_hooks"}
    assert {name.removeprefix("hooks/") for name in tracked if (PROJECT / name).exists()} <= names
    assert {name.rpartition(".")[2] for name in names} == {"py", "typed"}


def test_it_brings_the_licence_and_the_readme(wheel: Path) -> None:
    information = {
        name.partition(".dist-info/")[2]: name
        for name in ZipFile(wheel).namelist()
        if ".dist-info/" in name
    }
    metadata = ZipFile(wheel).read(information["METADATA"]).decode()
    assert "licenses/LICENSE" in information
    assert "# colab-safe" in metadata


@pytest.mark.parametrize("script", SCRIPTS)
def test_its_commands_run(programs: Path, script: str) -> None:
    assert _run(str(programs / script), "--help").startswith(f"usage: {script} ")


def test_it_imports_outside_colab_and_says_nothing(programs: Path, tmp_path: Path) -> None:
    assert (
        _run(str(programs / "python"), "-W", "error", "-c", "import colab_safe", cwd=tmp_path) == ""
    )


def test_its_types_are_for_everybody(programs: Path, tmp_path: Path) -> None:
    code = "import colab_safe, os; print(os.listdir(os.path.dirname(colab_safe.__file__)))"
    assert "'py.typed'" in _run(str(programs / "python"), "-c", code, cwd=tmp_path)
