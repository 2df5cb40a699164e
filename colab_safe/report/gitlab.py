"""GitLab's secret detection report, which merge requests and the vulnerability list show.

Format: secret-detection-report-format.json, version 15, in
https://gitlab.com/gitlab-org/security-products/security-report-schemas
"""

from __future__ import annotations

from collections.abc import Iterator
from time import gmtime, strftime
from uuid import NAMESPACE_URL, uuid5

from colab_safe import __version__
from colab_safe.model import HIGH, LOW, MEDIUM, Finding, Report
from colab_safe.report.drive import sharing
from colab_safe.report.json_text import json_text
from colab_safe.report.remedy import remedies
from colab_safe.report.text import covered, settings_notices, where
from colab_safe.typed import Any

_VERSION = "15.0.7"
_SEVERITIES = {HIGH: "Critical", MEDIUM: "High", LOW: "Low"}
_NO_COMMIT = "0000000"  # what GitLab's own analyzer writes for a finding outside of commits


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one scan.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret, since GitLab keeps the file.
    """
    tool = {
        "id": "colab-safe",
        "name": "colab-safe",
        "version": __version__,
        "vendor": {"name": "colab-safe"},
    }
    now = strftime("%Y-%m-%dT%H:%M:%S", gmtime())
    scan = {
        "type": "secret_detection",
        "analyzer": tool,
        "scanner": tool,
        "start_time": now,
        "end_time": now,
        "status": "failure" if report.problems else "success",
        "messages": list(_messages(report)),
    }
    vulnerabilities = [_vulnerability(finding) for finding in report.findings]
    return json_text({"version": _VERSION, "scan": scan, "vulnerabilities": vulnerabilities})


def _messages(report: Report) -> Iterator[dict[str, str]]:
    for problem in report.problems:
        yield {"level": "fatal", "value": f"{problem.path}: {problem.error}"}
    for notice in settings_notices(report):
        yield {"level": "warn" if notice.is_warning else "info", "value": notice.text}
    yield {"level": "info", "value": covered(report)}


def _vulnerability(finding: Finding) -> dict[str, Any]:
    location = finding.location
    drive = f", {sharing(finding.drive)}" if finding.drive else ""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"{finding.fingerprint} {where(location)!a}")),
        "category": "secret_detection",
        "name": finding.description,
        "description": f"{where(location)}{drive}",
        **({"links": [{"url": finding.drive.link}]} if finding.drive else {}),
        "severity": _SEVERITIES[finding.confidence],
        "solution": remedies(finding.revoke),
        "location": {
            "file": location.path,
            "start_line": location.file_line,
            "end_line": location.file_line,
            "commit": {"sha": location.commit or _NO_COMMIT},
        },
        # Version 15 has no field for it; this one is shown on the vulnerability's page.
        "details": {
            "confidence": {"type": "text", "name": "Confidence", "value": finding.confidence}
        },
        "identifiers": [
            {"type": "colab_safe_rule", "name": f"colab-safe {finding.rule}", "value": finding.rule}
        ],
    }
