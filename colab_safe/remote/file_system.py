"""A file system elsewhere, through fsspec: a stream of names, and the bytes of some files at a time.

Credentials are those that each library finds by itself; none is passed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from threading import Lock

from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.notebook_names import may_contain_notebooks
from colab_safe.remote.deadline import within
from colab_safe.remote.failures import in_words, is_of_all
from colab_safe.remote.retries import TRIES, Answer, asked, pause
from colab_safe.remote.schemes import Address, Scheme
from colab_safe.remote.source import UNKNOWN_SIZE, Entry, missing
from colab_safe.typed import Any

# What libraries call the version of a file. The time of a change is not one: it may be set back.
_VERSIONS = ("ETag", "etag", "generation", "blob_id")
# Seconds: a folder with a million names takes a thousand requests. What reads at less than this speed does not answer.
_ASK_S, _LIST_S, _READ_S, _READ_EACH_S = 300.0, 3600.0, 120.0, 5.0
_SLOWEST = 100_000  # bytes a second


class NotSignedIn(Exception):
    """The library does not know as whom to ask."""


class OtherAccount(Exception):
    """The library would read from another account than the address names."""


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
            UsageError: A package is missing, the address is inside of another one, or its host is not the name of one.
        """
        if not at.connects and "::" in at.rest:
            raise UsageError(
                "addresses inside of others (::) are not read: archives are opened anyway"
            )
        self.problems: list[Problem] = []
        self._scheme, self._at = scheme, at
        self._class = _loaded(scheme)
        self._connection: Any = None
        self._turn = Lock()
        if at.connects and at.host is None:
            raise UsageError(
                f"{at.scheme}:// is not followed by a server: write {at.scheme}://HOST/FOLDER, or HOST:PORT"
            )

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
        if not self._at.connects:
            return not self._scheme.lists or self._asked(lambda fs: bool(fs.isfile(self._path)))
        try:
            return bool(self._asked(lambda fs: fs.info(self._path))["type"] == "file")
        except FileNotFoundError:
            return False

    def _entry(self) -> Entry:
        about = self._asked(lambda fs: fs.info(self._path)) if self._scheme.lists else {}
        version = _version(about)
        return Entry(self._path, self._at.shown, about.get("size"), version=version)

    def _entries(self) -> Iterator[Entry]:
        """Not `walk`, whose `on_error` counts for the first folder alone: others that fail are left out without a word."""
        folders = [self._path]
        while folders:
            folder = folders.pop()
            below = []
            for about in self._listed_or_reported(folder):
                path = str(about["name"])
                if about["type"] != "directory":
                    yield self._listed_entry(about)
                elif path.rstrip("/") != folder.rstrip("/"):
                    below.append(path)
            folders += reversed(below)

    def _listed_or_reported(self, folder: str) -> list[Any]:
        """What a folder contains; one that may not be listed does not hide the others."""
        try:
            return self._asked(lambda fs: list(fs.ls(folder, detail=True)), _LIST_S)
        except Exception as error:  # each library has its own
            if folder == self._path or is_of_all(error):
                raise
            words = f"this folder was not listed: {self.in_words(error)}"
            self.problems.append(Problem(self._at.name_of(folder), words))
            return []

    def _listed_entry(self, about: Mapping[str, Any]) -> Entry:
        """What is not a file may be a link, which has the size of its own text."""
        path = str(about["name"])
        size = about.get("size") if about["type"] == "file" else None
        return Entry(path, self._at.name_of(path), size, version=_version(about))

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        """Yield the bytes of some files, which are read at the same time, or why one cannot be read.

        Args:
            entries: Files; all of them are in memory together.
        """
        left, begun = list(entries), time.monotonic()
        for attempt in range(TRIES):
            again: list[Entry] = []
            waits = []
            for entry, got in zip(left, self._contents(left), strict=True):
                seconds = None
                if isinstance(got, Exception) and attempt + 1 < TRIES:
                    seconds = pause(got, attempt, begun)
                if seconds is None:
                    yield entry, got
                else:
                    again.append(entry)
                    waits.append(seconds)
            if not again:
                return
            left = again
            time.sleep(max(waits))

    def _contents(self, entries: Sequence[Entry]) -> list[bytes | Exception]:
        """Not `cat`, which takes `[1]` and `?` in names for patterns."""
        paths = [each.path for each in entries]
        if not self._at.connects:
            return self._together(paths, _longest(entries))
        with self._turn:  # a connection is not for several threads
            return [self._content(each) for each in entries]

    def _together(self, paths: list[str], seconds: float) -> list[bytes | Exception]:
        whole = [None] * len(paths)
        try:
            fs = self._fs
            return within(
                seconds, lambda: list(fs.cat_ranges(paths, whole, whole, on_error="return"))
            )
        except TimeoutError as error:
            self._connection = None
            return [error] * len(paths)

    def _content(self, entry: Entry) -> bytes | Exception:
        try:
            data: bytes = self._once(lambda fs: fs.cat_file(entry.path), _longest([entry]))
        except Exception as error:  # each library has its own
            return error
        return data

    def _asked(self, ask: Callable[[Any], Answer], seconds: float = _ASK_S) -> Answer:
        return asked(lambda: self._once(ask, seconds))

    def _once(self, ask: Callable[[Any], Answer], seconds: float) -> Answer:
        """After a failure, a connection may be gone, or give the answer to an earlier question: another one is made."""
        try:
            return within(seconds, lambda: ask(self._fs))
        except (FileNotFoundError, PermissionError):
            raise
        except Exception:
            if self._at.connects:
                self._connection = None
            raise

    @property
    def _fs(self) -> Any:
        """Connected at the first use, where a failure has a place in the report."""
        if self._connection is None:
            options: dict[str, Any] = {"skip_instance_cache": True, "use_listings_cache": False}
            options |= dict(self._scheme.options)
            host = self._at.host
            if self._at.connects and host:
                self._connection = self._class(host, **options)
            else:
                if self._at.account:
                    options["account_name"] = self._at.account
                self._connection = self._made(options)
                self._connection.batch_size = self._at.requests
        return self._connection

    def _made(self, options: dict[str, Any]) -> Any:
        try:
            made = self._class(**options)
        except ValueError:  # adlfs, without a name of an account
            raise NotSignedIn from None
        # adlfs prefers the environment to its arguments.
        if self._at.account and made.service_client.account_name != self._at.account:
            raise OtherAccount
        return made

    @property
    def _path(self) -> str:
        if self._at.connects:
            return self._at.path
        whole = f"{self._scheme.name}://{self._at.rest}"
        return whole if not self._scheme.lists else str(self._fs._strip_protocol(whole))


def _longest(entries: Sequence[Entry]) -> float:
    """Seconds that reading some files may take."""
    size = sum(UNKNOWN_SIZE if each.size is None else each.size for each in entries)
    return _READ_S + _READ_EACH_S * len(entries) + size / _SLOWEST


def _version(about: Mapping[str, Any]) -> str:
    return " ".join(str(about[name]) for name in _VERSIONS if about.get(name))


def _loaded(scheme: Scheme) -> Any:
    try:
        import fsspec

        if scheme.connects:
            module, _, name = scheme.connects.rpartition(".")
            return getattr(import_module(module), name)
        return fsspec.get_filesystem_class(scheme.name)
    except (
        ImportError,
        ValueError,
    ):  # ValueError: a name that this version of fsspec does not know
        raise missing(scheme, "fsspec", scheme.package) from None
