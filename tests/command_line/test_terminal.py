"""Colours and progress on a real terminal; plain and stable text everywhere else."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from colab_safe.command_line.colour import coloured_diff, coloured_report
from colab_safe.command_line.progress import Progress
from colab_safe.visible import visible
from tests.notebooks import code, dump, notebook
from tests.tokens import github_token
from tests.tools import PROJECT

pty = pytest.importorskip("pty", reason="not run here: Windows has no pseudo-terminals")

TOKEN = github_token()
STYLE = re.compile(r"\x1b\[[\d;]*m")
COLAB_SAFE = (sys.executable, "-m", "colab_safe")
NEUTRAL = ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS", "CI", "GITHUB_ACTIONS")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leak.ipynb").write_bytes(dump(notebook([code(f"t = '{TOKEN}'")])))
    (tmp_path / "clean.ipynb").write_bytes(dump(notebook([code("x = 1")])))
    return tmp_path


def environment(**given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NEUTRAL}
    return kept | {"PYTHONPATH": str(PROJECT)} | given


def on_terminal(command: tuple[str, ...], **given: str) -> str:
    """What a command writes to a pseudo-terminal, stdout and stderr."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(**given)
    )
    os.close(theirs)
    parts = []
    try:
        while part := os.read(ours, 65536):
            parts.append(part)
    except OSError:  # Linux's way to say that the other side is closed
        pass
    process.wait(60)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def piped(command: tuple[str, ...], **given: str) -> str:
    done = subprocess.run(
        command, env=environment(**given), capture_output=True, encoding="utf-8", check=False
    )
    return done.stdout


SCAN = (*COLAB_SAFE, "scan", "leak.ipynb")
FIX = (*COLAB_SAFE, "fix", "leak.ipynb", "--diff")


@pytest.mark.parametrize(
    ("run", "command", "given", "coloured"),
    [
        pytest.param(on_terminal, SCAN, {"TERM": "xterm"}, True, id="terminal"),
        pytest.param(on_terminal, FIX, {"TERM": "xterm"}, True, id="diff"),
        pytest.param(on_terminal, SCAN, {"TERM": "xterm", "NO_COLOR": "1"}, False, id="NO_COLOR"),
        pytest.param(on_terminal, SCAN, {"TERM": "xterm", "NO_COLOR": ""}, True, id="empty"),
        pytest.param(on_terminal, SCAN, {"TERM": "dumb"}, False, id="dumb"),
        pytest.param(on_terminal, (*SCAN, "--format", "json"), {"TERM": "xterm"}, False, id="JSON"),
        pytest.param(on_terminal, (*SCAN, "--format", "concise"), {"TERM": "xterm"}, True, id="concise"),
        pytest.param(piped, SCAN, {"TERM": "xterm"}, False, id="pipe"),
        pytest.param(piped, SCAN, {"CI": "true", "GITHUB_ACTIONS": "true"}, False, id="CI"),
        pytest.param(piped, SCAN, {"FORCE_COLOR": "1"}, True, id="FORCE_COLOR"),
        pytest.param(piped, SCAN, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, id="both"),
        pytest.param(piped, (*SCAN, "--format", "sarif"), {"FORCE_COLOR": "1"}, False, id="SARIF"),
    ],
)  # fmt: skip
def test_colours_are_for_terminals(
    run: Callable[..., str], command: tuple[str, ...], given: dict[str, str], coloured: bool
) -> None:
    said = run(command, **given)
    assert bool(STYLE.search(said)) == coloured
    assert TOKEN not in said
    assert STYLE.sub("", said).startswith(piped(command))


def test_a_report_in_a_file_has_no_colours(folder: Path) -> None:
    on_terminal((*SCAN, "--output", "report.txt"), TERM="xterm", FORCE_COLOR="1")
    assert "\x1b" not in (folder / "report.txt").read_text()


def test_a_clean_scan_does_not_import_rich() -> None:
    """It takes as long as the check of a commit."""
    program = "import sys; from colab_safe.command_line.main import main; main(sys.argv[1:]); print('rich' in sys.modules)"
    for name, is_imported in (("clean.ipynb", False), ("leak.ipynb", True)):
        said = on_terminal((sys.executable, "-c", program, "scan", name), TERM="xterm")
        assert said.rstrip().endswith(str(is_imported))


LINES = st.lists(st.text(st.characters(codec="utf-8"), max_size=60).map(visible), max_size=5)


@given(LINES)
@example(
    ["a: cell 1", "    B (c)", "    | [red]x[/red] :smile: █ https://x.y", "colab-safe: 1 finding"]
)
@example(["+a", "-b", "    @@ line 1 @@", "--- a", "x" * 300])
def test_colours_change_no_character(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    for coloured in (coloured_report, coloured_diff):
        assert STYLE.sub("", coloured(text)) == text


# --- Progress

WATCHED = """
import sys
from colab_safe.command_line import main, progress
from colab_safe.commands import scan
progress._FROM = progress._EVERY = 0
scan._MUCH = 0
main.main(sys.argv[1:])
"""


@pytest.mark.parametrize(
    "options", [["--jobs", "1"], ["--jobs", "2"]], ids=["one", "two processes"]
)
def test_a_long_scan_shows_its_progress(folder: Path, options: list[str]) -> None:
    for number in range(40):
        (folder / f"{number}.ipynb").write_bytes((folder / "leak.ipynb").read_bytes())
    command = (sys.executable, "-c", WATCHED, "scan", ".", "--no-cache", *options)
    said = on_terminal(command, TERM="xterm", COLUMNS="120")
    assert re.search(r"42 of 42 notebooks, 0 MB, 41 findings, 0 s left", STYLE.sub("", said))
    quiet = on_terminal((*command, "-q"), TERM="xterm")
    assert "of 42 notebooks" not in quiet
    dumb = on_terminal(command, TERM="dumb")
    assert "of 42 notebooks" not in dumb


class Terminal:
    """A stream that says it is one."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def test_progress_appears_after_a_second_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, now = Terminal(), 0.0
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with Progress("notebooks", 2000, clock=lambda: now) as progress:
        now = 0.9
        progress.advance(1000, 5_000_000, 1)
        assert stream.text == ""
        now = 2.0
        progress.advance(1, 5_000_000)
        assert "1,001 of 2,000 notebooks, 10 MB, 1 finding, 2 s left" in STYLE.sub("", stream.text)
        before = stream.text
        now = 2.05
        progress.advance(1)
        assert stream.text == before  # ten times a second is enough
    assert stream.text != before and stream.text.rstrip("\r").endswith("\x1b[2K")
    after = stream.text
    progress.advance(1)
    assert stream.text == after


def test_without_a_terminal_there_is_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (None, io.StringIO()):
        monkeypatch.setattr("sys.stderr", stream)
        with Progress("notebooks", 2) as progress:
            progress.advance(2)
            assert not progress.is_shown
