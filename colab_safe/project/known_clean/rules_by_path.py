"""Which rules are in force for each path: part of the name under which its content is remembered."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.detect.engine import BUILTIN, KNOWN_VALUES
from colab_safe.git.worktree import top_above
from colab_safe.project.files import read_bytes
from colab_safe.project.known_clean.digests import PACKAGES, code_digest, rules_digest
from colab_safe.project.parallel import ScanOptions
from colab_safe.project.path_settings import path_settings, store_if_any
from colab_safe.project.project import Project, Projects


def from_top(options: ScanOptions) -> ScanOptions:
    """Return options for paths that are relative to the repository's top folder, as commits have them.

    The settings of a path are those nearest above it in the working tree, whatever the commit had.

    Args:
        options: How to scan.
    """
    return options._replace(base=None if options.prefix else top_above(os.curdir))


# The engines that find the same in the same bytes, as long as the code and the versions of their packages are the same.
_REMEMBERED = {BUILTIN, "team", *PACKAGES}
# Filters of detect-secrets that leave out what other files say: those may change while the baseline stays.
_BY_FILES = (b"filters.wordlist", b"filters.gibberish")


class RulesByPath:
    """Gives names to the rules in force: two paths with the same name are searched in the same way."""

    def __init__(self, options: ScanOptions, projects: Projects | None = None) -> None:
        """Read no settings yet.

        Args:
            options: How to scan.
            projects: Those of these options; None to find them.

        Raises:
            ColabSafeError: As `Projects` and `store_if_any` raise it.
        """
        self.projects = projects or Projects(options.project, options.base)
        self.code = code_digest()
        self._store = store_if_any() if options.drive_paths else None
        # By the project's identity, which `projects` keeps.
        self._digests: dict[int, str] = {}
        self._lasting: dict[int, bool] = {}
        self._this_run = os.urandom(8).hex()  # the name of rules that hold for this run alone

    def mark(self, path: str) -> str:
        """Return the name of the rules for a path in hexadecimal digits.

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
        return self._digest(project)

    def may_be_remembered(self, path: str) -> bool:
        """Return whether a later run may rely on what is found in a file now.

        Not with known values, other engines, or filters that read further files.

        Args:
            path: From the repository's top folder.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return self._is_lasting(self.projects.of(path))

    def lasting_mark(self, path: str) -> str:
        """Return the same as `mark`, but nothing where a later run may not rely on what is found now.

        Args:
            path: From the repository's top folder.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        project = self.projects.of(path)
        return self._digest(project) if self._is_lasting(project) else ""

    def marks(self, folders: Iterable[str]) -> dict[str, str]:
        """Return the marks of the files in each folder.

        Args:
            folders: From the repository's top folder, which is empty.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return {folder: self.mark(f"{folder}/x" if folder else "x") for folder in sorted(folders)}

    def _is_lasting(self, project: Project) -> bool:
        if id(project) not in self._lasting:
            self._lasting[id(project)] = _is_lasting(project)
        return self._lasting[id(project)]

    def _digest(self, project: Project) -> str:
        if id(project) not in self._digests:
            contents = [read_bytes(file) for file in project.files]
            contents += [pattern.encode() for pattern in project.settings.text_notebooks]
            excluded = [each.pattern.encode() for each in project.settings.exclude]
            contents += [b"exclude", *excluded] if excluded else []
            if self._store is not None:
                settings = path_settings(project.settings, project.policy.from_root)
                contents += [b"Drive paths", settings.digest_input(self._store)]
            names = [each.name for each in project.engines if each.name != KNOWN_VALUES]
            self._digests[id(project)] = rules_digest(self.code, names, contents)
        return self._digests[id(project)]


def _is_lasting(project: Project) -> bool:
    if not all(engine.name in _REMEMBERED for engine in project.engines):
        return False
    return not any(name in read_bytes(file) for file in project.files for name in _BY_FILES)
