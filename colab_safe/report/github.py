"""Workflow commands, which GitHub Actions shows as annotations on the notebook's lines.

Format: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
"""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import HIGH, LOW, MEDIUM, Finding, Report
from colab_safe.report.drive import sharing
from colab_safe.report.remedy import remedy
from colab_safe.report.text import covered, settings_notices, where
from colab_safe.visible import visible, written_out

_COMMANDS = {HIGH: "error", MEDIUM: "warning", LOW: "notice"}
_SHOWN = 10  # annotations of one kind that GitHub shows per step; the log has all


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one command per finding, problem and setting that mattered, and what was covered.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret.
    """
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    for problem in report.problems:
        yield f"::error title=not scanned::{_text(f'{problem.path}: {problem.error}')}"
    for finding in report.findings:
        yield _annotation(finding)
    if len(report.findings) > _SHOWN:
        yield f"colab-safe: GitHub shows only the first {_SHOWN} annotations; this log has them all"
    for notice in settings_notices(report):
        kind = "warning title=not looked for" if notice.is_warning else "notice title=accepted"
        yield f"::{kind}::{_text(notice.text)}"
    yield visible(f"colab-safe: {covered(report)}")


def _annotation(finding: Finding) -> str:
    location = finding.location
    properties = {
        "file": location.path,
        "line": str(location.file_line),
        "title": finding.description,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    drive = f", {sharing(finding.drive)}: {finding.drive.link}" if finding.drive else ""
    said = _text(f"{where(location)}{drive}. {remedy(finding.revoke)}")
    return f"::{_COMMANDS[finding.confidence]} {written}::{said}"


def _text(value: str) -> str:
    return written_out(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str) -> str:
    return _text(value).replace(":", "%3A").replace(",", "%2C")
