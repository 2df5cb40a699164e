"""What a person sees who passes a token by mistake: one line, in a kernel as Colab has it and in a current one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools import MakeOnce

from .forge import Forge
from .lab import REPOSITORY, Lab, python_of
from .notebooks import outputs, run_notebook
from .test_notebook import LOOK_BACK, MODES

# https://github.com/googlecolab/backend-info/blob/main/pip-freeze.txt
AS_IN_COLAB = ("ipython==7.34.0", "ipykernel==6.17.1")
TOKEN = 'userdata.get("GITHUB_TOKEN")'
CALLS = {
    f'install_private_library({TOKEN}, "nosuch")': "InstallError: the owner of 'nosuch' is missing",
    f'install_private_library({TOKEN}, {TOKEN})': "ArgumentError: repo= contains what looks like a token",
    f'install_private_library({TOKEN}, "o/r", ovner={TOKEN})': "ArgumentError: install_private_library() has no argument ovner=",
    f'check_token([{TOKEN}])': "ArgumentError: config= must be a path",
    f'load_token({{"access_token": "alice", "username": {TOKEN}}})': "TokenError: the dictionary that was passed: 'username' looks",
    f'load_token({{"access_token": {TOKEN}, "host": {TOKEN}}})': "TokenError: the dictionary that was passed: 'host' must be",
    'load_token("secret:NOT_GRANTED")': "TokenError: this notebook may not read the Colab secret 'NOT_GRANTED'. Open Secrets",
    'load_token("__DRIVE_TOKEN_PATH__")': "TokenError: token file '__DRIVE_TOKEN_PATH__' not found",
    f'encrypt_token_file("nosuch.json", passphrase={TOKEN})': "TokenError: token file 'nosuch.json' not found",
    f"%private_install o/r --token {{{TOKEN}}} --{{{TOKEN}}}": "UsageError: unknown arguments; usage: %private_install",
    f"%private_install {{{TOKEN}}} --host={{{TOKEN}}}": "ArgumentError: repo= contains what looks like a token",
}  # fmt: skip


@pytest.fixture(scope="session")
def colab_kernel(make_once: MakeOnce) -> Path:
    def fill(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python_of(folder)), "-m", "pip", "install", "-q", *AS_IN_COLAB]
        subprocess.run([*install, "-e", str(REPOSITORY)], check=True)

    return make_once("colab-kernel", fill)


@pytest.fixture(params=["as in Colab", "current"])
def kernel(request: pytest.FixtureRequest, lab: Lab) -> Path:
    """The Python that runs the kernel."""
    if request.param == "current":
        return lab.python_program
    return python_of(request.getfixturevalue("colab_kernel"))


@pytest.mark.network
def test_an_error_is_one_line_without_the_token(lab: Lab, forge: Forge, kernel: Path) -> None:
    secrets = {
        "GITHUB_TOKEN": lab.token,
        "NOT_GRANTED": {"fails": "access"},
        "DRIVE_TOKEN_PATH": str(lab.drive / "MyDrive" / "keys" / "mine.json"),
    }
    start = "%load_ext colab_safe\nfrom google.colab import userdata\nfrom colab_safe import *"
    calls = [call for mode in MODES for call in (f"%xmode {mode}", *CALLS)]
    cells = [start, *calls, list(CALLS)[1], LOOK_BACK]
    saved = run_notebook(lab, cells, colab={"secrets": secrets}, python=kernel)
    assert not lab.leaks_in(saved)
    assert "mine.json" not in saved
    shown = {number: outputs(saved, number) for number, cell in enumerate(cells) if cell in CALLS}
    assert len(shown) == len(MODES) * len(CALLS) + 1
    assert [
        text for number, text in shown.items() if not text.startswith(CALLS[cells[number]])
    ] == []
    assert [text for text in shown.values() if "\n" in text.strip()] == []
