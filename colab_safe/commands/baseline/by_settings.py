"""What a scan finds, sorted by the settings of the notebooks: each settings file has a baseline of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.accept import BASELINE, SECRETS_BASELINE
from colab_safe.command_line.messages import tell
from colab_safe.errors import UsageError
from colab_safe.model import Finding, Problem, Report, total
from colab_safe.project.files import shown
from colab_safe.project.inputs import from_files, scan_input
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.project import Project, Projects, Scanner
from colab_safe.typed import NamedTuple


class Part(NamedTuple):
    """The part of a scan that belongs to one baseline."""

    file: str  # the baseline
    project: Project
    scanned: set[str]  # files, by their paths from the project's root
    numbers: list[int]  # which of the report's findings are in these files

    def findings(self, report: Report) -> list[Finding]:
        """Return the findings of this part.

        Args:
            report: Of the whole scan, or the same one with its secrets blotted out.
        """
        return [report.findings[number] for number in self.numbers]


class Work:
    """Scans notebooks without their baselines."""

    def __init__(
        self, options: ProjectOptions, file: str | None = None, known: str | None = None
    ) -> None:
        """Find nothing yet.

        Args:
            options: What the command line says about the projects.
            file: The baseline to work on; None for that of each file's settings.
            known: A baseline of detect-secrets that is imported, and so does not accept anything.
        """
        self.projects = Projects(options._replace(baselines=(known,) if known else ()))
        self._file, self._known = file, known
        self._inputs: list[str] = []

    def scan(self, paths: Iterable[str], everything: bool = False) -> Report:
        """Return the report about files, and tell what the settings of these say.

        Args:
            paths: Files and folders.
            everything: Whether folders give all files instead of the notebooks alone.
        """
        scan = self.projects.scanner(self._scanner)
        reports: list[Report] = []
        projects = self.projects
        for each in from_files(paths, everything, projects.is_text_notebook, projects.is_excluded):
            if not isinstance(each, Problem):
                self._inputs.append(each.path)
            reports.append(scan_input(each, scan))
        tell(*self.projects.notices, *self.projects.switched_off)
        report = self.projects.settled(total(reports))
        return report.plus(Report(problems=self.projects.about_the_run.problems))

    def _scanner(self, project: Project) -> Scanner:
        theirs = () if self._known else project.policy.secrets_baselines
        policy = project.policy._replace(baselines={}, secrets_baselines=theirs)
        return project._replace(policy=policy).scanner()

    def file_of(self, path: str) -> str:
        """Return the baseline of a file or folder.

        Args:
            path: Relative to the current folder.
        """
        is_folder = path and os.path.isdir(path)
        return self._baseline(self.projects.of(os.path.join(path, "x") if is_folder else path))

    def _baseline(self, project: Project) -> str:
        names = project.settings.baseline
        own = [name for name in names if os.path.basename(name) != SECRETS_BASELINE]
        return str(self._file or project.settings.path_of(*own[:1] or [BASELINE]))

    def parts(self, report: Report) -> list[Part]:
        """Return the parts of a scan, one for each settings file.

        Args:
            report: Of the last scan.

        Raises:
            UsageError: Two settings files share a baseline, whose paths would mean two things.
        """
        parts = {id(each): Part(self._baseline(each), each, set(), []) for each in self._used()}
        by_file: dict[str, list[str]] = {}
        for part in parts.values():
            by_file.setdefault(os.path.abspath(part.file), []).append(_name(part.project))
        for file, names in by_file.items():
            if len(names) > 1:
                raise UsageError(
                    f"{shown(os.path.relpath(file))} would be the baseline of notebooks with different settings "
                    f"({', '.join(names)}), and its paths are relative to one of them: use one file for each"
                )
        for path in self._inputs:
            project = self.projects.of(path)
            parts[id(project)].scanned.add(project.policy.from_root(path))
        for number, finding in enumerate(report.findings):
            parts[id(self.projects.of(finding.location.path))].numbers.append(number)
        return list(parts.values())

    def _used(self) -> list[Project]:
        used = {id(each): each for each in map(self.projects.of, self._inputs)}
        return list(used.values()) or [self.projects.of("")]


def _name(project: Project) -> str:
    return project.settings.source or f"none in {shown(project.settings.root)}"
