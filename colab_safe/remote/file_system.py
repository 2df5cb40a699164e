"""A file system elsewhere, through fsspec: a stream of names, and the bytes of some files at a time.

Credentials are those that each library finds by itself; none is passed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.notebook_names import may_contain_notebooks
from colab_safe.remote.failures import in_words, is_passing, waiting_time
from colab_safe.remote.retries import TRIES, asked, wait
from colab_safe.remote.schemes import Address, Scheme
from colab_safe.remote.source import Entry, missing
from colab_safe.typed import Any

# What libraries call the version of a file. The time of a change is not one: it may be set back.
_VERSIONS = ("ETag", "etag", "generation", "blob_id")


class FileSystem:
    """What one address leads to."""

    left_out: tuple[str, ...] = ()

    def __init__(self, at: Address, scheme: Scheme, history: bool = False) -> None:
        """Load the library.

        Args:
            at: The address.
            scheme: Its kind.
            history: Must be False.

        Raises:
            UsageError: A package is missing, or the address is inside of another one.
        """
        if "::" in at.rest:
            raise UsageError(
                "addresses inside of others (::) are not read: archives are opened anyway"
            )
        self.problems: list[Problem] = []
        self._scheme, self._at = scheme, at
        self._fs = _loaded(scheme)

    def wanted(self, everything: bool) -> Iterator[Entry]:
        """Yield the file at the address, or the files below it, one folder at a time.

        Args:
            everything: Whether folders give all their files instead of the notebooks and archives alone.

        Raises:
            Exception: As the library raises it: what could not be listed may contain anything.
        """
        if self._is_file():
            yield self._entry()
            return
        for entry in self._entries():
            if everything or may_contain_notebooks(entry.name):
                yield entry

    def in_words(self, error: BaseException) -> str:
        """Return what to tell the user about a failure.

        Args:
            error: As the library raised it.
        """
        return in_words(error, self._scheme.sign_in)

    def placed(self, report: Report, data: bytes) -> Report:
        """Return the report as it is: the library knows nothing about findings.

        Args:
            report: On one file.
            data: Its bytes.
        """
        return report

    def _is_file(self) -> bool:
        return not self._scheme.lists or bool(asked(lambda: self._fs.isfile(self._path)))

    def _entry(self) -> Entry:
        about = asked(lambda: self._fs.info(self._path)) if self._scheme.lists else {}
        version = _version(about)
        return Entry(self._path, self._at.shown, about.get("size"), version=version)

    def _entries(self) -> Iterator[Entry]:
        walked = self._fs.walk(self._path, detail=True, on_error="raise")
        for _, _, files in walked:
            for about in files.values():
                name = f"{self._scheme.name}://{str(about['name']).lstrip('/')}"
                yield Entry(about["name"], name, about.get("size"), version=_version(about))

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        """Yield the bytes of some files, which are read at the same time, or why one cannot be read.

        Args:
            entries: Files; all of them are in memory together.
        """
        left = list(entries)
        for attempt in range(TRIES):
            again: list[Entry] = []
            waits = []
            for entry, got in zip(left, self._contents(left), strict=True):
                if isinstance(got, Exception) and is_passing(got) and attempt + 1 < TRIES:
                    again.append(entry)
                    waits.append(wait(attempt, waiting_time(got)))
                else:
                    yield entry, got
            if not again:
                return
            left = again
            time.sleep(max(waits))

    def _contents(self, entries: Sequence[Entry]) -> list[bytes | Exception]:
        """Not `cat`, which takes `[1]` and `?` in names for patterns."""
        whole = [None] * len(entries)
        paths = [each.path for each in entries]
        return list(self._fs.cat_ranges(paths, whole, whole, on_error="return"))

    @property
    def _path(self) -> str:
        whole = f"{self._scheme.name}://{self._at.rest}"
        return whole if not self._scheme.lists else str(self._fs._strip_protocol(whole))


def _version(about: Mapping[str, Any]) -> str:
    return " ".join(str(about[name]) for name in _VERSIONS if about.get(name))


def _loaded(scheme: Scheme) -> Any:
    try:
        import fsspec

        return fsspec.filesystem(scheme.name, use_listings_cache=False, skip_instance_cache=True)
    except (
        ImportError,
        ValueError,
    ):  # ValueError: a name that this version of fsspec does not know
        raise missing(scheme, "fsspec", scheme.package) from None
