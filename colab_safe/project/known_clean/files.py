"""Files whose bytes an earlier run read wholly and found clean under the same name, by the same rules.

They are known by their state, where that tells that they have the same bytes as then; the others are read and hashed each time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from hashlib import blake2b, sha256

from colab_safe.errors import FileError, GitError
from colab_safe.git.folders import common_folder
from colab_safe.model import Coverage, Report
from colab_safe.notebook_names import is_notebook
from colab_safe.placeholders.store import FOLDER
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.known_clean.memory import Memory
from colab_safe.project.known_clean.rules_by_path import RulesByPath
from colab_safe.project.known_clean.states import FileStates
from colab_safe.project.known_clean.user_key import cache_folder, user_key
from colab_safe.project.parallel import ScanOptions
from colab_safe.project.project import Projects, Scanner

_PERSON = b"colab-safe files"


class CleanFiles:
    """The memory of files, in git's folder of the repository around, otherwise in the user's cache folder."""

    def __init__(self, options: ScanOptions, projects: Projects, elsewhere: bool = False) -> None:
        """Read the user's key.

        Args:
            options: How to scan, without Drive paths.
            projects: Those of these options.
            elsewhere: Whether the files are at an address: all have the settings of the current folder, and `coverage_of`
                is asked before a file is read.

        Raises:
            ColabSafeError: As `RulesByPath` raises it.
        """
        self._key = (user_key() if options.remember else None) or b""
        self._rules = RulesByPath(options, projects) if self._key else None
        code = self._rules.code if self._rules else ""
        self._elsewhere = elsewhere
        kind = "remote" if elsewhere else "files"
        self._memory = Memory(_folder() if self._key else None, self._key, kind, code)
        self._new: dict[str, Coverage] = {}
        self._states = FileStates() if self._rules and not elsewhere else None
        self._seen: dict[str, str] = {}  # states before reading, by the names in reports

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self._memory.is_empty

    def look_at(self, paths: Iterable[str]) -> None:
        """Look up the states of files that are going to be read and scanned.

        Args:
            paths: The files.
        """
        states = self._states
        self._seen = {shown(path): states.of(path) for path in paths} if states else {}

    def scanner(self, scan: Scanner) -> Scanner:
        """Return a scanner that does not look at texts twice.

        Args:
            scan: Scans one text, given its bytes and its path.
        """
        if self._rules is None:
            return scan

        def scan_unknown(data: bytes, path: str) -> Report:
            if self._elsewhere and not _is_one_text(data, path):
                return scan(data, path)
            name = self._name(sha256(data).hexdigest(), path)
            coverage = self._known(name)
            report = Report(coverage=coverage) if coverage else scan(data, path)
            if name and report.is_clean:
                self._new[name] = report.coverage
                self._remember_state(self._seen.get(path), path, report.coverage)
            return report

        return scan_unknown

    def coverage(self, path: str) -> Coverage | None:
        """Return the coverage of a notebook that was clean; None for a file that has to be scanned.

        Args:
            path: From the current folder, or absolute.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        name = shown(path)
        state = self._states.of(path) if self._states and is_notebook(path) else ""
        coverage = self._known(self._name(state, name)) if state else None
        if coverage:
            return coverage
        digest = _digest(path)
        coverage = self.coverage_of(digest, name) if digest else None
        if coverage:
            self._remember_state(state, name, coverage)
        return coverage

    def _remember_state(self, state: str | None, name: str, coverage: Coverage) -> None:
        entry = self._name(state, name) if state else ""
        if entry:
            self._new[entry] = coverage

    def coverage_of(self, digest: bytes, name: str) -> Coverage | None:
        """Return the coverage of a notebook that was clean; None for a file that has to be scanned.

        Args:
            digest: The SHA-256 of its bytes.
            name: Its name in reports.

        Raises:
            ColabSafeError: As `Projects.of` raises it.
        """
        return self._known(self._name(digest.hex(), name))

    def taken(self) -> dict[str, Coverage]:
        """Return what was found clean since the last call, for `add` in this or another process."""
        new, self._new = self._new, {}
        return new

    def add(self, new: Mapping[str, Coverage]) -> None:
        """Remember what was found clean.

        Args:
            new: As `taken` returned it.
        """
        self._memory.add(new)

    def _known(self, name: str) -> Coverage | None:
        return self._memory.known([name]).get(name) if name else None

    def _name(self, content: str, path: str) -> str:
        """The name of an entry, keyed, so that the memory does not tell which files there are; empty: not remembered.

        `content` is a digest of the file, or its state.
        The path is in it, because a secret may be in the name of a file, and its end tells how the file is read.
        """
        ruled = "" if self._elsewhere else path
        mark = self._rules.lasting_mark(ruled) if self._rules else ""
        if not mark:
            return ""
        told = f"{mark} {content} {path}".encode("utf-8", "surrogatepass")
        return blake2b(told, key=self._key, person=_PERSON, digest_size=16).hexdigest()


def _digest(path: str) -> bytes | None:
    """The digest of a notebook; None for a file that cannot be read, or is more than one text to scan."""
    if not is_notebook(path):
        return None
    try:
        data = read_bytes(path)
    except FileError:  # the scan says why
        return None
    return sha256(data).digest() if _is_one_text(data, path) else None


def _is_one_text(data: bytes, path: str) -> bool:
    """Archives, pictures and pointers of Git LFS are not: what is in them has to be looked up by itself."""
    return is_notebook(path) and data[:1] in (b"{", b"[")


def _folder() -> str | None:
    try:
        return os.path.join(common_folder(), FOLDER)
    except GitError:  # outside of a repository
        return cache_folder()
