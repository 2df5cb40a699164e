"""The two reports of `colab-safe scan`: what they say, and that no secret is in them."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from typing import Any

import pytest

from colab_safe import __version__
from colab_safe.command_line.main import main
from colab_safe.detect.engine import load
from colab_safe.errors import UsageError
from colab_safe.model import Coverage, Report
from colab_safe.report import FORMATS, write
from colab_safe.report.text import covered, size
from colab_safe.scan import scan
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token

TOKEN, OTHER = github_token(1), github_token(2)
HTML = f"<tr>\n <td>x</td>\n <td>{TOKEN}</td></tr>"
LEAKY = dump(
    notebook([markdown("# T"), code("show()", [output(plain="x"), output(html=HTML)], id="x1")])
)


def scanned(tree: Json) -> Report:
    return scan(dump(tree), "a.ipynb", [load("builtin")])


def test_the_text_names_place_rule_and_remedy() -> None:
    report = scan(LEAKY, "folder/a.ipynb", [load("builtin")])
    assert write(report, "text") == (
        "folder/a.ipynb: cell 2 [x1], output 2 (text/html), line 3, column 6\n"
        "    GitHub personal access token (classic) (github-pat)\n"
        "    | <td>█████</td></tr>\n"
        "\n"
        "What to do:\n"
        "  1. Revoke every token that has left your machine: removing it from the notebook does not undo the leak.\n"
        "       github-pat: https://github.com/settings/tokens\n"
        "  2. Remove it: read it from Colab Secrets (userdata.get) or an environment variable (`colab-safe fix`), and clear the output (`colab-safe redact`).\n"
        "  3. False positive? Put `# colab-safe: allow github-pat — reason` on the same line.\n"
        "\n"
        f"colab-safe: 1 finding in 1 file, 2 cells, 2 outputs, {report.coverage.text_bytes} bytes text\n"
    )


def test_the_json_has_the_fields_of_version_1() -> None:
    report = json.loads(write(scan(LEAKY, "folder/a.ipynb", [load("builtin")]), "json"))

    (found,) = report.pop("findings")
    assert report == {
        "version": 1,
        "tool": {"name": "colab-safe", "version": __version__},
        "summary": report["summary"],
        "errors": [],
    }
    start = LEAKY.index(TOKEN.encode())
    assert found == {
        "rule": "github-pat",
        "engine": "builtin",
        "confidence": "high",
        "description": "GitHub personal access token (classic)",
        "path": "folder/a.ipynb",
        "commit": None,
        "cell": 2,
        "cell_id": "x1",
        "cell_type": "code",
        "part": "output",
        "output": 2,
        "mime": "text/html",
        "line": 3,
        "column": 6,
        "file_line": LEAKY[:start].count(b"\n") + 1,
        "byte_start": start,
        "byte_end": start + 40,
        "spans": [[start, start + 40]],
        "views": ["json", "html"],
        "fingerprint": found["fingerprint"],
    }
    summary = {
        "files": 1,
        "cells": 2,
        "outputs": 2,
        "skipped_bytes": 0,
        "not_text": 0,
        "known_clean": 0,
        "findings": 1,
        "accepted": 0,
        "left_out": 0,
        "known_values": None,
        "errors": 0,
        "accepted_by": [],
        "switched_off": [],
    }
    assert report["summary"] == summary | {"text_bytes": report["summary"]["text_bytes"]}


def test_a_broken_notebook_is_an_error_of_the_report() -> None:
    report = json.loads(write(scan(LEAKY[:-20], "a.ipynb", [load("builtin")]), "json"))

    assert report["summary"]["errors"] == 1
    assert report["errors"][0]["path"] == "a.ipynb"
    assert "not a readable notebook" in report["errors"][0]["error"]
    assert [found["rule"] for found in report["findings"]] == ["github-pat"]


# Every place of a notebook that a report might repeat.
PLACES: dict[str, Json] = {
    "source": notebook([code(f"a = 1\nlogin('{TOKEN}')")]),
    "stream": notebook([code("x", [stream(f"token {TOKEN}\n")])]),
    "traceback": notebook([code("x", [error("ValueError", TOKEN, [f"\x1b[31m{TOKEN}\x1b[0m"])])]),
    "cell id": notebook([code("x", id=TOKEN)], minor=5),
    "cell type": notebook([code("x", cell_type=TOKEN)]),
    "mime type": notebook([code("x", [output({f"text/{TOKEN}": TOKEN})])]),
    "metadata key": notebook([code("x", metadata={TOKEN: {"a": TOKEN}})]),
    "attachment": notebook([markdown("x", attachments={f"{TOKEN}.txt": {"text/plain": TOKEN}})]),
    "two on a line": notebook([code(f"a, b = '{TOKEN}', '{OTHER}'")]),
    "split": notebook([code([f"a = '{TOKEN[:20]}", f"{TOKEN[20:]}'"])]),
    "python literals": notebook([code(f"a = ('{TOKEN[:20]}'\n  '{TOKEN[20:]}')")]),
    "broken": {"cells": TOKEN},
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("place", PLACES)
def test_no_part_of_a_secret_is_shown(format: str, place: str) -> None:
    report = scanned(PLACES[place])
    assert report.findings

    try:
        shown = write(report, format)
    except UsageError as refused:  # a format that is made of secrets wants --show-secrets
        shown = f"{refused} {refused!r}"

    for secret in (TOKEN, OTHER):
        for start in range(4, len(secret) - 7):
            assert secret[start : start + 8] not in shown
            assert secret[start : start + 8] not in repr(report)


@pytest.mark.parametrize("format", ["text", "json"])
def test_with_show_secrets_they_are_shown(format: str) -> None:
    assert TOKEN in write(scanned(PLACES["split"]), format, show_secrets=True)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (Report(), "nothing was scanned"),
        (
            Report(coverage=Coverage(1, 1, 1, 999, 0)),
            "nothing found in 1 file, 1 cell, 1 output, 999 bytes text",
        ),
        (
            Report(coverage=Coverage(12, 1240, 31, 4_140_000, 38_000_000)),
            "nothing found in 12 files, 1,240 cells, 31 outputs, 4.1 MB text; skipped 38 MB images",
        ),
    ],
    ids=["nothing", "one", "many"],
)
def test_it_says_what_was_covered(report: Report, said: str) -> None:
    assert covered(report) == said


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 KB"),
        (9_960, "10.0 KB"),
        (12_345, "12 KB"),
        (10**12, "1000 GB"),
    ],
)
def test_sizes_are_decimal(amount: int, said: str) -> None:
    assert size(amount) == said


@pytest.fixture
def here(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (dump(notebook([code("x = 1")])), 0),
        (LEAKY, 1),
        (b"{", 2),
        (b'{"a": "' + TOKEN.encode() + b'"', 1),
    ],
    ids=["clean", "leaky", "broken", "broken and leaky"],
)
def test_exit_codes(here: Any, data: bytes, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.ipynb").write_bytes(data)
    assert main(["scan", "a.ipynb"]) == code
    assert TOKEN not in "".join(capsys.readouterr())


def test_the_report_goes_to_a_file(here: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.ipynb").write_bytes(LEAKY)

    assert main(["scan", "a.ipynb", "--format", "json", "--output", "report.json"]) == 1

    assert capsys.readouterr().out == ""
    assert json.loads((here / "report.json").read_text("utf-8"))["summary"]["findings"] == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_what_is_no_file_is_written_to_and_stays(here: Any) -> None:
    """Replaced by a file, `--output /dev/null` would end the device for the whole machine."""
    (here / "a.ipynb").write_bytes(LEAKY)
    os.mkfifo(here / "pipe")
    reader = subprocess.Popen(
        [sys.executable, "-c", "print(open('pipe').read())"], cwd=here, stdout=subprocess.PIPE
    )

    assert main(["scan", "a.ipynb", "--format", "json", "--output", "pipe"]) == 1

    assert json.loads(reader.communicate()[0])["summary"]["findings"] == 1
    assert stat.S_ISFIFO((here / "pipe").stat().st_mode)
