"""What a scan needs to know of a place elsewhere, and the way to it from an address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from colab_safe.errors import UsageError, closest
from colab_safe.model import Problem, Report
from colab_safe.remote.quiet import quieten
from colab_safe.remote.schemes import SCHEMES, Address, Scheme
from colab_safe.typed import NamedTuple, Protocol

UNKNOWN_SIZE = 4_000_000  # bytes that a file is taken for whose size the server does not say


class Entry(NamedTuple):
    """A file elsewhere."""

    path: str  # as its source calls it
    name: str  # as reports call it
    size: int | None  # bytes; None if the server does not say
    digest: bytes | None = None  # the SHA-256 of its bytes, if the server says it
    version: str = ""  # what the server changes with every change of the file; empty if it says nothing of the kind


class Source(Protocol):
    """A place with files; `SCHEMES` names one class for each kind of address."""

    problems: list[Problem]  # what could not be listed, while the rest was
    left_out: tuple[str, ...]  # what nobody can list, in sentences for the report

    def wanted(self, everything: bool) -> Iterator[Entry]:
        """Yield the files to scan, as they are found.

        Args:
            everything: Whether folders give all their files instead of the notebooks and archives alone.

        Raises:
            Exception: As the library raises it: what could not be listed may contain anything.
        """

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        """Yield the bytes of some files, which are read at the same time, or why one cannot be read.

        Args:
            entries: Files; all of them are in memory together.
        """

    def in_words(self, error: BaseException) -> str:
        """Return what to tell the user about a failure; its own message is not shown.

        Args:
            error: As a library raised it.
        """

    def placed(self, report: Report, data: bytes) -> Report:
        """Return the report on one file with what the source alone knows about its findings.

        Args:
            report: On the file.
            data: Its bytes.
        """


def opened(at: Address, history: bool = False) -> Source:
    """Return what an address leads to.

    Args:
        at: The address.
        history: Whether older versions of the files are wanted as well.

    Raises:
        UsageError: The scheme is not known, or has no older versions, a package is missing, or the address has a
            credential in it.
    """
    scheme = _scheme(at)
    if history and not scheme.has_history:
        raise UsageError(
            "--history goes with repositories and with drive:, not with other addresses"
        )
    module, _, name = scheme.reader.rpartition(".")
    source: Source = getattr(import_module(module), name)(at, scheme, history)
    quieten()
    return source


def missing(scheme: Scheme, *packages: str) -> UsageError:
    """Return the error for packages that are not installed.

    Args:
        scheme: The kind of address that needs them.
        packages: Their names for pip.
    """
    mark = "://" if scheme.has_host else ":"
    wanted = " ".join(filter(None, packages))
    return UsageError(f"{scheme.name}{mark} needs further packages: pip install {wanted}")


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
    return found
