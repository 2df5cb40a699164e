"""Which rules are in force for each path of a history: part of the key under which its versions are remembered."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.detect.engine import KNOWN_VALUES
from colab_safe.git.worktree import top_above
from colab_safe.history.memory import rules_digest
from colab_safe.project.files import read_bytes
from colab_safe.project.parallel import ScanOptions
from colab_safe.project.path_settings import path_settings, store_if_any
from colab_safe.project.project import Project, Projects


def from_top(options: ScanOptions) -> ScanOptions:
    """Return options for paths that are relative to the repository's top folder, as commits have them.

    The settings of a path are those nearest above it in the working tree, whatever the commit had.

    Args:
        options: How to scan.
    """
    return options._replace(base=top_above(os.curdir))


class RulesByPath:
    """Gives names to the rules in force: two paths with the same name are searched in the same way."""

    def __init__(self, options: ScanOptions) -> None:
        """Read the settings of the top folder.

        Args:
            options: How to scan.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        self.projects = Projects(options.project, options.base)
        self._store = store_if_any() if options.drive_paths else None
        self._digests: dict[int, str] = {}  # by the project's identity, which `projects` keeps
        self._this_run = os.urandom(8).hex()  # the name of rules that hold for this run alone
        self.top = self._digest(self.projects.of(""))

    def mark(self, path: str) -> str:
        """Return the name of the rules for a path in hexadecimal digits; empty if they are those of the top folder.

        With known values it differs from run to run: no result answers for other credentials, and nothing that is
        derived from them is written down.

        Args:
            path: From the repository's top folder.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        project = self.projects.of(path)
        if project.has_known_values:
            return self._this_run
        digest = self._digest(project)
        return "" if digest == self.top else digest

    def may_be_remembered(self, path: str) -> bool:
        """Return whether a later run may rely on what is found in a file now: not with known values.

        Args:
            path: From the repository's top folder.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return not self.projects.of(path).has_known_values

    def marks(self, folders: Iterable[str]) -> dict[str, str]:
        """Return the marks of the files in each folder.

        Args:
            folders: From the repository's top folder, which is empty.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return {folder: self.mark(f"{folder}/x" if folder else "x") for folder in sorted(folders)}

    def _digest(self, project: Project) -> str:
        if id(project) not in self._digests:
            contents = [read_bytes(file) for file in project.files]
            contents += [pattern.encode() for pattern in project.settings.text_notebooks]
            if self._store is not None:
                settings = path_settings(project.settings, project.policy.from_root)
                contents.append(settings.digest_input(self._store))
            names = [each.name for each in project.engines if each.name != KNOWN_VALUES]
            self._digests[id(project)] = rules_digest(names, contents)
        return self._digests[id(project)]
