"""Confidence in every report format: what is certain blocks, what is only worth a look is shown and does not."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from colab_safe import report as reports
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.commands.scan import conclude
from colab_safe.detect.engine import load
from colab_safe.detect.rule import Match, Rule
from colab_safe.model import (
    CONFIDENCES,
    HIGH,
    LOW,
    MEDIUM,
    Finding,
    Problem,
    Report,
    Secret,
    is_at_least,
    total,
)
from colab_safe.report.text import covered
from colab_safe.scan import scan
from tests.history.repositories import notebook
from tests.report import schemas
from tests.tokens import github_token

BASE = scan(notebook("x = 1", github_token()), "a.ipynb", [load("builtin")])


def finding(number: int, confidence: str, rule: str = "") -> Finding:
    """A finding with a rule of its own, unless the rule is named."""
    name = rule or f"rule-{number}-{confidence}"
    return BASE.findings[0]._replace(
        rule=name, secret=Secret(github_token(number)), confidence=confidence
    )


def report(*confidences: str, rule: str = "") -> Report:
    found = tuple(finding(number, each, rule) for number, each in enumerate(confidences))
    return BASE._replace(findings=found)


ALL = report(*CONFIDENCES)


def test_the_order_of_confidences() -> None:
    least = {
        (one, other) for one in CONFIDENCES for other in CONFIDENCES if is_at_least(one, other)
    }
    assert least == {
        (LOW, LOW), (MEDIUM, LOW), (MEDIUM, MEDIUM), (HIGH, LOW), (HIGH, MEDIUM), (HIGH, HIGH)
    }  # fmt: skip


# The exit code, and what the last line says of the findings.
SUMMARIES: dict[str, tuple[Report, int, str]] = {
    "nothing": (report(), 0, "nothing found in 1 file,"),
    "high": (report(HIGH), FOUND, "1 finding in 1 file,"),
    "medium": (report(MEDIUM, MEDIUM), FOUND, "2 findings in 1 file,"),
    "one low": (report(LOW), 0, "1 low finding that does not block in 1 file,"),
    "two low": (report(LOW, LOW), 0, "2 low findings that do not block in 1 file,"),
    "both": (
        report(LOW, HIGH, LOW),
        FOUND,
        "1 finding and 2 low findings that do not block in 1 file,",
    ),
    "left out": (
        report(LOW, MEDIUM).at_least(HIGH),
        0,
        "nothing found (2 left out by min-confidence) in 1 file,",
    ),
    "low, and a problem": (
        report(LOW)._replace(problems=(Problem("b.ipynb", "it is empty"),)),
        FAILED,
        "1 low finding that does not block in 1 file,",
    ),
}


@pytest.mark.parametrize(("found", "code", "said"), SUMMARIES.values(), ids=SUMMARIES)
def test_only_medium_and_high_findings_block(found: Report, code: int, said: str) -> None:
    assert conclude(found) == code
    assert covered(found).startswith(said)


class Shown(NamedTuple):
    """What a format says of one finding."""

    sarif_level: str
    precision: str
    security_severity: float  # GitHub: critical from 9.0, high from 7.0, low below 4.0
    gitlab: str
    github: str
    is_failure: bool  # for JUnit
    in_filter_repo: bool


SHOWN = {
    HIGH: Shown("error", "high", 9.0, "Critical", "error", True, True),
    MEDIUM: Shown("warning", "medium", 7.0, "High", "warning", True, True),
    LOW: Shown("note", "low", 3.0, "Low", "notice", False, False),
}


def sarif(written: Report) -> Any:
    return json.loads(reports.write(written, "sarif"))["runs"][0]


@pytest.mark.parametrize("confidence", CONFIDENCES)
def test_every_format_goes_by_the_confidence(confidence: str) -> None:
    one = report(confidence)

    run = sarif(one)
    (rule,), (result,) = run["tool"]["driver"]["rules"], run["results"]
    (vulnerability,) = json.loads(reports.write(one, "gitlab"))["vulnerabilities"]
    github = re.findall(r"^::(\w+) file=", reports.write(one, "github"), flags=re.MULTILINE)
    suite = ElementTree.fromstring(reports.write(one, "junit").encode())
    filter_repo = reports.write(one, "filter-repo", show_secrets=True)

    assert (
        Shown(
            result["level"],
            rule["properties"]["precision"],
            float(rule["properties"]["security-severity"]),
            vulnerability["severity"],
            *github,
            suite.find(".//failure") is not None,
            bool(filter_repo),
        )
        == SHOWN[confidence]
    )
    assert rule["defaultConfiguration"]["level"] == result["level"]
    assert result["properties"]["confidence"] == confidence
    assert vulnerability["details"]["confidence"]["value"] == confidence
    schemas.hold_to_junit(suite)
    assert suite[0].attrib["failures"] == str(int(SHOWN[confidence].is_failure))
    (in_json,) = json.loads(reports.write(one, "json"))["findings"]
    assert in_json["confidence"] == confidence
    assert ("low confidence: it does not block" in reports.write(one, "text")) == (
        confidence == LOW
    )


def test_a_low_finding_is_a_passed_test_that_names_it() -> None:
    suite = ElementTree.fromstring(reports.write(report(LOW), "junit").encode())[0]
    (case,) = suite.findall("testcase")
    assert not list(case)
    assert "line 1, column 1: low finding that does not block: GitHub" in case.attrib["name"]


def test_a_rule_of_sarif_has_the_highest_confidence_of_its_findings() -> None:
    run = sarif(report(MEDIUM, HIGH, LOW, rule="one"))
    (rule,) = run["tool"]["driver"]["rules"]
    assert rule["properties"]["precision"] == HIGH
    assert [each["level"] for each in run["results"]] == ["warning", "error", "note"]


# --- What is left out

LEFT_OUT = {LOW: 0, MEDIUM: 1, HIGH: 2}


@pytest.mark.parametrize(("least", "number"), LEFT_OUT.items(), ids=LEFT_OUT)
def test_findings_below_a_confidence_are_left_out_and_counted(least: str, number: int) -> None:
    shown = ALL.at_least(least)
    assert [each.confidence for each in shown.findings] == [*CONFIDENCES[number:]]
    assert shown.left_out == number
    assert shown.is_clean is False
    assert total([shown, shown]).left_out == 2 * number
    assert {each.secret for each in ALL.findings} == {
        *(each.secret for each in shown.findings),
        *shown.accepted_secrets,
    }


NOTHING_SHOWN = "nothing found (2 left out by min-confidence)"


@pytest.mark.parametrize("format", sorted({*reports.FORMATS} - {*reports.WITHOUT_SUMMARY}))
def test_every_format_says_how_many_are_left_out(format: str) -> None:
    written = reports.write(report(LOW, LOW).at_least(HIGH), format)
    said = '"left_out": 2' if format.startswith("json") else NOTHING_SHOWN
    assert said in written.replace("\\", "")  # Markdown's escapes
    assert github_token(0) not in written


def test_only_a_report_of_nothing_is_clean() -> None:
    assert report().is_clean
    assert not report(LOW).is_clean
    assert not report(LOW).at_least(HIGH).is_clean
    assert not Report(problems=(Problem("a.ipynb", "it is empty"),)).is_clean


# --- Where it comes from

RULE = Rule("a", "", "", "", confidence=MEDIUM)
MATCHES = {
    "the rule's": (Match(0, RULE, 0, 1), MEDIUM),
    "the rule's, if it is low": (Match(0, RULE._replace(confidence=LOW), 0, 1), LOW),
    "its own": (Match(0, RULE, 0, 1, judged=LOW), LOW),
    "its service accepts it": (Match(0, RULE, 0, 1, live=True, judged=LOW), HIGH),
    "its service rejects it": (Match(0, RULE, 0, 1, live=False), MEDIUM),
}


@pytest.mark.parametrize(("match", "confidence"), MATCHES.values(), ids=MATCHES)
def test_the_confidence_of_a_match(match: Match, confidence: str) -> None:
    assert match.confidence == confidence
