"""What is imported at the start of every notebook and every commit: by name, since a time depends on the machine."""

from __future__ import annotations

import json
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
PRINT_MODULES = "; import json, sys; print('\\n' + json.dumps(list(sys.modules)))"


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
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What this environment's own start-up files import."""
    return modules("pass", tmp_path_factory.mktemp("bare"))


def test_importing_the_library_imports_nothing(bare: set[str], tmp_path: Path) -> None:
    assert modules("import colab_safe", tmp_path) - bare == {"colab_safe"}


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
    assert "colab_safe.scan" in imported
    assert not {name for name in imported if name.startswith("colab_safe.install")}
