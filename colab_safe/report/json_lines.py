"""The JSON report as JSON Lines (https://jsonlines.org): an object for each finding and each error, and one for the totals."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import Finding, Problem, Report
from colab_safe.report.json import finding_fields, problem_fields, totals
from colab_safe.report.json_text import json_line


def write(report: Report, show_secrets: bool = False) -> str:
    """Return the lines; the last one has the totals, so a report without it was cut short.

    Args:
        report: Of the whole scan.
        show_secrets: Whether to add `secret` and `hashed_secret` to each finding.
    """
    return "".join([*lines(report.findings, report.problems, show_secrets), last_line(report)])


def lines(
    findings: tuple[Finding, ...], problems: tuple[Problem, ...], show_secrets: bool = False
) -> Iterator[str]:
    """Yield a line for each finding and each error.

    Args:
        findings: With their secrets blotted out, unless these are shown.
        problems: What was not read.
        show_secrets: Whether to add `secret` and `hashed_secret` to each finding.
    """
    for finding in findings:
        yield json_line({"type": "finding", **finding_fields(finding, show_secrets)})
    for problem in problems:
        yield json_line({"type": "error", **problem_fields(problem)})


def last_line(report: Report) -> str:
    """Return the line with the totals.

    Args:
        report: Of the whole scan.
    """
    return json_line({"type": "summary", **totals(report)})
