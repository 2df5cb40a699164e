"""SARIF 2.1.0, for GitHub code scanning and editors.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub uses of it:
https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

from colab_safe import __version__
from colab_safe.blots import marker
from colab_safe.detect.engine import KNOWN_VALUES
from colab_safe.model import CONFIDENCES, HIGH, LOW, MEDIUM, Finding, Problem, Report
from colab_safe.published import REPOSITORY
from colab_safe.report.drive import sharing
from colab_safe.report.json_text import json_text
from colab_safe.report.markdown import code, escaped, what_to_do
from colab_safe.report.remedy import is_address, remedies
from colab_safe.report.text import covered, settings_notices, where
from colab_safe.typed import Any, NamedTuple

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class _Weight(NamedTuple):
    """How a confidence is said. GitHub calls a result critical from 9.0, high from 7.0, and low below 4.0."""

    level: str
    severity: str


_WEIGHTS = {
    HIGH: _Weight("error", "9.0"),
    MEDIUM: _Weight("warning", "7.0"),
    LOW: _Weight("note", "3.0"),
}


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one run.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret, since the file is uploaded.
    """
    by_confidence = sorted(report.findings, key=lambda each: CONFIDENCES.index(each.confidence))
    rules = {finding.rule: finding for finding in by_confidence}  # the most certain one of each
    indexes = {rule: index for index, rule in enumerate(rules)}
    driver = {
        "name": "colab-safe",
        "semanticVersion": __version__,
        "informationUri": REPOSITORY,
        "rules": [_rule(finding) for finding in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report)],
        "results": [_result(finding, indexes[finding.rule]) for finding in report.findings],
        "properties": {
            **report.coverage._asdict(),
            "knownValues": report.known_values,
            "accepted": report.accepted,
            "leftOut": report.left_out,
            "acceptedBy": [each._asdict() for each in report.accepted_by],
            "switchedOff": list(report.switched_off),
        },
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _invocation(report: Report) -> dict[str, Any]:
    """What was not scanned and what was covered, and what settings did to the result.

    Accepted findings are counted here and not listed with `suppressions`: GitHub opens an alert for
    each result of a run, suppressed or not (https://github.com/advanced-security/dismiss-alerts).
    """
    problems = [_error(problem) for problem in report.problems]
    settings = [
        _notification("warning" if notice.is_warning else "note", notice.text)
        for notice in settings_notices(report)
    ]
    return {
        "executionSuccessful": not report.problems,
        "toolExecutionNotifications": [*problems, _notification("note", covered(report))],
        "toolConfigurationNotifications": settings,
    }


def _rule(finding: Finding) -> dict[str, Any]:
    address = {"helpUri": finding.revoke} if is_address(finding.revoke) else {}
    return {
        "id": finding.rule,
        "shortDescription": {"text": _kind(finding)},
        "help": _help(finding),
        **address,
        "defaultConfiguration": {"level": _WEIGHTS[finding.confidence].level},
        "properties": {
            "tags": ["security", "secret"],
            "precision": finding.confidence,
            "security-severity": _WEIGHTS[finding.confidence].severity,
        },
    }


def _help(finding: Finding) -> dict[str, str]:
    """What to do about each finding of a rule, in plain text and in Markdown, which GitHub shows instead.

    Texts and ids of a team's own rules may come from a pull request: none of them acts in Markdown.
    """
    comment = f"colab-safe: allow {finding.rule} — reason"
    accept = "Not a secret? Put a comment with the reason on its line:"
    title = f"**{escaped(_kind(finding))}** ({code(finding.rule)})"
    return {
        "text": f"{remedies(finding.revoke)} {accept} {comment}",
        "markdown": f"{title}\n\n{what_to_do(finding.revoke)}\n\n{accept} {code(comment)}",
    }


def _kind(finding: Finding) -> str:
    """What all findings of a rule have in common: a known value's description also says where it is from."""
    is_known = finding.engine == KNOWN_VALUES
    return finding.description.partition(":")[0] if is_known else finding.description


def _result(finding: Finding, index: int) -> dict[str, Any]:
    location = finding.location
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _WEIGHTS[finding.confidence].level,
        "message": {"text": f"{finding.description} in {where(location)}"},
        "locations": [
            {"physicalLocation": _physical(finding), "logicalLocations": [_logical(finding)]}
        ],
        "partialFingerprints": {"colabSafeFingerprint/v1": finding.fingerprint},
        "properties": {"confidence": finding.confidence},
    }
    if finding.redactable:
        result["fixes"] = [_fix(finding)]
    if location.commit:
        result["properties"]["commit"] = location.commit
    if finding.drive:
        result["hostedViewerUri"] = finding.drive.link
        result["properties"]["drive"] = finding.drive._asdict()
        result["message"]["text"] += f", {sharing(finding.drive)}"
    return result


def _physical(finding: Finding) -> dict[str, Any]:
    """The line in the notebook's file, which GitHub shows, and the exact bytes."""
    location = finding.location
    start, end = location.spans[0].start, location.spans[-1].end
    return {
        "artifactLocation": _file(finding),
        "region": {"startLine": location.file_line, "byteOffset": start, "byteLength": end - start},
    }


def _file(finding: Finding) -> dict[str, str]:
    return {"uri": uri(finding.location.path), "uriBaseId": "%SRCROOT%"}


def _fix(finding: Finding) -> dict[str, Any]:
    """What `colab-safe redact` would write: the marker in place of the secret's first bytes, nothing in place of others.

    The standard wants `binary` where bytes are replaced (3.57.3); `text` is the same for people.
    """
    mark = marker(finding.rule)
    content = {"binary": b64encode(mark.encode()).decode(), "text": mark}
    changes: list[dict[str, Any]] = [
        {"deletedRegion": {"byteOffset": start, "byteLength": end - start}}
        for start, end in finding.redactable
    ]
    changes[0]["insertedContent"] = content
    return {
        "description": {"text": f"Replace it with {mark}; it still has to be revoked"},
        "artifactChanges": [{"artifactLocation": _file(finding), "replacements": changes}],
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


def _error(problem: Problem) -> dict[str, Any]:
    return _notification("error", f"{problem.path}: {problem.error}")


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": text}}
