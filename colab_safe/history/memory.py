"""What scans of a repository have found clean, kept in git's folder for the next scan.

No finding is ever written down: a version that has one is scanned again each time.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import TracebackType

import colab_safe
from colab_safe.git.commits import Commit, NotebookChange
from colab_safe.history.traces import Version
from colab_safe.model import Coverage
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.typed import Any, NamedTuple

_LINE = re.compile(r"^([0-9a-f]+(?:![0-9a-z]*)?)((?: \d+){6})\n", re.MULTILINE)
# The packages on the way from bytes to findings, whose code decides what is found.
_ROOMS = [
    "accept",
    "code",
    "detect",
    "git",
    "history",
    "notebook",
    "paths",
    "placeholders",
    "project",
    "shown",
    "views",
]
# By engine: the package whose version decides what it finds.
PACKAGES = {"detect-secrets": "detect-secrets", "kingfisher": "kingfisher-secret-scanner"}


class LastScan(NamedTuple):
    """The result of the last scan of the whole history; it holds as long as no ref moves."""

    tips: tuple[str, ...]  # the newest commits, sorted
    clean: Coverage  # of all versions without a finding
    unclean: tuple[Version, ...]
    changes: tuple[NotebookChange, ...]  # of notebooks with an unclean version, the newest first
    marks: dict[
        str, str
    ]  # by folder of notebooks: the name of its rules, as `RulesByPath` gives it


class Memory:
    """The memory of one kind of scan by one set of rules; scans by other rules have their own.

    Opened with `with`, it takes new clean blobs, and forgets what was found by other rules.
    """

    def __init__(self, git_folder: str, kind: str, rules: str) -> None:
        """Make a memory; nothing is read yet.

        Args:
            git_folder: git's own folder, which all worktrees share.
            kind: What the scan looks for, as a part of file names: "scanned" or "pushed".
            rules: The `rules_digest` of the rules that are in force in the top folder.
        """
        self._folder = os.path.join(git_folder, "colab-safe")
        self._kind, self._rules = kind, rules

    def _path(self, content: str) -> str:
        return os.path.join(self._folder, f"{self._kind}-{content}-{self._rules}")

    @cached_property
    def clean(self) -> dict[str, Coverage]:
        """The coverage of each blob that was clean when the scan began, by the mark and `key` of its versions."""
        path = self._path("clean")
        text = read_bytes(path).decode("ascii", "replace") if os.path.exists(path) else ""
        # A line that an interruption cut short does not match.
        return {line[1]: Coverage(*map(int, line[2].split())) for line in _LINE.finditer(text)}

    def last_scan(self) -> LastScan | None:
        """Return the last scan of the whole history; None without one, or if its file is damaged.

        Raises:
            FileError: The file cannot be read.
        """
        path = self._path("last")
        if not os.path.exists(path):
            return None
        try:
            return _last_scan(json.loads(read_bytes(path)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def keep_last_scan(self, scan: LastScan) -> None:
        """Replace the last scan in one step: an interruption leaves the one before.

        Args:
            scan: A scan of the whole history that nothing was missing from.

        Raises:
            FileError: The file cannot be written.
        """
        write_bytes(self._path("last"), json.dumps(scan._asdict()).encode())

    def __enter__(self) -> Memory:
        os.makedirs(self._folder, exist_ok=True)
        for name in os.listdir(self._folder):
            if name.startswith(f"{self._kind}-") and not name.endswith(f"-{self._rules}"):
                os.unlink(os.path.join(self._folder, name))
        self._file = open(self._path("clean"), "ab", buffering=0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, clean: Mapping[str, Coverage]) -> None:
        """Remember clean blobs, in one appending write: two scans at once do not mix their lines.

        Args:
            clean: The coverage of each blob, by the mark of its rules and the `key` of its versions.
        """
        lines = [f"{blob} {' '.join(map(str, coverage))}\n" for blob, coverage in clean.items()]
        self._file.write("".join(lines).encode())


def _last_scan(fields: dict[str, Any]) -> LastScan:
    changes = [
        NotebookChange(Commit(commit, tuple(parents)), path, tuple(before), blob, is_link)
        for (commit, parents), path, before, blob, is_link in fields["changes"]
    ]
    unclean = [Version(blob, path) for blob, path in fields["unclean"]]
    clean = Coverage(*fields["clean"])
    marks = dict(fields["marks"])
    return LastScan(tuple(fields["tips"]), clean, tuple(unclean), tuple(changes), marks)


def rules_digest(engines: Sequence[str], settings: Iterable[bytes] = ()) -> str:
    """Return a name for everything that decides what a scan finds.

    That is the installed code, the engines and their versions, and the team's settings.

    Args:
        engines: The names of the engines.
        settings: The content of each file, or other text, that changes what the engines look for.
    """
    from hashlib import sha256

    package = os.path.dirname(colab_safe.__file__)
    digest = sha256(repr([colab_safe.__version__, *engines, *map(_version, engines)]).encode())
    for path in sorted(_code(package)):
        about = os.stat(path)
        digest.update(
            f"{path} {about.st_size} {about.st_mtime_ns}\n".encode("utf-8", "surrogateescape")
        )
    for setting in settings:
        digest.update(sha256(setting).digest())
    return digest.hexdigest()[:16]


def _code(package: str) -> Iterator[str]:
    """The modules of these rooms, and those outside of any package."""
    for parent, folders, names in os.walk(package):
        if parent == package:
            folders[:] = _ROOMS
        yield from (os.path.join(parent, name) for name in names if name.endswith(".py"))


def _version(engine: str) -> str:
    """The version of the package that an engine's rules come from; empty for the built-in ones."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PACKAGES[engine]) if engine in PACKAGES else ""
    except PackageNotFoundError:
        return ""
