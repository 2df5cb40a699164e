"""Every report format: each is what its reader expects, whatever the report says, and contains no secret."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.scan import scan
from tests.history.repositories import notebook
from tests.report import schemas
from tests.tokens import github_token

TOKEN = github_token()
ODD = 'été/50%, "a"<b>:\n&\x1b\udcff.ipynb'  # everything that one of the formats gives a meaning to
CI = ["sarif", "github", "gitlab", "junit"]


def scanned(*paths: str) -> Report:
    report = Report()
    for path in paths:
        report = report.plus(scan(notebook("x = 1", TOKEN), path, [load("builtin")]))
    return report


REPORTS = {
    "nothing": Report(),
    "clean": scan(notebook(), "a.ipynb", [load("builtin")]),
    "one": scanned("a.ipynb"),
    "two": scanned("a.ipynb", "b.ipynb"),
    "odd": scanned(ODD),
    "problem": Report(problems=(Problem(ODD, "it is not valid JSON\n::error::x"),)),
    "both": scanned("a.ipynb").plus(Report(problems=(Problem("b.ipynb", "it is empty"),))),
}
EVERY_REPORT = pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)


def check_text(written: str, report: Report) -> None:
    *_, last = written.splitlines()
    assert last.startswith("colab-safe: ")
    assert written.count("    | ") == len(report.findings)


def check_json(written: str, report: Report) -> None:
    document = json.loads(written)
    assert len(document["findings"]) == len(report.findings)
    assert len(document["errors"]) == len(report.problems)


def check_sarif(written: str, report: Report) -> None:
    document = json.loads(written)
    jsonschema.validate(document, schemas.SARIF, format_checker=jsonschema.FormatChecker())
    run = document["runs"][0]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["invocations"][0]["executionSuccessful"] is not bool(report.problems)


def check_gitlab(written: str, report: Report) -> None:
    document = json.loads(written)
    jsonschema.validate(document, schemas.GITLAB)
    ids = [entry["id"] for entry in document["vulnerabilities"]]
    assert len(set(ids)) == len(ids)


def check_github(written: str, report: Report) -> None:
    """One command per finding and problem; a line end in a path or message would begin another."""
    lines = written.splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == len(report.findings) + len(report.problems)
    assert lines[-1].startswith("colab-safe: ")


def check_junit(written: str, report: Report) -> None:
    suite = ElementTree.fromstring(written.encode("utf-8", "backslashreplace"))[0]
    assert len(suite.findall(".//failure")) == len(report.findings) == int(suite.attrib["failures"])
    assert len(suite.findall(".//error")) == len(report.problems) == int(suite.attrib["errors"])
    assert len(suite.findall("testcase")) == int(suite.attrib["tests"]) >= 1


def check_filter_repo(written: str, report: Report) -> None:
    assert written == "", "it is made of secrets, so it is written only with --show-secrets"


# What the reader of a format relies on.
CHECKS: dict[str, Callable[[str, Report], None]] = {
    "text": check_text,
    "json": check_json,
    "sarif": check_sarif,
    "gitlab": check_gitlab,
    "github": check_github,
    "junit": check_junit,
    "filter-repo": check_filter_repo,
}


@pytest.mark.parametrize("format", reports.FORMATS)
@EVERY_REPORT
def test_a_report_is_what_its_reader_expects(format: str, report: Report) -> None:
    assert format in CHECKS, (
        f"nothing tests the report format {format}: add a row to CHECKS in tests/report/test_formats.py"
    )
    try:
        written = reports.write(report, format)
    except UsageError:  # a format that needs --show-secrets
        written = ""
    CHECKS[format](written, report)
    assert TOKEN not in written
    assert TOKEN[4:16] not in written
    written.encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("format", CI)
def test_what_is_uploaded_never_shows_a_secret(format: str) -> None:
    assert TOKEN not in reports.write(REPORTS["one"], format, show_secrets=True)


def test_sarif_names_the_line_of_the_file() -> None:
    result = json.loads(reports.write(REPORTS["odd"], "sarif"))["runs"][0]["results"][0]
    place = result["locations"][0]["physicalLocation"]
    lines = notebook("x = 1", TOKEN).split(b"\n")
    assert TOKEN.encode() in lines[place["region"]["startLine"] - 1]
    assert unquote(place["artifactLocation"]["uri"], errors="surrogateescape") == ODD
    assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", place["artifactLocation"]["uri"])
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "cell 1/output 1"


def test_github_annotates_the_line_of_the_file() -> None:
    command = reports.write(REPORTS["odd"], "github").split("\n")[0]
    written = re.fullmatch(r"::error file=([^,:]+),line=(\d+),title=([^,:]+)::(.*)", command)
    assert written
    encoded = ODD.replace("%", "%25").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
    assert written[1] == encoded.replace("\x1b", "\\x1b").replace("\udcff", "\\udcff")
    assert TOKEN.encode() in notebook("x = 1", TOKEN).split(b"\n")[int(written[2]) - 1]


def test_history_is_in_the_report_of_gitlab() -> None:
    finding = REPORTS["one"].findings[0]
    commit = "0123456789abcdef"
    of_commit = finding._replace(location=finding.location._replace(commit=commit))
    document = json.loads(reports.write(Report((of_commit,)), "gitlab"))
    assert document["vulnerabilities"][0]["location"]["commit"] == {"sha": commit}
