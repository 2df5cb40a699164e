"""The blobs that a scan found nothing in, remembered in git's folder, so that the next scan passes them over.

No finding is ever written down: a blob with one is scanned again.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import TracebackType

import colab_safe
from colab_safe.model import Coverage

_LINE = re.compile(r"^([0-9a-f]+)((?: \d+){5})\n", re.MULTILINE)


class CleanBlobs:
    """The memory for one set of rules: `known` gives each clean blob's coverage. Each use of it has its own kind."""

    def __init__(self, git_directory: str, kind: str, key: str) -> None:
        self._folder = os.path.join(git_directory, "colab-safe")
        self._kind, self._key = kind, key

    def path(self, what: str) -> str:
        """The file for what is remembered: "clean" blobs, or the "past"."""
        return os.path.join(self._folder, f"{self._kind}-{what}-{self._key}")

    @cached_property
    def known(self) -> dict[str, Coverage]:
        return _read(self.path("clean"))

    def __enter__(self) -> CleanBlobs:
        os.makedirs(self._folder, exist_ok=True)
        for name in os.listdir(self._folder):
            if name.startswith(f"{self._kind}-") and not name.endswith(f"-{self._key}"):
                os.unlink(
                    os.path.join(self._folder, name)
                )  # of other rules: it will not be asked again
        self._file = open(self.path("clean"), "ab", buffering=0)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, clean: Mapping[str, Coverage]) -> None:
        """In one write that appends, so that two scans at once do not mix their lines."""
        lines = [f"{blob} {' '.join(map(str, coverage))}\n" for blob, coverage in clean.items()]
        self._file.write("".join(lines).encode())


def _read(path: str) -> dict[str, Coverage]:
    """A line a blob: its id, and the five numbers of its coverage; a line cut short by an interruption is no line."""
    try:
        with open(path, "rb") as file:
            text = file.read().decode("ascii", "replace")
    except FileNotFoundError:
        return {}
    return {line[1]: Coverage(*map(int, line[2].split())) for line in _LINE.finditer(text)}


def key(engines: Sequence[str], settings: Iterable[bytes] = ()) -> str:
    """Names everything that decides what is found: our code as it is installed, the engines, the team's settings."""
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
    """The modules on the way from bytes to findings."""
    for here, folders, names in os.walk(package):
        if here == package:
            folders[:] = ["accept", "detect", "notebook", "paths", "placeholders", "views"]
        yield from (os.path.join(here, name) for name in names if name.endswith(".py"))


_PACKAGES = {"detect-secrets": "detect-secrets", "kingfisher": "kingfisher-secret-scanner"}


def _version(engine: str) -> str:
    """Of the package that an engine brings its rules from."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(_PACKAGES[engine]) if engine in _PACKAGES else ""
    except PackageNotFoundError:
        return ""
