"""SARIF 2.1.0, for GitHub code scanning and editors.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub uses of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from urllib.parse import quote

from colab_safe import __version__
from colab_safe.model import Finding, Problem, Report
from colab_safe.report.json_text import json_text
from colab_safe.report.text import where
from colab_safe.typed import Any

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_HOME = "https://pypi.org/project/colab-safe/"


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one run.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret, since the file is uploaded.
    """
    rules = {finding.rule: finding for finding in report.findings}
    indexes = {rule: index for index, rule in enumerate(rules)}
    driver = {
        "name": "colab-safe",
        "semanticVersion": __version__,
        "informationUri": _HOME,
        "rules": [_rule(finding) for finding in rules.values()],
    }
    notifications = [_notification(problem) for problem in report.problems]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.problems,
                "toolExecutionNotifications": notifications,
            },
        ],
        "results": [_result(finding, indexes[finding.rule]) for finding in report.findings],
        "properties": report.coverage._asdict(),
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.description},
        "help": {"text": f"Revoke it, then remove it from the notebook: {finding.revoke}"},
        "defaultConfiguration": {"level": "error"},
        # From 9.0 GitHub calls a result critical.
        "properties": {
            "tags": ["security", "secret"],
            "precision": "high",
            "security-severity": "9.0",
        },
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    location = finding.location
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": f"{finding.description} in {where(location)}"},
        "locations": [
            {"physicalLocation": _physical(finding), "logicalLocations": [_logical(finding)]}
        ],
        "partialFingerprints": {"colabSafeFingerprint/v1": finding.fingerprint},
    }
    if location.commit:
        result["properties"] = {"commit": location.commit}
    return result


def _physical(finding: Finding) -> dict[str, Any]:
    """The line in the notebook's file, which GitHub shows, and the exact bytes."""
    location = finding.location
    start, end = location.spans[0].start, location.spans[-1].end
    return {
        "artifactLocation": {"uri": uri(location.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": location.file_line, "byteOffset": start, "byteLength": end - start},
    }


def uri(path: str) -> str:
    """Return a path as a relative URI reference; bytes that are not UTF-8 are kept.

    Args:
        path: POSIX style.
    """
    return quote(path.encode("utf-8", "surrogateescape"))


def _logical(finding: Finding) -> dict[str, Any]:
    place = finding.location.place
    names = [
        f"cell {place.cell}" if place.cell else "",
        f"output {place.output}" if place.output else place.part,
    ]
    return {"fullyQualifiedName": "/".join(name for name in names if name), "kind": "element"}


def _notification(problem: Problem) -> dict[str, Any]:
    return {"level": "error", "message": {"text": f"{problem.path}: {problem.error}"}}
