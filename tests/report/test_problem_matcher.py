"""GitHub's problem matcher for `--format concise`: each finding is one annotation, and no other line is one.

The runner's own regular expressions are .NET's with the option ECMAScript; these use nothing in which Python's differ.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.detect.rules import RULES
from colab_safe.model import LOW, Finding, OnDrive, Report
from colab_safe.scan import scan
from colab_safe.visible import visible
from tests.report.test_formats import REPORTS
from tests.tokens import github_token
from tests.tools import PROJECT

MATCHERS: list[dict[str, Any]] = json.loads(
    (PROJECT / "templates/problem-matcher.json").read_text("utf-8")
)["problemMatcher"]


def annotations(written: str) -> list[tuple[str, str, str, str]]:
    """The severity, file, line and message of each; a line that two matchers take counts twice."""
    found = []
    for line in written.splitlines():
        for matcher in MATCHERS:
            (pattern,) = matcher["pattern"]
            if match := re.search(pattern["regexp"], line, re.ASCII):
                groups = (match[pattern[name]] for name in ("file", "line", "message"))
                found.append((matcher["severity"], *groups))
    return found  # type: ignore[return-value]


ONE = REPORTS["one"].findings[0]
PLACE = ONE.location.place
LOW_ONE = ONE._replace(confidence=LOW)
IN_TEXT = ONE._replace(location=ONE.location._replace(place=PLACE._replace(part="source", cell=None, output=None)))  # fmt: skip
DRIVE = OnDrive("https://colab.research.google.com/drive/x", shared=True, public=True)


def at(path: str, finding: Finding = ONE, commit: str | None = None) -> Finding:
    return finding._replace(location=finding.location._replace(path=path, commit=commit))


FINDINGS = {
    "notebook": (ONE, "error"),
    "low": (LOW_ONE, "notice"),
    "text": (IN_TEXT, "error"),
    "low in text": (IN_TEXT._replace(confidence=LOW), "notice"),
    "drive": (ONE._replace(drive=DRIVE), "error"),
    "low on drive": (LOW_ONE._replace(drive=DRIVE), "notice"),
    "odd path": (at('été/50%, "a"<b>: (low confidence)\n&\x1b\udcff.ipynb'), "error"),
    "numbers in the path": (at("a:1:2: github-pat (cell 3):4:5: x.ipynb"), "error"),
    "commit": (at("a b.ipynb", commit="0123456789abcdef"), "error"),
    "kingfisher": (ONE._replace(rule="kingfisher.github.1"), "error"),
    "a rule of one word": (ONE._replace(rule="acme"), "error"),
    "known value": (ONE._replace(rule="known-value"), "error"),
}


@pytest.mark.parametrize(("finding", "severity"), FINDINGS.values(), ids=FINDINGS)
def test_a_finding_is_one_annotation(finding: Finding, severity: str) -> None:
    written = reports.write(Report((finding,)), "concise")
    (found,) = annotations(written)
    location = finding.location
    assert found[:3] == (severity, visible(location.path), str(location.file_line))
    assert found[3].startswith(finding.rule)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_report_has_as_many_annotations_as_findings(report: Report) -> None:
    written = reports.write(report, "concise")
    assert len(annotations(written)) == len(report.findings)


def test_a_file_without_cells_is_named_too() -> None:
    data = f"x = 1\nkey = '{github_token()}'\n".encode()
    report = scan(data, "a.py", [load("builtin")])
    assert [each[1:3] for each in annotations(reports.write(report, "concise"))] == [("a.py", "2")]


OTHERS = [
    "src/a.py:1:80: E501 line too long (88 > 79)", "a.py:3:5: error: Name 'x' is not defined  [name-defined]",
    "a.py:1:0: C0114: Missing module docstring (missing-module-docstring)", "a.c:3:4: warning: unused variable 'x' [-Wunused]",
    "colab-safe: 1 finding in 1 file, 2 cells", "12:30:01: started", "x.ipynb: it is empty",
    "a.py:3:5: F401 [*] `os` imported but unused",
]  # fmt: skip


@pytest.mark.parametrize("line", OTHERS)
def test_the_lines_of_other_tools_are_none(line: str) -> None:
    assert annotations(line) == []


def test_the_file_is_as_the_runner_wants_it() -> None:
    """https://github.com/actions/runner/blob/main/src/Runner.Worker/IssueMatcher.cs, `Validate`."""
    assert len({each["owner"] for each in MATCHERS}) == len(MATCHERS) == 2
    for each in MATCHERS:
        assert set(each) == {"owner", "severity", "pattern"}
        assert each["severity"] in ("error", "warning", "notice")
        (pattern,) = each["pattern"]
        assert re.compile(pattern["regexp"]).groups == 3
        assert "(?<" not in pattern["regexp"]  # ECMAScript of .NET has none


@pytest.mark.parametrize("confidence", [ONE.confidence, LOW])
def test_every_rule_fits_in_text_too(confidence: str) -> None:
    findings = [IN_TEXT._replace(rule=each.rule.id, confidence=confidence) for each in RULES]
    assert len(annotations(reports.write(Report(tuple(findings)), "concise"))) == len(RULES)
