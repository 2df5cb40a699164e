"""`scan --format jsonl`: the findings of the JSON report, each on stdout as soon as its file is scanned."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from colab_safe.command_line.main import main
from colab_safe.commands.scan import streamed_lines
from colab_safe.commands.scan.streamed_lines import StreamedLines
from colab_safe.model import Problem, Report, total
from colab_safe.project.project import Projects
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token

TOKENS = [github_token(number) for number in range(3)]
LEAKS = [dump(notebook([code("x", [stream(f"{token}\n")])])) for token in TOKENS]


def of_lines(text: str) -> dict[str, Any]:
    """What the JSON report would be."""
    *lines, last = map(json.loads, text.splitlines())
    assert last.pop("type") == "summary"
    assert {line["type"] for line in lines} <= {"finding", "error"}
    for kind in ("finding", "error"):
        last[f"{kind}s"] = [
            {name: line[name] for name in line if name != "type"}
            for line in lines
            if line["type"] == kind
        ]
    return dict(last)


def by_place(document: dict[str, Any]) -> dict[str, Any]:
    for kind in ("findings", "errors"):
        document[kind].sort(key=lambda each: (each["path"], each.get("byte_start", 0)))
    return document


class Stdout(io.StringIO):
    """Remembers what was there at each flush."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed: list[int] = []

    def flush(self) -> None:
        self.flushed.append(self.getvalue().count("\n"))


@pytest.mark.parametrize("many", [False, True], ids=["few files", "many files"])
def test_the_findings_are_those_of_json(
    many: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    if many:  # as if they were: no second process is started for a few
        monkeypatch.setattr("colab_safe.commands.scan._MUCH", 0)
    for number, data in enumerate(LEAKS):
        (tmp_path / f"{number}.ipynb").write_bytes(data)
    (tmp_path / "broken.ipynb").write_text('{"cells": [')
    arguments = ["scan", ".", "--no-cache", "--jobs", "1", "--format"]
    codes = {main([*arguments, "json"])}
    whole = json.loads(capsys.readouterr().out)
    stdout = Stdout()
    monkeypatch.setattr(sys, "stdout", stdout)
    codes.add(main([*arguments, "jsonl"]))
    monkeypatch.undo()
    text = stdout.getvalue()
    assert codes == {1}
    assert by_place(of_lines(text)) == by_place(whole)
    assert len(whole["findings"]) == 3 and len(whole["errors"]) == 1
    assert not any(token in text for token in TOKENS)
    if many:
        assert 0 < stdout.flushed[0] < text.count("\n"), "before the totals are known"


def test_a_part_is_written_once_and_what_nobody_streamed_at_the_end(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scan = Projects().of("").scanner()
    parts = [scan(data, f"{number}.ipynb") for number, data in enumerate(LEAKS)]
    slow = Report(problems=(Problem("rule", "is slow"),))  # of each file
    lines = StreamedLines(False)
    for part in (parts[0], slow, parts[0], slow, parts[1]):  # a file that was named twice
        lines.add(part)
    streamed = capsys.readouterr().out
    rest = lines.rest(total([parts[0], slow, parts[0], slow, *parts[1:]]))
    assert [json.loads(line)["type"] for line in rest.splitlines()] == ["finding", "summary"]
    names = [json.loads(line)["path"] for line in streamed.splitlines()]
    assert names == ["0.ipynb", "rule", "0.ipynb", "1.ipynb"]
    assert json.loads(rest.splitlines()[-1])["summary"]["findings"] == 4


def test_a_reader_who_has_gone_ends_the_scan_in_its_own_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def gone(text: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(streamed_lines, "write_report", gone)
    lines = StreamedLines(False)
    lines.add(Report(problems=(Problem("a", "b"),)))
    with pytest.raises(BrokenPipeError):
        lines.rest(Report())
