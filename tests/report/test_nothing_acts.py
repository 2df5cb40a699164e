"""No text of a notebook, file name or setting acts on the terminal, editor or CI system that shows colab-safe's output."""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.command_line.main import main
from colab_safe.commands import COMMANDS
from colab_safe.report import FORMATS
from colab_safe.visible import visible
from tests.report import hostile
from tests.repository import Repository

ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff]"
    r"|##\w*\[|(?m:^\s*::(?!(?:error|notice|warning) (?:file|title)=))"
)
NAME = f"{hostile.IN_NAMES}.ipynb"

# Every command that says something about a repository, and every format of a report.
RUNS: dict[str, tuple[str, ...]] = {
    **{f"scan, {format}": ("scan", ".", "--format", format) for format in FORMATS},
    "scan, a name that does not exist": ("scan", f"no{hostile.IN_NAMES}"),
    "scan --show-secrets": ("scan", ".", "--show-secrets"),
    "scan --staged": ("scan", "--staged", NAME),
    "scan --history": ("scan", "--history"),
    "scan --range": ("scan", "--range", f"x{hostile.IN_NAMES}..HEAD"),
    "scan, filter-repo": ("scan", ".", "--format", "filter-repo"),
    "scan, an unknown engine": ("scan", ".", "--engine", hostile.IN_NAMES),
    "scan, an unknown option": ("scan", f"--for{hostile.IN_NAMES}"),
    "paths check": ("paths", "check", "."),
    "paths hide": ("paths", "hide", "."),
    "paths hide --staged": ("paths", "hide", "--staged"),
    "paths restore": ("paths", "restore", "."),
    "paths restore --path": ("paths", "restore", "--path", hostile.IN_NAMES, "."),
    "paths list": ("paths", "list"),
    "redact": ("redact", "."),
    "fix": ("fix", "."),
    "completion": ("completion", "bash"),
    "baseline create": ("baseline", "create", "."),
    "baseline update": ("baseline", "update", "--file", "known", "."),
    "rules list": ("rules", "list"),
    "rules show": ("rules", "show", "own\x1b[31m\n::error::rule\u202e"),
    "rules test": ("rules", "test", "--file", NAME),
    "filter install": ("filter", "install"),
    "filter uninstall": ("filter", "uninstall"),
    "init": ("init", "--yes"),
    "doctor": ("doctor",),
    "doctor --try-hooks": ("doctor", "--try-hooks"),
    "install-hook": ("install-hook",),
    "agent-hook": ("agent-hook",),
    "suggest --dry-run": ("suggest", "--base", "HEAD~1", "--dry-run"),
    "suggest": ("suggest", "--base", "HEAD~1", "--pull-request", "1"),
    "scan --statistics": ("scan", ".", "--statistics"),
    "scan --stdin-filename": ("scan", "-", "--stdin-filename", f"no{hostile.IN_NAMES}"),
    "scan --exclude": ("scan", ".", "--exclude", f"no{hostile.IN_NAMES}"),
    "token check": ("token", "check", f"no{hostile.IN_NAMES}"),
    "an unknown command": (f"sca{hostile.IN_NAMES}",),
}


def test_every_command_is_tried() -> None:
    tried = {run[0] for run in RUNS.values()}
    missing = set(COMMANDS) - tried - {"demo"}  # which shows only its own notebook
    assert not missing, (
        f"RUNS in tests/report/test_nothing_acts.py does not try the command {', '.join(sorted(missing))}:"
        " add a call of it on hostile names"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_nothing_acts_in_any_output(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    repository = Repository.new(tmp_path / "r")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "what HEAD~1 is")
    hostile.make(repository)
    repository.write(
        "known", '{"path": "a\\u001b\\n::error::x", "rule": "r\\u202e", "fingerprint": "f"}\n'
    )
    monkeypatch.chdir(repository.root)
    if arguments[:2] == ("paths", "restore"):
        main(["paths", "hide", "."])
    with suppress(SystemExit):
        main(arguments)
    shown = [each.decode("utf-8", "surrogateescape") for each in capsysbinary.readouterr()]
    assert any(shown), "a command that says nothing tests nothing"
    for text in shown:
        assert ACTS.findall(text) == []
    if arguments[:2] == ("scan", ".") and shown[0]:
        assert "::error::reason" in shown[0].replace(r"\:", ":"), "a report gives the reason"
    if "--format" in arguments and arguments[-1] in ("json", "sarif", "gitlab"):
        json.loads(shown[0])


@given(st.text(st.characters(), max_size=40))
def test_a_visible_line_has_nothing_that_acts(text: str) -> None:
    assert "\n" not in visible(text)
    assert not ACTS.search(visible(text))
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("données/α.ipynb", "données/α.ipynb"),
        ("a\tb", "a\tb"),
        ("a\nb\r", "a\\nb\\r"),
        ("\x1b[31m\x9b\x7f", "\\x1b[31m\\x9b\\x7f"),
        ("\u202e\u2066\u200f\u2028", "\\u202e\\u2066\\u200f\\u2028"),
        ("\udcff", "\\udcff"),
        ("::error::x", "\\x3a:error::x"),
        ("  ::error::x", "  \\x3a:error::x"),
        ("a::b", "a::b"),
        ("a ##[error]x ##vso[y]", "a \\x23#[error]x \\x23#vso[y]"),
        ("## heading", "## heading"),
    ],
)
def test_visible(text: str, said: str) -> None:
    assert visible(text) == said
