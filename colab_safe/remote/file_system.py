"""A file system elsewhere, through fsspec: a stream of names, and the bytes of some files at a time.

Credentials are those that each library finds by itself; none is passed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from colab_safe.errors import UsageError, closest
from colab_safe.remote.failures import is_passing, waiting_time
from colab_safe.remote.schemes import SCHEMES, Address, Scheme
from colab_safe.typed import Any, NamedTuple

_TRIES, _FIRST_WAIT_S, _LONGEST_WAIT_S = 5, 0.5, 60.0


class Entry(NamedTuple):
    """A file elsewhere."""

    path: str  # as the file system calls it
    name: str  # as reports call it
    size: int | None  # bytes; None if the server does not say


class FileSystem:
    """What one address leads to."""

    def __init__(self, at: Address) -> None:
        """Load the library.

        Args:
            at: The address.

        Raises:
            UsageError: The scheme is not known, a package is missing, or the address has a credential in it.
        """
        self.scheme = _scheme(at)
        self._at = at
        self._fs = _loaded(self.scheme)

    def is_file(self) -> bool:
        """Return whether the address is that of a file.

        Raises:
            Exception: As the library raises it.
        """
        return not self.scheme.lists or bool(_again(lambda: self._fs.isfile(self._path)))

    def entry(self) -> Entry:
        """Return the file that the address leads to.

        Raises:
            Exception: As the library raises it.
        """
        size = _again(lambda: self._fs.info(self._path)).get("size") if self.scheme.lists else None
        return Entry(self._path, self._at.shown, size)

    def entries(self) -> Iterator[Entry]:
        """Yield all files below the address, one folder at a time.

        Raises:
            Exception: As the library raises it: what could not be listed may contain anything.
        """
        walked = self._fs.walk(self._path, detail=True, on_error="raise")
        for _, _, files in walked:
            for about in files.values():
                name = f"{self.scheme.name}://{str(about['name']).lstrip('/')}"
                yield Entry(about["name"], name, about.get("size"))

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        """Yield the bytes of some files, which are read at the same time, or why one cannot be read.

        Args:
            entries: Files; all of them are in memory together.
        """
        left = list(entries)
        for attempt in range(_TRIES):
            again: list[Entry] = []
            waits = []
            for entry, got in zip(left, self._contents(left), strict=True):
                if isinstance(got, Exception) and is_passing(got) and attempt + 1 < _TRIES:
                    again.append(entry)
                    waits.append(_wait(attempt, waiting_time(got)))
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
        whole = f"{self.scheme.name}://{self._at.rest}"
        return whole if not self.scheme.lists else str(self._fs._strip_protocol(whole))


def _again(ask: Any) -> Any:
    """Ask until there is an answer, or an error that stays."""
    for attempt in range(_TRIES):
        try:
            return ask()
        except Exception as error:
            if attempt + 1 == _TRIES or not is_passing(error):
                raise
            time.sleep(_wait(attempt, waiting_time(error)))
    return None


def _wait(attempt: int, wished: float | None) -> float:
    return min(_LONGEST_WAIT_S, wished if wished is not None else _FIRST_WAIT_S * 2**attempt)


def _scheme(at: Address) -> Scheme:
    if at.has_user:
        raise UsageError(
            f"{at.scheme}://…: leave out the user and the password before the host: they would be in the history of your shell."
            " Sign in with the tools of the service"
        )
    found = SCHEMES.get(at.scheme)
    if found is None:
        meant = closest(at.scheme, SCHEMES)
        hint = f" Do you mean {meant}://?" if meant else ""
        raise UsageError(
            f"addresses of this kind are not read.{hint} Known are {', '.join(SCHEMES)}"
        )
    if "::" in at.rest:
        raise UsageError("addresses inside of others (::) are not read: archives are opened anyway")
    return found


def _loaded(scheme: Scheme) -> Any:
    try:
        import fsspec

        return fsspec.filesystem(scheme.name, use_listings_cache=False, skip_instance_cache=True)
    except (
        ImportError,
        ValueError,
    ):  # ValueError: a name that this version of fsspec does not know
        packages = " ".join(filter(None, ("fsspec", scheme.package)))
        raise UsageError(
            f"{scheme.name}:// needs further packages: pip install {packages}"
        ) from None
