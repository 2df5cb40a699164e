"""A file of what was clean: one line per entry, signed with the user's key.

An entry that is damaged, that somebody else wrote, or that was copied from another place, is ignored. No finding is ever
written down. Nothing here fails a scan: where the memory cannot be read or written, everything is looked at again.
"""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b

from colab_safe.model import Coverage
from colab_safe.project.known_clean.user_key import SAFE, is_own, is_own_folder
from colab_safe.typed import NamedTuple

_MOST = 16_000_000  # bytes of a file, some 130,000 entries; then the older half is thrown out
# Files of other versions of the code that are kept: pre-commit may have another one.
_GENERATIONS = 3
_PERSON = b"colab-safe clean"
# An entry: its name, the numbers of its coverage, and the signature.
_LINE = re.compile(r"^([^\s]+) (\d+(?: \d+){5}) ([0-9a-f]{32})$", re.MULTILINE)
# What the files are called, also those of earlier versions of this module.
_NAME = re.compile(r"(?:clean|files|remote|last|scanned-[a-z]+|pushed-[a-z]+)-[0-9a-f-]+")


class _Entry(NamedTuple):
    numbers: str
    signature: str


class Memory:
    """What was found clean by one version of the code, whatever the rules: they are a part of the entries' names."""

    def __init__(self, folder: str | None, key: bytes | None, kind: str, code: str) -> None:
        """Make a memory; nothing is read yet.

        Args:
            folder: Where the files are; it is made with the first entry.
            key: The user's. Without a key or a folder nothing is known, and nothing is remembered.
            kind: What the entries are of: "clean" for contents, "files" for files on the disk, "remote" for those
                elsewhere, "last" for scans.
            code: A name of the code that finds secrets, hexadecimal.
        """
        self._folder, self._key, self._kind = folder or "", key or b"", kind
        self.is_on = bool(folder and key)
        user = blake2b(b"user", key=self._key, person=_PERSON, digest_size=4).hexdigest()
        self._path = os.path.join(self._folder, f"{kind}-{code}-{user}")
        # Signed with each entry: a copy of the folder is not believed elsewhere.
        self._place = os.fsencode(os.path.realpath(self._path))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is remembered."""
        return not self._entries

    def known(self, names: Iterable[str]) -> dict[str, Coverage]:
        """Return the coverage of those that were clean when this run began.

        Args:
            names: Of entries.
        """
        entries = self._entries
        found = {name: entries[name] for name in names if name in entries}
        return {
            name: _known_coverage(entry.numbers)
            for name, entry in found.items()
            if hmac.compare_digest(self._signature(f"{name} {entry.numbers}"), entry.signature)
        }

    @cached_property
    def _entries(self) -> dict[str, _Entry]:
        text = _read(self._path).decode("ascii", "replace") if self.is_on else ""
        return {name: _Entry(*entry) for name, *entry in _LINE.findall(text)}

    def add(self, clean: Mapping[str, Coverage]) -> None:
        """Remember what was read wholly and is clean, in one appending write: two runs at once do not mix their lines.

        Args:
            clean: The coverage of each, by the name of its entry.
        """
        if not self.is_on or not clean:
            return
        lines = [f"{name} {' '.join(map(str, each[:6]))}" for name, each in clean.items()]
        # The first line ends what a killed run or a full disk cut short.
        text = "".join(f"\n{line} {self._signature(line)}" for line in lines) + "\n"
        with suppress(OSError):
            self._append(text.encode())

    def _append(self, data: bytes) -> None:
        self._make_room()
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | SAFE, 0o600)
        try:
            if is_own(os.fstat(file)):
                os.write(file, data)
        finally:
            os.close(file)

    def _make_room(self) -> None:
        """Make the folder, and throw out the older half of a large file, and files of older code."""
        os.makedirs(self._folder, 0o700, exist_ok=True)
        if not is_own_folder(self._folder):
            raise PermissionError(self._folder)
        with suppress(FileNotFoundError):
            if os.lstat(self._path).st_size > _MOST:
                self._replace(_read(self._path)[-_MOST // 2 :])
        if not os.path.lexists(self._path):
            _forget_older(self._folder, self._kind)

    def _replace(self, data: bytes) -> None:
        from colab_safe.atomic_write import replace_file  # few runs replace anything

        if os.path.islink(self._path):
            os.unlink(self._path)
        replace_file(self._path, data, 0o600)

    def keep(self, data: bytes) -> None:
        """Replace the whole file by data and their signature.

        Args:
            data: What `kept` returns in later runs of this user.
        """
        if self.is_on:
            with suppress(OSError):
                self._make_room()
                self._replace(self._signature_of(data).encode() + b"\n" + data)

    def kept(self) -> bytes | None:
        """Return what `keep` wrote; None where nothing was kept, or somebody else wrote it."""
        if not self.is_on:
            return None
        signature, _, data = _read(self._path).partition(b"\n")
        expected = self._signature_of(data).encode()
        return data if hmac.compare_digest(expected, signature) else None

    def _signature(self, line: str) -> str:
        return self._signature_of(line.encode("utf-8", "surrogateescape"))

    def _signature_of(self, data: bytes) -> str:
        """A message authentication code: https://www.rfc-editor.org/rfc/rfc7693#section-2.9"""
        signed = b"%b\0%b" % (self._place, data)
        return blake2b(signed, key=self._key, person=_PERSON, digest_size=16).hexdigest()


def _known_coverage(numbers: str) -> Coverage:
    read = [*map(int, numbers.split())]
    return Coverage._make((*read, read[0]))


def _read(path: str) -> bytes:
    """A file of the user's; empty where there is none, or it is larger than any that `Memory` writes."""
    try:
        file = os.open(path, os.O_RDONLY | SAFE)
    except OSError:
        return b""
    with suppress(OSError), os.fdopen(file, "rb") as opened:
        about = os.fstat(file)
        return opened.read() if is_own(about) and about.st_size < 2 * _MOST else b""
    return b""


def _forget_older(folder: str, kind: str) -> None:
    """Remove the files of other code, but for the newest."""
    names = [name for name in os.listdir(folder) if _NAME.fullmatch(name)]
    old = [name for name in names if name.startswith(("scanned-", "pushed-"))]
    same = [os.path.join(folder, name) for name in names if name.startswith(f"{kind}-")]
    newest = sorted(same, key=lambda path: os.lstat(path).st_mtime, reverse=True)
    for path in [*(os.path.join(folder, name) for name in old), *newest[_GENERATIONS:]]:
        with suppress(OSError):
            os.unlink(path)
