"""The file of `--resume`: reports on what was scanned before a run was killed, signed, and without secrets.

Each line is the report of one task. It counts if every file of the task still has the same size and the same version at
its server, if the rules and the code are the same, and if this user's runs wrote it: a prepared or damaged line is as none.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import pickle
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.project.files import read_bytes
from colab_safe.project.known_clean.user_key import SAFE, user_key
from colab_safe.project.parallel import Packed, unpacked
from colab_safe.remote.source import Entry
from colab_safe.typed import Any, NamedTuple

# A line that another program wrote may be anything, such as JSON that is nested thousands of levels deep.
_DAMAGED = (ValueError, KeyError, TypeError, RecursionError)
_PERSON, _PRIVATE = b"colab-safe resum", 0o600


class _Line(NamedTuple):
    names: frozenset[str]  # of its files, with their sizes and versions
    report: Packed


class Finished:
    """What earlier runs finished, and what this one does."""

    def __init__(self, path: str, rules: str) -> None:
        """Read the file, or begin one.

        Args:
            path: The file.
            rules: A name for the code, the settings and the options that decide what the report says.

        Raises:
            UsageError: The file is something else, or of other rules, cannot be written, or there is no key to sign with.
            FileError: It cannot be read.
        """
        key = user_key()
        if key is None:
            raise UsageError(
                "--resume needs a private cache folder, with a key that signs the file: set XDG_CACHE_HOME to one outside"
                " of the current folder and of any repository"
            )
        self.problems: list[Problem] = []
        self._key, self._path = key, path
        self._seen: dict[int, list[Entry]] = {}  # entries of lines of which others are missing yet
        found = read_bytes(path) if os.path.lexists(path) else b""
        head, *lines = found.split(b"\n") if found else [self._head(rules)]
        self._salt = head
        if not hmac.compare_digest(self._head(rules, head), head):
            raise UsageError(
                "the file after --resume is of another version, other settings or other options, or no such file:"
                " remove it, or name another one"
            )
        self._lines = [line for line in map(self._read, lines) if line]
        self._line_of = {name: nr for nr, line in enumerate(self._lines) for name in line.names}
        self._append(b"" if found else head)
        if self.problems:  # better now than after a night
            raise UsageError(f"the file after --resume: {self.problems[0].error}")

    @property
    def run_key(self) -> bytes:
        """The key for codes of secrets: that of the first run with this file. The file alone does not tell it."""
        return blake2b(self._salt, key=self._key, person=b"colab-safe codes").digest()

    def has(self, entry: Entry) -> bool:
        """Return whether a file was scanned, and has not changed.

        Args:
            entry: As it is listed now.
        """
        return bool(entry.version) and _name(entry) in self._line_of

    def reports(self, entries: Iterable[Entry]) -> Iterator[Report]:
        """Yield the reports of tasks as soon as all of their files have been given.

        Args:
            entries: Files of which `has` says that they were scanned.
        """
        for entry in entries:
            number = self._line_of[_name(entry)]
            seen = self._seen.setdefault(number, [])
            seen.append(entry)
            if {*map(_name, seen)} == self._lines[number].names:
                del self._seen[number]
                yield unpacked(self._lines[number].report)

    def left(self) -> list[Entry]:
        """Return the files to scan again, since others of their tasks are gone or have changed."""
        left = [entry for entries in self._seen.values() for entry in entries]
        self._seen.clear()
        return left

    def add(self, entries: Sequence[Entry], report: Packed) -> None:
        """Remember the report of a task that read everything.

        Args:
            entries: Its files; without a version of each, nothing is remembered.
            report: Without secrets.
        """
        if not all(each.version for each in entries) or unpacked(report).problems:
            return
        told = base64.b64encode(pickle.dumps(report)).decode()
        line = json.dumps({"files": [*map(_name, entries)], "report": told})
        signed = json.dumps({"signature": self._signature(line.encode())})
        self._append(f"[{line}, {signed}]".encode())

    def _head(self, rules: str, given: bytes = b"") -> bytes:
        """The first line; of a given one, what it would be for these rules."""
        try:
            salt = str(json.loads(given)["salt"]) if given else os.urandom(8).hex()
        except _DAMAGED:
            salt = ""
        told = f"colab-safe resume {salt} {rules}".encode()
        return json.dumps({"salt": salt, "signature": self._of(told)}).encode()

    def _read(self, text: bytes) -> _Line | None:
        """A line, unpickled only if this user signed it."""
        try:
            line, signed = json.loads(text)
            told = json.dumps(line).encode()
            if not hmac.compare_digest(self._signature(told), str(signed["signature"])):
                return None
            report = pickle.loads(base64.b64decode(line["report"]))  # noqa: S301
            return _Line(frozenset(line["files"]), report)
        except _DAMAGED:  # cut short, as by a full disk
            return None

    def _append(self, line: bytes) -> None:
        """In one write; the line end before it ends what a killed run cut short."""
        try:
            file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | SAFE, _PRIVATE)
            try:
                data = line + b"\n" if line == self._salt else b"\n" + line + b"\n"
                written = os.write(file, data)
            finally:
                os.close(file)
            said = "" if written == len(data) else "the disk is full"
        except OSError as error:
            said = error.strerror or type(error).__name__
        if said and not self.problems:
            why = f"it cannot be written ({said}), so a later run may read again what this one has read"
            self.problems.append(Problem("--resume", why))

    def _signature(self, line: bytes) -> str:
        return self._of(self._salt + b"\n" + line)

    def _of(self, told: bytes) -> str:
        return blake2b(told, key=self._key, person=_PERSON, digest_size=16).hexdigest()


def _name(entry: Entry) -> str:
    return json.dumps([entry.name, entry.size, entry.version])


def nothing_finished() -> Any:
    """Return what stands for `Finished` without a file."""
    return _Nothing()


class _Nothing:
    problems: tuple[Problem, ...] = ()

    def has(self, entry: Entry) -> bool:
        return False

    def left(self) -> list[Entry]:
        return []

    def add(self, entries: Sequence[Entry], report: Packed) -> None:
        pass
