"""The notebooks at an address, as inputs of a scan: listed as they come, and read some at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colab_safe.errors import FileError, GitError
from colab_safe.limits import REMOTE_FILE, sentence
from colab_safe.model import Problem
from colab_safe.notebook_names import may_contain_notebooks
from colab_safe.project.inputs import Input, from_blob, not_read
from colab_safe.remote.failures import in_words
from colab_safe.remote.file_system import Entry, FileSystem
from colab_safe.remote.schemes import Address

# What is in memory at once; a file alone may be larger.
_BATCH_BYTES, _BATCH_FILES = 32_000_000, 64
_UNKNOWN_SIZE = 4_000_000  # bytes that a file is taken for whose size the server does not say


def from_address(at: Address, everything: bool = False) -> Iterator[Input | Problem]:
    """Yield the notebooks at an address, and what could not be read or listed.

    Args:
        at: A file, or a folder or bucket.
        everything: Whether a folder gives all its files instead of the notebooks and archives alone.

    Raises:
        UsageError: As `FileSystem` raises it.
    """
    system = FileSystem(at)
    seen = 0
    try:
        for batch in _batches(_wanted(system, everything)):
            seen += len(batch)
            yield from _read(system, batch)
    except Exception as error:  # each library has its own
        yield Problem(
            at.shown, f"not all of it was listed: {in_words(error, system.scheme.sign_in)}"
        )
        return
    if not seen:
        yield Problem(at.shown, "nothing was scanned: there is no notebook at this address")


def _wanted(system: FileSystem, everything: bool) -> Iterator[Entry]:
    if system.is_file():
        yield system.entry()
        return
    for entry in system.entries():
        if everything or may_contain_notebooks(entry.name):
            yield entry


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    gathered = 0
    for entry in entries:
        size = _UNKNOWN_SIZE if entry.size is None else entry.size
        if batch and (gathered + size > _BATCH_BYTES or len(batch) == _BATCH_FILES):
            yield batch
            batch, gathered = [], 0
        batch.append(entry)
        gathered += size
    if batch:
        yield batch


def _read(system: FileSystem, batch: list[Entry]) -> Iterator[Input | Problem]:
    fitting = [each for each in batch if (each.size or 0) <= REMOTE_FILE.most]
    for entry in batch:
        if (entry.size or 0) > REMOTE_FILE.most:
            yield not_read(entry.name, f"it was not read: {sentence(REMOTE_FILE)}")
    for entry, got in system.read(fitting) if fitting else ():
        if isinstance(got, Exception):
            yield Problem(entry.name, in_words(got, system.scheme.sign_in))
            continue
        try:
            yield from from_blob(entry.name, got)
        except (FileError, GitError):
            yield Problem(entry.name, "it is a pointer of Git LFS, and its content is not here")
        if entry.size is not None and len(got) != entry.size:
            yield Problem(entry.name, "it changed while it was read: scan it again")
