"""The JSON report, for programs; its fields are a contract."""

from __future__ import annotations

from colab_safe import __version__
from colab_safe.model import Finding, Problem, Report
from colab_safe.report.json_text import json_text
from colab_safe.typed import Any


def write(report: Report, show_secrets: bool = False) -> str:
    """Return version 1 of the report: one object and a line end.

    Args:
        report: Of the whole scan.
        show_secrets: Whether to add `secret` and `hashed_secret` to each finding.
    """
    document = {
        **totals(report),
        "findings": [finding_fields(finding, show_secrets) for finding in report.findings],
        "errors": [problem_fields(problem) for problem in report.problems],
    }
    return json_text(document)


def totals(report: Report) -> dict[str, Any]:
    """Return what the report says about the whole scan.

    Args:
        report: Of the whole scan.
    """
    summary = {
        **report.coverage._asdict(),
        "known_values": report.known_values,
        "findings": len(report.findings),
        "accepted": report.accepted,
        "left_out": report.left_out,
        "errors": len(report.problems),
        "accepted_by": [each._asdict() for each in report.accepted_by],
        "switched_off": list(report.switched_off),
    }
    tool = {"name": "colab-safe", "version": __version__}
    return {"version": 1, "tool": tool, "summary": summary}


def problem_fields(problem: Problem) -> dict[str, Any]:
    """Return what the report says about something that was not read.

    Args:
        problem: What it was, and why.
    """
    return {"path": problem.path, "error": problem.error}


def finding_fields(finding: Finding, show_secret: bool) -> dict[str, Any]:
    """Return what the report says about a finding.

    Args:
        finding: A finding.
        show_secret: Whether to add `secret` and `hashed_secret`.
    """
    location = finding.location
    place = location.place
    fields: dict[str, Any] = {
        "rule": finding.rule,
        "engine": finding.engine,
        "confidence": finding.confidence,
        "description": finding.description,
        "path": location.path,
        "commit": location.commit,
        "cell": place.cell,
        "cell_id": place.cell_id,
        "cell_type": place.cell_type,
        "part": place.part,
        "output": place.output,
        "mime": place.mime,
        "line": location.line,
        "column": location.column,
        "file_line": location.file_line,
        "byte_start": location.spans[0].start,
        "byte_end": location.spans[-1].end,
        "spans": [list(span) for span in location.spans],
        "views": list(location.views),
        "fingerprint": finding.fingerprint,
    }
    if finding.live is not None:
        fields["live"] = finding.live
    if finding.history:
        fields["history"] = finding.history._asdict()
    if finding.drive:
        fields["drive"] = finding.drive._asdict()
    if show_secret:  # an unsalted hash of a weak password is as good as the password
        fields |= {"secret": finding.secret.reveal(), "hashed_secret": finding.hashed_secret}
    return fields
