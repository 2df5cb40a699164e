"""No Python module of the repository that is looked at runs, whatever colab-safe starts there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from colab_safe.setup import own_python
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import PROJECT, tool

LEAK = notebook(printed=github_token())
HOSTILE = (
    *sys.stdlib_module_names,
    *("colab_safe", "colab_safe_hooks", "sitecustomize", "usercustomize", "pip", "hatchling"),
    *("ahocorasick_rs", "detect_secrets", "orjson", "tomli", "re2"),
)
# As many set it: an empty entry is the current folder, too.
PYTHON_PATHS = pytest.mark.parametrize("python_path", [None, ".", f"{os.pathsep}/nowhere"])


class HostileRepository(Repository):
    """Its modules say in `marker` that they ran."""

    marker: Path

    def ran(self) -> str:
        return self.marker.read_text() if self.marker.exists() else ""


@pytest.fixture
def hostile(repository: Repository, tmp_path: Path) -> HostileRepository:
    """A repository with the modules on the branch `hostile`; `main` is checked out."""
    made = HostileRepository(repository.root)
    made.marker = tmp_path / "ran"
    for number in range(40):
        made.write(f"{number}.ipynb", notebook(f"x = {number}"))
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "notebooks")
    made.git("switch", "--quiet", "--create", "hostile")
    code = f"open({str(made.marker)!r}, 'a').write(__name__ + '\\n')\n"
    for name in HOSTILE:
        made.write(f"{name}.py", code)
    made.write("venv/__init__.py", code)
    made.write("0.ipynb", notebook("x = 'changed'"))
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "modules")
    made.git("switch", "--quiet", "main")
    return made


def set_python_path(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv("PYTHONPATH", value)


def test_the_modules_would_run(hostile: HostileRepository) -> None:
    hostile.git("switch", "--quiet", "hostile")
    hostile.run(sys.executable, "-m", "json.tool", "0.ipynb")
    assert hostile.ran() != ""


@PYTHON_PATHS
def test_filter(
    hostile: HostileRepository, monkeypatch: pytest.MonkeyPatch, python_path: str | None
) -> None:
    done = hostile.run(tool("colab-safe"), "filter", "install")
    assert done.returncode == 0, done.stderr
    set_python_path(monkeypatch, python_path)
    hostile.git("switch", "--quiet", "hostile")
    hostile.write("0.ipynb", notebook('x = "/content/drive/MyDrive/keys/token.json"'))
    hostile.git("commit", "--quiet", "--all", "--message", "with a path")
    assert b"__DRIVE_TOKEN_PATH__" in hostile.blob("HEAD:0.ipynb")
    assert hostile.ran() == ""


@PYTHON_PATHS
def test_installed_hooks(
    hostile: HostileRepository,
    monkeypatch: pytest.MonkeyPatch,
    python_path: str | None,
    tmp_path: Path,
) -> None:
    hostile.git("init", "--quiet", "--bare", str(tmp_path / "remote.git"))
    hostile.git("remote", "add", "origin", str(tmp_path / "remote.git"))
    assert hostile.run(tool("colab-safe"), "install-hook").returncode == 0
    set_python_path(monkeypatch, python_path)
    hostile.git("switch", "--quiet", "hostile")
    hostile.add("leak.ipynb", LEAK)
    assert hostile.run("git", "commit", "--message", "leak").returncode == 1
    hostile.git("commit", "--quiet", "--no-verify", "--message", "leak")
    assert hostile.run("git", "push", "origin", "hostile").returncode == 1
    assert hostile.ran() == ""


# Names that neither pre-commit nor Python imports by itself, but from user folders or for our programs.
CUSTOM = ("sitecustomize", "usercustomize", "colab_safe", "colab_safe_hooks", "ahocorasick_rs")
USER_SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
VARIABLES = {
    "PYTHONPATH": ".",
    "PYTHONUSERBASE": ".",
    "PYTHONSTARTUP": "sitecustomize.py",
    "PYTHONINSPECT": "1",
    "PYTHONWARNINGS": "ignore::sitecustomize.Warning",
    "PYTHONBREAKPOINT": "sitecustomize.run",
    "PYTHONSAFEPATH": "",
    "PYTHONPLATLIBDIR": "lib",
    "PYTHONNOUSERSITE": "",
}


@pytest.fixture
def customised(repository: Repository, tmp_path: Path) -> HostileRepository:
    """A repository whose modules write down the command that they run in."""
    made = HostileRepository(repository.root)
    made.marker = tmp_path / "ran"
    code = f"import sys\nopen({str(made.marker)!r}, 'a').write(repr(sys.orig_argv) + '\\n')\n"
    for name in CUSTOM:
        made.write(f"{name}.py", code)
        made.write(f"{USER_SITE}/{name}.py", code)
    made.add("leak.ipynb", LEAK)
    return made


def in_our_programs(ran: str) -> list[str]:
    return [line for line in ran.splitlines() if "colab" in line]


def test_the_custom_modules_would_run(
    customised: HostileRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", ".")
    customised.run(tool("colab-safe-scan"), "leak.ipynb")
    assert in_our_programs(customised.ran())


@pytest.mark.network
def test_hooks_of_the_frameworks(
    customised: HostileRepository,
    hooked: Callable[..., Repository],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hooked("colab-safe-paths", "colab-safe-scan")
    assert customised.run("git", "commit", "--message", "builds the environment").returncode == 1
    customised.marker.unlink(missing_ok=True)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    customised.add("path.ipynb", notebook('open("/content/drive/MyDrive/keys/token.json")'))
    done = customised.run("git", "commit", "--message", "leak")
    assert done.returncode == 1 and "github-pat" in done.stdout + done.stderr
    assert b"__DRIVE_TOKEN_PATH__" in (customised.root / "path.ipynb").read_bytes()
    assert in_our_programs(customised.ran()) == []


@pytest.mark.parametrize(
    ("hook", "arguments"), [("pre-commit", []), ("pre-push", ["origin", "url"])]
)
def test_installed_hooks_with_variables(
    customised: HostileRepository,
    monkeypatch: pytest.MonkeyPatch,
    hook: str,
    arguments: list[str],
) -> None:
    assert customised.run(tool("colab-safe"), "install-hook").returncode == 0
    customised.git("commit", "--quiet", "--no-verify", "--message", "leak")
    tip = customised.git("rev-parse", "HEAD").strip()
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONHOME", ".")
    customised.add("more.ipynb", LEAK)
    done = subprocess.run(
        [customised.root / ".git" / "hooks" / hook, *arguments],
        input=f"refs/heads/main {tip} refs/heads/main {'0' * 40}\n",
        cwd=customised.root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1 and "github-pat" in done.stdout, done.stderr
    assert in_our_programs(customised.ran()) == []


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_worker_processes(hostile: HostileRepository, tmp_path: Path, method: str) -> None:
    hostile.git("switch", "--quiet", "hostile")
    hostile.write("leak.ipynb", LEAK)
    script = tmp_path / "bin" / "colab-safe"  # as pip writes it, with another start method
    script.parent.mkdir()
    script.write_text(
        "import multiprocessing\n"
        "from colab_safe.command_line.main import run\n"
        "if __name__ == '__main__':\n"
        f"    multiprocessing.set_start_method({method!r})\n"
        "    import colab_safe.commands.scan\n"
        "    colab_safe.commands.scan._MUCH = 0  # bytes from which on there are worker processes\n"
        "    run()\n"
    )
    done = hostile.run(sys.executable, script, "scan", "--jobs", "2", ".")
    assert done.returncode == 1, done.stderr
    assert hostile.ran() == ""


@pytest.mark.parametrize(
    "command",
    [
        ("scan", "."),
        ("demo",),
        ("paths", "check"),
        ("doctor",),
        ("suggest", "--base", "main", "--dry-run"),
    ],
    ids=" ".join,
)
def test_console_script(hostile: HostileRepository, command: tuple[str, ...]) -> None:
    hostile.git("switch", "--quiet", "hostile")
    hostile.run(tool("colab-safe"), *command)
    assert hostile.ran() == ""


@pytest.mark.skipif(os.name == "nt", reason="the programs are scripts for sh")
@pytest.mark.parametrize("folder", [".", "", "./node_modules/.bin", "bin"])
def test_no_program_of_the_repository_runs(
    hostile: HostileRepository, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    assert hostile.run(tool("colab-safe"), "install-hook").returncode == 0
    hook = hostile.root / ".git" / "hooks" / "pre-commit"
    hook.write_text(hook.read_text().replace(tool("colab-safe-scan"), "/nowhere/colab-safe-scan"))
    for name in ("git", "ps", "sh", "colab-safe-scan"):
        program = hostile.write(
            f"{folder or '.'}/{name}", f"#!/bin/sh\necho {name} >> {hostile.marker}\n"
        )
        program.chmod(0o755)
    hostile.write("leak.ipynb", LEAK)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    for command in (["scan", "."], ["scan", "--history"], ["paths", "check", "."], ["doctor"]):
        hostile.run(tool("colab-safe"), *command)
    away = Repository(hostile.root.parent).run(tool("colab-safe"), "scan", str(hostile.root))
    assert away.returncode == 1, away.stderr
    assert subprocess.run([hook], cwd=hostile.root, check=False).returncode == 1
    assert hostile.ran() == ""


@PYTHON_PATHS
def test_gitlab_job(
    hostile: HostileRepository, monkeypatch: pytest.MonkeyPatch, python_path: str | None
) -> None:
    hostile.git("switch", "--quiet", "hostile")
    hostile.write("leak.ipynb", LEAK)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    monkeypatch.setenv("CI_MERGE_REQUEST_DIFF_BASE_SHA", "main")
    set_python_path(monkeypatch, python_path)
    job = yaml.safe_load((PROJECT / "templates" / "gitlab.yml").read_text())["colab-safe"]
    install, *base, scan, commits = job["script"]
    help_instead = hostile.run("sh", "-c", install.partition(" install ")[0] + " --version")
    assert help_instead.returncode == 0, help_instead.stderr
    assert hostile.run("sh", "-ec", "\n".join([*base, scan])).returncode == 1
    assert hostile.run("sh", "-ec", "\n".join([*base, commits])).returncode == 0
    assert hostile.ran() == ""


@pytest.mark.network
@pytest.mark.skipif(os.name == "nt", reason="the action's script is for POSIX")
def test_action(
    hostile: HostileRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hostile.git("switch", "--quiet", "hostile")
    hostile.write("leak.ipynb", LEAK)
    values = {
        "RUNNER_TEMP": str(tmp_path), "GITHUB_ACTION_PATH": str(PROJECT), "PATHS": ".", "SARIF": "", "BASE": "main", "HEAD": "hostile",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "page"), "NUMBER": "7", "GITHUB_TOKEN": "",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    steps = yaml.safe_load((PROJECT / "action.yml").read_text())["runs"]["steps"]
    codes = [
        subprocess.run(
            ["bash", "-c", step["run"]],
            cwd=hostile.root,
            env=os.environ | {"PYTHONPATH": step["env"]["PYTHONPATH"]},
            check=False,
        ).returncode
        for step in steps
    ]
    assert codes == [0, 0, 1, 0, 0]
    assert "### colab-safe: 1 finding\n" in (tmp_path / "page").read_text()
    assert hostile.ran() == ""


OLD = '"/venv/bin/python" -m colab_safe filter process'


def test_old_filter_is_reported_and_replaced(repository: Repository) -> None:
    repository.add("a.ipynb", notebook())
    repository.git("config", "filter.colab-safe.process", OLD)
    said = repository.run(tool("colab-safe"), "doctor").stdout
    assert "a checkout can run the Python modules of a branch" in said
    assert repository.run(tool("colab-safe"), "filter", "install").returncode == 0
    assert OLD not in repository.git("config", "filter.colab-safe.process")
    assert "Python modules" not in repository.run(tool("colab-safe"), "doctor").stdout


@pytest.mark.parametrize(
    ("value", "warned"),
    [("src", True), (f"/nowhere{os.pathsep}", True), ("/nowhere", False), ("", False)],
)
def test_python_path_into_the_repository_is_reported(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, value: str, warned: bool
) -> None:
    monkeypatch.setenv("PYTHONPATH", value)
    said = repository.run(tool("colab-safe"), "doctor").stdout
    assert ("PYTHONPATH names a folder of this repository" in said) == warned


@pytest.mark.parametrize(
    ("command", "old"),
    [
        (OLD, True),
        ("python -m colab_safe filter process", True),
        ('"C:/Program Files/python.exe" -m colab_safe filter process', True),
        ("python -I -m colab_safe filter process", False),
        ("python -P -m colab_safe filter process", False),
        (own_python.shell_command(own_python.COLAB_SAFE) + " filter process", False),
        ("/venv/bin/colab-safe filter process", False),
    ],
)
def test_which_commands_are_old(command: str, old: bool) -> None:
    assert own_python.imports_from_the_current_folder(command) == old
