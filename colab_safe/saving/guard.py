"""What becomes of a notebook that is about to be saved: redacted bytes, what to tell, and why it must not be saved."""

from __future__ import annotations

import os

from colab_safe.clean_cells import CleanCells
from colab_safe.errors import GitError
from colab_safe.model import Finding, Report
from colab_safe.project.clone_paths import open_clone_paths
from colab_safe.project.project import Project, Projects
from colab_safe.redact import Redaction
from colab_safe.report import without_secrets
from colab_safe.report.text import where_inside
from colab_safe.saving.withheld import withhold
from colab_safe.session import Session
from colab_safe.typed import NamedTuple

REDACT, WARN, REFUSE = "redact", "warn", "refuse"
WAYS = (REDACT, WARN, REFUSE)


class Saving(NamedTuple):
    """What to do with a notebook."""

    data: bytes  # the same object if nothing changes
    told: tuple[str, ...] = ()  # for the server's log, without secrets
    refused: str = ""  # why it must not be saved; empty if it may


class _Memory(NamedTuple):
    """What was clean in earlier saves: most of a notebook is the same at the next one."""

    session: Session
    cells: CleanCells | None  # None where cells are not looked at one by one


class SaveGuard:
    """Decides what is saved, and looks only at cells that were not clean before."""

    def __init__(self, way: str = REDACT, hides_paths: bool = False) -> None:
        """Remember the settings.

        Args:
            way: REDACT outputs and metadata, only WARN, or REFUSE to save a notebook with a secret.
            hides_paths: Whether to replace Drive paths of token files by placeholders, in a git repository.
        """
        self.way = way
        self.hides_paths = hides_paths
        self._memories: dict[str, _Memory] = {}  # by the settings, whose engines they belong to

    def judge(self, data: bytes, path: str) -> Saving:
        """Return what to do with a notebook.

        Args:
            data: Its bytes, as they would be written.
            path: Where; absolute.

        Raises:
            ColabSafeError: It cannot be checked, or not be redacted.
        """
        project = Projects(base=os.path.dirname(path)).of(path)
        memory = self._memory(project)
        if memory.cells and memory.cells.is_clean(data, path):
            return self._with_hidden_paths(Saving(data), path)
        result = project.redact(data, path, session=memory.session)
        if self.way == REDACT:
            return self._with_hidden_paths(self._redacted(result, path), path)
        found = _told((*result.redacted, *result.left), "")
        if self.way == REFUSE and found:
            return Saving(data, found, f"it contains {'; '.join(found)}")
        return self._with_hidden_paths(Saving(data, found), path)

    def _memory(self, project: Project) -> _Memory:
        """What is clean for these rules; a file of rules may be edited, and known values change."""
        if project.has_known_values:
            return _Memory(Session(), None)
        written = [os.stat(file).st_mtime_ns for file in project.files]
        key = repr((project.settings, written))
        if key not in self._memories:
            cells = CleanCells(project.scanner()) if project.looks_at_cells_alone else None
            self._memories[key] = _Memory(Session(), cells)
        return self._memories[key]

    def _redacted(self, result: Redaction, path: str) -> Saving:
        """Report secrets in the source, which only the author changes. Take out outputs that keep one."""
        told = _told(result.redacted, " redacted")
        if result.problem:
            left = _told(result.left, "")
            return Saving(result.data, left, f"{result.problem}; {'; '.join(left)}" if left else "")
        kept = [each for each in result.left if each.location.place.part != "source"]
        data = (
            withhold(result.data, [each.location.place for each in kept]) if kept else result.data
        )
        in_source = [each for each in result.left if each.location.place.part == "source"]
        told += _told(kept, " withheld") + _told(in_source, " NOT redacted, in the source")
        told += (result.unread,) if result.unread else ()
        return Saving(data, told)

    def _with_hidden_paths(self, saving: Saving, path: str) -> Saving:
        if not self.hides_paths:
            return saving
        try:
            with open_clone_paths(os.path.dirname(path)) as paths:
                hiding = paths.hide(saving.data, paths.name(path))
        except GitError:
            return saving._replace(told=(*saving.told, "Drive paths are not hidden: no repository"))
        if hiding.problem:
            return saving._replace(told=(*saving.told, f"Drive paths: {hiding.problem}"))
        return saving._replace(data=hiding.data)


def _told(findings: tuple[Finding, ...] | list[Finding], what: str) -> tuple[str, ...]:
    shown = without_secrets(Report(tuple(findings))).findings
    return tuple(f"{each.description}{what} ({where_inside(each.location)})" for each in shown)
