"""Whether an agent may do what it asks: it writes no secret into a notebook, and reads none out of one."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.agents.requests import Request
from colab_safe.model import Finding
from colab_safe.project.files import read_bytes
from colab_safe.project.project import Project, Projects
from colab_safe.report import without_secrets

_SHOWN = 50_000  # bytes of a redacted notebook that fit into an agent's context
_WRITES = (
    "refused: this would write {} into {}. Read the value at run time instead, in Colab with userdata.get(NAME),"
    ' elsewhere with os.environ["NAME"]; never write it down.'
)
_READS = "refused: {} contains {}. "
_REDACTED = "The notebook with its secrets redacted:\n{}"
_TOO_LARGE = (
    "It is too large to be shown here: ask the user to run `colab-safe redact` and to take the secrets out of the"
    " source, then read it again."
)


def refusal(request: Request) -> str:
    """Return why a request is refused, for the agent and its user; empty if it is not.

    Args:
        request: What the agent is about to do.

    Raises:
        ColabSafeError: The notebook or the settings cannot be read.
    """
    if request.notebook is None:
        return ""
    project = Projects(base=os.path.dirname(request.notebook)).of(request.notebook)
    if request.reads:
        return _of_reading(request.notebook, project)
    return _of_writing(request, project)


def _of_writing(request: Request, project: Project) -> str:
    scan = project.scanner()
    path = request.notebook or ""
    reports = [without_secrets(scan(data, path)) for data in request.writes]
    found = [each for report in reports for each in report.blocking]
    return _WRITES.format(_kinds(found), os.path.basename(path)) if found else ""


def _of_reading(path: str, project: Project) -> str:
    if not os.path.exists(path):
        return ""  # the agent's own tool says so
    data = read_bytes(path)
    report = without_secrets(project.scanner()(data, path))
    if not report.blocking:
        return ""
    words = _READS.format(os.path.basename(path), _kinds(report.blocking))
    return words + _without_secrets(data, path, project)


def _without_secrets(data: bytes, path: str, project: Project) -> str:
    result = project.redact(data, path, source=True)
    clean = not (result.left or result.problem or result.unread)
    if not clean or len(result.data) > _SHOWN:
        return _TOO_LARGE
    return _REDACTED.format(result.data.decode("utf-8", "replace"))


def _kinds(findings: Iterable[Finding]) -> str:
    """What was found, each kind once."""
    return ", ".join(dict.fromkeys(f"{each.description} ({each.rule})" for each in findings))
