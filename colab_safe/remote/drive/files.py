"""Notebooks on Google Drive as a source of a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.notebook_names import NOTEBOOK, is_notebook
from colab_safe.remote.drive.api import DriveApi
from colab_safe.remote.drive.listing import (
    COLAB,
    File,
    all_drives,
    behind,
    below,
    file,
    is_folder,
    older_revisions,
)
from colab_safe.remote.drive.places import Places
from colab_safe.remote.drive.refusals import refusal_in_words
from colab_safe.remote.schemes import Address, Scheme
from colab_safe.remote.source import Entry, missing

_ID = re.compile(r"[\w-]{4,200}", re.ASCII)  # "root" is the user's own Drive
_SHA256 = re.compile(r"[0-9a-f]{64}")
# A list of permissions may be long, and `Places` has what counts of it.
_KEPT = ("id", "name", "mimeType", "size", "sha256Checksum", "headRevisionId")
_LEFT_OUT = (
    "not scanned: revisions that Drive no longer keeps (mostly after 30 days, or beyond 100), or leaves out of long lists",
)


class DriveFiles:
    """All Drives that the user can see, or one folder or file."""

    def __init__(self, at: Address, scheme: Scheme, history: bool = False) -> None:
        """Load the libraries.

        Args:
            at: `drive:`, or `drive:ID`.
            scheme: Its kind.
            history: Whether older revisions are read as well.

        Raises:
            UsageError: A package is missing, or the id is not one.
        """
        self._id = at.rest
        if self._id and not _ID.fullmatch(self._id):
            raise UsageError(
                "drive: takes the id of a folder or file, which is the last part of its address:"
                " drive:FOLDER_ID; without one, all Drives that you can see are scanned"
            )
        try:
            self._api = DriveApi()
        except ImportError:
            raise missing(scheme, scheme.package) from None
        self.problems: list[Problem] = []
        self.left_out = _LEFT_OUT if history else ()
        self._history, self._at_once = history, scheme.at_once
        self._sign_in = scheme.sign_in
        self._places = Places(self._api)
        self._readers = ThreadPoolExecutor(scheme.at_once)

    def wanted(self, everything: bool) -> Iterator[Entry]:
        """Yield the notebooks, each once.

        Args:
            everything: Must be False.

        Raises:
            UsageError: All files are asked for.
            Exception: As google-auth, requests and the API raise it.
        """
        if everything:
            raise UsageError(
                "--all-files does not go with drive:, which reads notebooks and archives"
            )
        self._api.sign_in()
        files, failure = self._listed()
        if self._history:
            yield from self._with_revisions(files)
        else:
            yield from map(_entry, files)
        if failure:
            raise failure

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        """Yield the bytes of some files, or why one cannot be read.

        Args:
            entries: Files; all of them are in memory together.
        """
        yield from zip(entries, self._readers.map(self._content, entries), strict=True)

    def in_words(self, error: BaseException) -> str:
        """Return what to tell the user about a failure.

        Args:
            error: As google-auth, requests or the API raised it.
        """
        return refusal_in_words(error, self._sign_in)

    def placed(self, report: Report, data: bytes) -> Report:
        """Return the report with links to its findings, and who can open the file.

        Args:
            report: On one file.
            data: Its bytes.
        """
        return self._places.placed(report, data)

    def _listed(self) -> tuple[list[File], Exception | None]:
        """All files, each once, before the first is read: the tokens of pages last some hours only."""
        files: dict[str, File] = {}
        try:
            for found in self._found():
                if found["id"] not in files:
                    self._places.learn(found)
                    files[found["id"]] = {name: found[name] for name in _KEPT if name in found}
        except Exception as error:
            return list(files.values()), error
        return list(files.values()), None

    def _with_revisions(self, files: list[File]) -> Iterator[Entry]:
        for start in range(0, len(files), self._at_once):
            some = files[start : start + self._at_once]
            for found, older in zip(some, self._readers.map(self._older, some), strict=True):
                yield _entry(found)
                if isinstance(older, Exception):
                    said = f"its revisions were not read: {self.in_words(older)}"
                    self.problems.append(Problem(_shown(found), said))
                    continue
                for each in older:
                    self._places.learn_revision(found["id"], each)
                    yield _entry(found, each)

    def _older(self, found: File) -> list[File] | Exception:
        try:
            return older_revisions(self._api, found)
        except Exception as error:
            return error

    def _found(self) -> Iterator[File]:
        if not self._id:
            return all_drives(self._api, self._failed)
        named = behind(self._api, file(self._api, self._id))
        return below(self._api, named, self._failed) if is_folder(named) else iter([named])

    def _failed(self, place: str, error: Exception) -> None:
        said = f"not all of it was listed: {self.in_words(error)}"
        self.problems.append(Problem(f"drive:{place}", said))

    def _content(self, entry: Entry) -> bytes | Exception:
        try:
            return self._api.content(f"files/{entry.path}")
        except Exception as error:
            return error


def _entry(found: File, revision: File | None = None) -> Entry:
    inside = f"/revisions/{revision['id']}" if revision else ""
    size = str((revision or found).get("size", ""))  # Drive writes numbers of 64 bits as texts
    known = int(size) if size.isdecimal() else None
    digest = None if revision else _digest(found)
    return Entry(f"{found['id']}{inside}", _shown(found, inside), known, digest)


def _digest(found: File) -> bytes | None:
    """Files that nobody has changed since Drive began to hash them have none."""
    checksum = str(found.get("sha256Checksum", ""))
    return bytes.fromhex(checksum) if _SHA256.fullmatch(checksum) else None


def _shown(found: File, inside: str = "") -> str:
    """The name in reports: names are not unique on Drive, and may have slashes."""
    name = str(found.get("name", "")).replace("/", "_") or "untitled"
    is_named = found.get("mimeType") not in COLAB or is_notebook(name)
    return f"drive:{found['id']}{inside}/{name}{'' if is_named else NOTEBOOK}"
