"""What a report can offer to redact in the files on the disk."""

from __future__ import annotations

from functools import partial
from time import time

from colab_safe.errors import ColabSafeError, for_one_file
from colab_safe.model import Finding, Report
from colab_safe.notebook_names import is_notebook
from colab_safe.offered_redactions import offered
from colab_safe.project.files import read_bytes
from colab_safe.project.project import Projects


def with_redactions(report: Report, projects: Projects) -> Report:
    """Return a report whose findings say which bytes of their files a marker can take the place of.

    Each file is read again, as `colab-safe redact` would read it: what was scanned may be the content behind a pointer
    of Git LFS. A file that cannot be read any more gets no offers.

    Args:
        report: On files of the disk.
        projects: Those that the files belong to.
    """
    paths = dict.fromkeys(each.location.path for each in report.findings if _may_be_offered(each))
    known = {_key(each): each for path in paths for each in _offers(path, projects)}
    findings = [
        each._replace(redactable=same.redactable) if (same := known.get(_key(each))) else each
        for each in report.findings
    ]
    return report._replace(findings=tuple(findings))


def _may_be_offered(finding: Finding) -> bool:
    location = finding.location
    is_plain = is_notebook(location.path) and "!/" not in location.path and not location.commit
    return is_plain and finding.blocks and location.place.part != "source"


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.location.path, finding.rule, finding.secret, finding.location.spans


def _offers(path: str, projects: Projects) -> list[Finding]:
    try:
        return for_one_file(partial(_offered, path, projects))
    except ColabSafeError:
        return []


def _offered(path: str, projects: Projects) -> list[Finding]:
    project = projects.of(path)
    found = offered(read_bytes(path), path, project.engines, project.policy.accepts, time())
    is_compared = not project.policy.with_uncompared(Report(), path).problems
    return found if is_compared else []  # or accepted passwords would be offered
