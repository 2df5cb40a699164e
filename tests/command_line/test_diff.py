"""`--diff` shows what would change, changes nothing, and shows no secret."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.blots import PIECE
from colab_safe.model import Secret
from colab_safe.report.diff import Version, diff
from tests.notebooks import code, dump, notebook, stream
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
PATH = "/content/drive/MyDrive/keys/gh.json"
ENCODED = b64encode(f"see {TOKEN} there".encode()).decode()
CELLS = [
    code(
        f"t = open('{PATH}'); u = '{TOKEN}'",
        [stream(f"{TOKEN} {PATH}\n"), stream(f"{ENCODED} {PATH}\n")],
    ),
    code(
        f"v = '{TOKEN}'  # pragma: allowlist secret", [stream(f"\x1b[2J{PATH} {TOKEN}  # noqa\n")]
    ),
]
FORMS = {
    "indented": dump(notebook(CELLS)),
    "one line": dump(notebook(CELLS), indent=None),
    "escaped": dump(notebook(CELLS)).replace(
        TOKEN.encode(), TOKEN.replace("_", "\\u005f").encode()
    ),
    "UTF-16": dump(notebook(CELLS)).decode().encode("utf-16"),
}
COMMANDS = {
    "hide": ("paths", "hide", "--diff", "a.ipynb"),
    "hide what is staged": ("paths", "hide", "--diff", "--staged"),
    "redact": ("redact", "--diff", "a.ipynb"),
}


@pytest.mark.parametrize("data", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_nothing_changes_and_no_secret_is_shown(
    repository: Repository, command: tuple[str, ...], data: bytes
) -> None:
    repository.add("a.ipynb", data)
    before = repository.git("status", "--porcelain")
    done = repository.run(tool("colab-safe"), *command)
    assert done.returncode == 1, done.stderr
    assert "+++ a.ipynb" in done.stdout
    assert ("__DRIVE_TOKEN_PATH__" in done.stdout) == (command[0] == "paths")
    assert ("[REDACTED:github-pat]" in done.stdout) == (command[0] == "redact")
    for secret in (TOKEN, ENCODED[8:48], TOKEN.replace("_", "\\u005f")):
        pieces = {secret[at : at + PIECE] for at in range(len(secret) - PIECE + 1)}
        assert not [piece for piece in pieces if piece in done.stdout + done.stderr]
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) < 250
    assert (repository.root / "a.ipynb").read_bytes() == data
    assert repository.git("status", "--porcelain") == before
    assert not (repository.root / ".git/colab-safe/paths.json").exists()


def test_restoring(repository: Repository) -> None:
    repository.write("a.ipynb", dump(notebook([code(f"open('{PATH}')")])))
    repository.run(tool("colab-safe"), "paths", "hide", "a.ipynb")
    store = repository.root / ".git/colab-safe/paths.json"
    hidden, known = (repository.root / "a.ipynb").read_bytes(), store.read_bytes()
    done = repository.run(
        tool("colab-safe"), "paths", "restore", "--diff", "--path", "mine/t.json", "a.ipynb"
    )
    assert (done.returncode, "mine/t.json" in done.stdout) == (0, True)
    assert ((repository.root / "a.ipynb").read_bytes(), store.read_bytes()) == (hidden, known)


def test_what_cannot_be_read(repository: Repository, tmp_path: Path) -> None:
    repository.write("a.ipynb", json.dumps({"cells": [PATH]})[:-1])
    done = repository.run(tool("colab-safe"), "paths", "hide", "--diff", "a.ipynb")
    assert (done.returncode, done.stdout) == (2, "")
    assert "not rewritten" in done.stderr


@given(
    lines=st.lists(st.text("ab█\x1b é", max_size=8), min_size=1, max_size=6), at=st.integers(0, 5)
)
def test_only_the_lines_that_differ(lines: list[str], at: int) -> None:
    changed = [*lines]
    changed[at % len(lines)] += "x"
    before, after = (Version("\n".join(each).encode(), (), ()) for each in (lines, changed))
    assert [*diff("a", before, before)] == ["--- a", "+++ a"]
    number = at % len(lines)
    assert [*diff("a", before, after)][2:] == [
        f"@@ -{number + 1} +{number + 1} @@",
        f"-{lines[number]}",
        f"+{changed[number]}",
    ]


def test_a_secret_in_the_name_of_the_file() -> None:
    version = Version(b"x", (Secret(TOKEN),), ())
    assert TOKEN not in "".join(diff(f"{TOKEN}.ipynb", version, version))
