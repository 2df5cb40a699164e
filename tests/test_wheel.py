"""The wheel that users install: its contents, and its commands in an environment with nothing else."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from colab_safe.published import REPOSITORY
from tests.tools import PROJECT, MakeOnce, tomllib

SCRIPTS = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]


@pytest.fixture(scope="session")
def programs(wheel: Path, make_once: MakeOnce) -> Path:
    """The folder of programs of a new environment in which only the wheel is installed."""

    def install(environment: Path) -> None:
        _run(sys.executable, "-m", "venv", "--without-pip", str(environment))
        pip = [sys.executable, "-m", "pip", "--python", str(environment)]
        _run(*pip, "install", "--quiet", str(wheel))

    return make_once("environment", install) / ("Scripts" if sys.platform == "win32" else "bin")


def _run(*command: str, cwd: Path | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_the_two_packages_and_nothing_else(wheel: Path) -> None:
    inside = [name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name]
    names = {name for name in inside if ".data/" not in name}
    tracked = _run("git", "ls-files", "--", "colab_safe", "hooks", cwd=PROJECT).split()

    assert {name.split("/")[0] for name in names} == {"colab_safe", "colab_safe_hooks"}
    assert {name.removeprefix("hooks/") for name in tracked if (PROJECT / name).exists()} <= names
    assert {name.rpartition(".")[2] for name in names} == {"py", "typed", "json", "css", "js"}


def test_jupyters_server_finds_the_extension_disabled(wheel: Path) -> None:
    """`jupyter server extension enable` refuses what no file in this folder lists."""
    with ZipFile(wheel) as archive:
        (name,) = [each for each in archive.namelist() if ".data/" in each]
        content = json.loads(archive.read(name))
    assert name.endswith("data/etc/jupyter/jupyter_server_config.d/colab_safe.json")
    assert content == {"ServerApp": {"jpserver_extensions": {"colab_safe": False}}}


def test_it_brings_the_licence_and_the_readme(wheel: Path) -> None:
    information = {
        name.partition(".dist-info/")[2]: name
        for name in ZipFile(wheel).namelist()
        if ".dist-info/" in name
    }
    metadata = ZipFile(wheel).read(information["METADATA"]).decode()
    assert "licenses/LICENSE" in information
    assert "# colab-safe" in metadata


def test_its_links_lead_somewhere_outside_of_the_repository(wheel: Path) -> None:
    (name,) = [each for each in ZipFile(wheel).namelist() if each.endswith(".dist-info/METADATA")]
    head, _, readme = ZipFile(wheel).read(name).decode().partition("\n\n")
    links = re.findall(r"\]\(([^)]+)\)", readme)
    assert len(links) > 20
    assert {link for link in links if not link.startswith(("https://", "#"))} == set()
    assert f"{REPOSITORY}/raw/main/docs/stopped-commit.svg" in links
    urls = dict(re.findall(r"^Project-URL: (\w+), (.*)$", head, flags=re.MULTILINE))
    assert {"Homepage", "Documentation", "Changelog", "Issues", "Security"} <= urls.keys()
    assert {url for url in urls.values() if not url.startswith(REPOSITORY)} == set()


@pytest.mark.parametrize("script", SCRIPTS)
def test_its_commands_run(programs: Path, script: str) -> None:
    assert _run(str(programs / script), "--help").startswith(f"usage: {script} ")


def test_it_imports_outside_colab_and_prints_nothing(programs: Path, tmp_path: Path) -> None:
    assert (
        _run(str(programs / "python"), "-W", "error", "-c", "import colab_safe", cwd=tmp_path) == ""
    )


def test_it_brings_its_types(programs: Path, tmp_path: Path) -> None:
    code = "import colab_safe, os; print(os.listdir(os.path.dirname(colab_safe.__file__)))"
    assert "'py.typed'" in _run(str(programs / "python"), "-c", code, cwd=tmp_path)
