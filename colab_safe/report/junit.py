"""JUnit XML, which most CI systems show as failed tests.

JUnit XML has no standard. This is what both schemas allow that consumers go by, Ant's and Jenkins':
https://github.com/windyroad/JUnit-Schema/blob/master/JUnit.xsd
https://github.com/jenkinsci/xunit-plugin (src/main/resources/…/junit-10.xsd)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from time import gmtime, strftime
from xml.sax.saxutils import escape, quoteattr

from colab_safe.model import Finding, Problem, Report
from colab_safe.report.drive import sharing
from colab_safe.report.remedy import remedy
from colab_safe.report.text import covered, summary, where
from colab_safe.visible import visible

# What XML 1.0 cannot contain: https://www.w3.org/TR/xml/#charsets
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NOT_SCANNED = "not-scanned"


def write(report: Report, show_secrets: bool = False) -> str:
    """Return a failed test per finding that blocks and problem, a passed one for any other finding; properties and output say the rest.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret.
    """
    cases = list(_cases(report))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", _suite(report, len(cases))]
    lines += [*_properties(report), *cases, f"<system-out>{_text(*summary(report))}</system-out>"]
    lines += ["<system-err/>", "</testsuite>", "</testsuites>"]
    return "".join(f"{line}\n" for line in lines)


def _suite(report: Report, cases: int) -> str:
    """The start of the suite; no time is measured, but Ant's schema demands one."""
    now = strftime("%Y-%m-%dT%H:%M:%S", gmtime())
    failures, errors = len(report.blocking), len(report.problems)
    numbers = f'tests="{cases}" failures="{failures}" errors="{errors}"'
    when = f'time="0" timestamp="{now}" hostname="localhost"'
    return f'<testsuite id="0" package="colab-safe" name="colab-safe" {numbers} {when}>'


def _properties(report: Report) -> Iterator[str]:
    """What was covered and accepted, in numbers."""
    yield "<properties>"
    counts = {"accepted": report.accepted, "left_out": report.left_out}
    for name, number in (report.coverage._asdict() | counts).items():
        yield f'<property name="{name}" value="{number}"/>'
    yield "</properties>"


def _cases(report: Report) -> Iterator[str]:
    for finding in report.findings:
        yield _failure(finding) if finding.blocks else _passed(finding)
    for problem in report.problems:
        yield _error(problem)
    if not report.findings and not report.problems:
        yield f"<testcase {_names('colab-safe', covered(report))}/>"


def _passed(finding: Finding) -> str:
    """A low finding: its test passes, and its name says what is to be looked at."""
    said = f"{where(finding.location)}: low finding that does not block: {finding.description}"
    return f"<testcase {_names(finding.location.path, said)}/>"


def _failure(finding: Finding) -> str:
    drive = [f"{sharing(finding.drive)}: {finding.drive.link}"] if finding.drive else []
    said = where(finding.location), *drive, finding.excerpt, remedy(finding.revoke)
    kind, message = _attribute(finding.rule), _attribute(finding.description)
    failure = f"<failure type={kind} message={message}>{_text(*said)}</failure>"
    names = _names(finding.location.path, where(finding.location))
    return f"<testcase {names}>{failure}</testcase>"


def _error(problem: Problem) -> str:
    error = f'<error type="{_NOT_SCANNED}" message={_attribute(problem.error)}/>'
    return f"<testcase {_names(problem.path, problem.path)}>{error}</testcase>"


def _names(path: str, name: str) -> str:
    return f'classname={_attribute(path)} name={_attribute(name)} time="0"'


def _text(*lines: str) -> str:
    return escape("\n".join(map(_writable, lines)))


def _attribute(value: str) -> str:
    return quoteattr(_writable(value))


def _writable(line: str) -> str:
    return _UNWRITABLE.sub("\ufffd", visible(line))
