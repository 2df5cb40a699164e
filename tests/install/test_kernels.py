"""What a person sees who passes a token by mistake: one line, in a kernel as Colab has it and in a current one."""

from __future__ import annotations

from pathlib import Path

import pytest

from .forge import Forge
from .lab import Lab, python_of
from .notebooks import outputs, run_notebook
from .public_functions import ARGUMENTS, PUBLIC, valid
from .test_notebook import LOOK_BACK, MODES

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


def calls_of_everything(folder: Path, url: str) -> list[str]:
    """Each public function with the token in each of its arguments, one after the other, and by its position."""
    cells = []
    for name in PUBLIC:
        base = {
            key: str(value) if isinstance(value, Path) else value
            for key, value in valid(name, folder, url).items()
        }
        arguments = [argument for function, argument in ARGUMENTS if function == name]
        cells += [f"colab_safe.{name}(**{{**{base!r}, {each!r}: {TOKEN}}})" for each in arguments]
        cells += [f"colab_safe.{name}({', '.join([TOKEN] * number)})" for number in (1, 2, 3)]
    safe = [cell.replace("colab_safe.private_install", "private_install") for cell in sorted(cells)]
    return [cell for cell in safe if not cell.startswith(OVER_THE_NETWORK)]


# With the token alone, these would ask github.com; the others fail before, or ask the server in their arguments.
OVER_THE_NETWORK = tuple(f"colab_safe.{name}({TOKEN})" for name in ("check_token", "revoke_token"))


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
    more = calls_of_everything(lab.root, "http://127.0.0.1:9")
    imports = (
        "%xmode Verbose\nimport colab_safe\nfrom colab_safe.install.magic import private_install"
    )
    cells = [start, *calls, imports, *more, list(CALLS)[1], LOOK_BACK]
    saved = run_notebook(lab, cells, colab={"secrets": secrets}, python=kernel)
    assert not lab.leaks_in(saved)
    assert "mine.json" not in saved
    shown = {number: outputs(saved, number) for number, cell in enumerate(cells) if cell in CALLS}
    assert len(shown) == len(MODES) * len(CALLS) + 1
    assert [
        text for number, text in shown.items() if not text.startswith(CALLS[cells[number]])
    ] == []
    assert [text for text in shown.values() if "\n" in text.strip()] == []
    others = [outputs(saved, cells.index(cell)) for cell in more]
    assert [text for text in others if "Traceback" in text or "internal error" in text] == []
    assert sum("Error: " in text for text in others) > len(PUBLIC) * 4
