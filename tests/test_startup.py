"""What is imported at the start of every notebook and every commit: by name, since a time depends on the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.notebooks import code, dump, notebook, output
from tests.tokens import github_token
from tests.tools import PROJECT

# Each costs 1–15 ms, of 38 ms that a whole hook may take.
HEAVY = {
    "argparse", "ast", "asyncio", "dataclasses", "detect_secrets", "email", "gettext", "html", "http", "importlib.metadata",
    "importlib.resources", "inspect", "ipaddress", "locale", "logging", "multiprocessing", "nbformat", "orjson", "pathlib", "rich",
    "ruamel", "ruamel.yaml", "socket", "ssl", "statistics", "subprocess", "tempfile", "tomli", "tomllib", "typing", "unittest", "urllib.request", "uuid",
    "yaml",
}  # fmt: skip
# They take 4 % of the instructions of a clean commit.
ONLY_FOR_FINDINGS = {"importlib", "json"}
PRINT_MODULES = "; import sys; print('\\n' + ' '.join(sys.modules))"


def modules(statement: str, folder: Path) -> set[str]:
    """The modules in memory after the statement, run where no project has settings."""
    done = subprocess.run(
        [sys.executable, "-c", statement + PRINT_MODULES],
        cwd=folder,
        env={"PYTHONPATH": f"{PROJECT}:{PROJECT / 'hooks'}"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What this environment's own start-up files import."""
    return modules("pass", tmp_path_factory.mktemp("bare"))


def test_importing_the_library_imports_nothing(bare: set[str], tmp_path: Path) -> None:
    assert modules("import colab_safe", tmp_path) - bare == {"colab_safe"}


IMPORTS = [
    "import colab_safe",
    *(f"from colab_safe import {name}" for name in ("mount_drive", "install_private_library", "*")),
]


@pytest.mark.parametrize("statement", IMPORTS)
def test_importing_anything_prints_nothing(tmp_path: Path, statement: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", statement],
        cwd=tmp_path,
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert list(tmp_path.iterdir()) == []


# Each takes 10 ms and more, before the first line of an install is shown.
UNUSED_BY_INSTALLS = {
    "asyncio",
    "cryptography",
    "email",
    "http.client",
    "IPython",
    "logging",
    "multiprocessing",
    "requests",
    "ssl",
    "urllib.request",
}


def test_importing_the_installer_imports_what_it_uses(bare: set[str], tmp_path: Path) -> None:
    statement = "from colab_safe import install_private_library, mount_drive"
    assert (modules(statement, tmp_path) - bare) & UNUSED_BY_INSTALLS == set()


@pytest.mark.parametrize("secret", ["none", github_token()], ids=["clean", "found"])
def test_a_scan_imports_nothing_heavy(bare: set[str], tmp_path: Path, secret: str) -> None:
    file = tmp_path / "a.ipynb"
    file.write_bytes(dump(notebook([code("x = 1", [output(html=f"<b>{secret}</b>")])])))

    imported = (
        modules(
            f"from colab_safe.command_line.main import main; main(['scan', {str(file)!r}])",
            tmp_path,
        )
        - bare
    )

    assert imported & HEAVY == set()
    if secret == "none":
        assert imported & ONLY_FOR_FINDINGS == set()
    assert "colab_safe.scan" in imported
    assert not {name for name in imported if name.startswith("colab_safe.install")}
