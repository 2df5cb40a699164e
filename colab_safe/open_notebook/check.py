"""`check_notebook()`: what must be done before the open notebook is shared."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from colab_safe.blots import Blotter
from colab_safe.detect.engine import Engine
from colab_safe.errors import ColabSafeError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.tokens.sharing import sharing_of, sharing_of_file
from colab_safe.model import LOW, PATHS, Finding, Hidden, Report
from colab_safe.open_notebook.front_ends import OpenNotebook, open_notebook, saved_notebook
from colab_safe.open_notebook.ran import behind
from colab_safe.open_notebook.result import NotebookCheck, Row
from colab_safe.placeholders.patching import ipython_shell
from colab_safe.placeholders.store import PathStore
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.path_settings import path_settings, store_if_any, with_drive_paths
from colab_safe.project.project import Project, Projects
from colab_safe.report import without_secrets
from colab_safe.report.remedy import remedy, without_value
from colab_safe.report.text import summary, where_inside

_COLAB_KEEPS = (
    "Drive keeps earlier versions of this notebook (File > Revision history): whoever may edit it can open one with"
    " the secret still in it, so revoke it"
)
_UNSAVED = "This is the notebook as it was saved last: what was typed since is not in it"
_CELL = "https://colab.research.google.com/drive/{}#scrollTo={}"


@fails_cleanly
def check_notebook(
    path: str | os.PathLike[str] | None = None, sharing: bool = False
) -> NotebookCheck:
    """Check the open notebook for secrets and visible Drive paths before it is shared. It changes nothing.

    In Colab it is what is on the screen; in JupyterLab, Notebook 7 and VS Code what was saved last, and if that is
    older than what ran, the check says so and is false.

    Args:
        path: Of a saved notebook, instead of the open one.
        sharing: Whether to ask Drive who else can open the notebook. Uses the network, and Colab asks for permission.

    Returns:
        A `NotebookCheck`: false if there is something to do. `rows` names each place with the kind of secret and what
        to do, `problems` what was not checked, `notes` what was covered, and `redacted` is hidden: `save_copy()`
        writes it to a file.

    Raises:
        UsageError: There is no open notebook, or the front end does not give it.
        FileError: The notebook cannot be read.

    Example:
        >>> check_notebook()
    """
    shell = ipython_shell()
    found = open_notebook(shell) if path is None else saved_notebook(os.fspath(path))
    project = _projects(found).of(found.path or found.name)
    project = project._replace(engines=[*project.engines, *_of_session(shell)])
    report = _scan(found, project)
    old = behind(found.data, shell) if found.is_saved else ""
    shown = without_secrets(report)
    copy = project.redact(found.data, found.name).data
    problems = [f"{each.path}: {each.error}" for each in shown.problems]
    notes = _notes(found, shown)
    return NotebookCheck(
        tuple(_rows(found, shown)),
        (*problems, *([old] if old else ())),
        (*notes, *([_sharing(found)] if sharing else ())),
        Hidden((copy, found.name)),
    )


def _of_session(shell: Any) -> Iterator[Engine]:
    """What finds the secrets of this session by their values, if the guard knows some: no pattern is needed for them."""
    from colab_safe.detect.known_values import KnownValues
    from colab_safe.guard.loading import loaded_guard

    loaded = loaded_guard(shell) if shell is not None else None
    if loaded:
        loaded.guard.sources.refresh()
        values = loaded.guard.watched.known_values()
        yield from [KnownValues(values)] if values else []


def _projects(found: OpenNotebook) -> Projects:
    """A notebook on Drive has no project: settings in Colab's current folder belong to whatever was cloned there."""
    return Projects(ProjectOptions(isolated=found.path is None))


def _scan(found: OpenNotebook, project: Project) -> Report:
    settings = path_settings(project.settings, project.policy.from_root)
    scan = with_drive_paths(
        project.scanner(), settings, store_if_any() if found.path else PathStore()
    )
    return scan(found.data, found.name)._replace(switched_off=project.switched_off)


def _rows(found: OpenNotebook, report: Report) -> Iterator[Row]:
    """In the order of the notebook. The table is saved in it, so a Drive path is not repeated either."""
    ids = _cell_ids(found.data) if found.front_end == "Colab" else []
    paths = Blotter({each.secret.reveal() for each in report.findings if each.engine == PATHS})
    for finding in sorted(report.findings, key=lambda each: each.location.spans):
        cell = finding.location.place.cell
        link = _link(found, ids[cell - 1]) if cell and cell <= len(ids) else ""
        kind = finding.description + (" (low confidence)" if finding.confidence == LOW else "")
        yield Row(
            where_inside(finding.location), kind, paths.blot(_to_do(finding)), link, finding.blocks
        )


def _to_do(finding: Finding) -> str:
    """Take it out here, and make it worthless there; Drive paths and code say it themselves."""
    if not finding.is_value:
        return finding.revoke
    return f"{remedy(finding.revoke)}; then {without_value(finding)}"


def _link(found: OpenNotebook, cell: str) -> str:
    """Colab scrolls to the cell that the address names."""
    return _CELL.format(found.file_id, cell) if found.file_id and cell else ""


def _cell_ids(data: bytes) -> list[str]:
    """Colab keeps a cell's id in its metadata."""
    try:
        cells = json.loads(data)["cells"]
        return [str(each.get("metadata", {}).get("id") or each.get("id") or "") for each in cells]
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


def _notes(found: OpenNotebook, report: Report) -> Iterator[str]:
    yield from summary(report)
    if found.is_saved:
        yield _UNSAVED
    if report.findings and found.front_end == "Colab":
        yield _COLAB_KEEPS


def _sharing(found: OpenNotebook) -> str:
    try:
        known = sharing_of_file(found.file_id) if found.file_id else sharing_of(found.path)
    except ColabSafeError as error:
        return f"Who else can open the notebook is not known: {error}"
    return f"The notebook on Drive: {known.in_words}"
