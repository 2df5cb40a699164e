"""The notebooks at an address, scanned as they are listed, and read some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from colab_safe.errors import FileError, GitError, UsageError
from colab_safe.limits import REMOTE_FILE, sentence
from colab_safe.model import Problem, Report
from colab_safe.project.inputs import Input, from_blob, not_read, scan_inputs
from colab_safe.remote.schemes import Address
from colab_safe.remote.source import Entry, Source, opened
from colab_safe.report.drive import narrowness

# What is in memory at once; a file alone may be larger.
_BATCH_BYTES, _BATCH_FILES = 32_000_000, 64
_UNKNOWN_SIZE = 4_000_000  # bytes that a file is taken for whose size the server does not say


def scan_address(
    at: Address, everything: bool, history: bool, scan: Callable[[bytes, str], Report]
) -> Report:
    """Return the report on what is at an address, the findings that most people can open first.

    Args:
        at: A file, or a folder, bucket or drive.
        everything: Whether a folder gives all its files instead of the notebooks and archives alone.
        history: Whether older versions of the files are scanned as well.
        scan: Scans one text, given its bytes and its path.

    Raises:
        UsageError: As `opened` raises it.
    """
    source = opened(at, history)

    def placed(data: bytes, path: str) -> Report:
        return source.placed(scan(data, path), data)

    report = scan_inputs(_inputs(source, at, everything), placed)
    report = report.plus(Report(switched_off=source.left_out))
    return report._replace(findings=tuple(sorted(report.findings, key=narrowness)))


def _inputs(source: Source, at: Address, everything: bool) -> Iterator[Input | Problem]:
    """The notebooks at an address, and what could not be read or listed."""
    seen = 0
    try:
        for batch in _batches(source.wanted(everything)):
            seen += len(batch)
            yield from _read(source, batch)
    except UsageError:
        raise
    except Exception as error:  # each library has its own
        source.problems.append(
            Problem(at.shown, f"not all of it was listed: {source.in_words(error)}")
        )
    yield from source.problems
    if not seen and not source.problems:
        yield Problem(at.shown, "nothing was scanned: there is no notebook at this address")


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    gathered = 0
    try:
        for entry in entries:
            size = _UNKNOWN_SIZE if entry.size is None else entry.size
            if batch and (gathered + size > _BATCH_BYTES or len(batch) == _BATCH_FILES):
                yield batch
                batch, gathered = [], 0
            batch.append(entry)
            gathered += size
    except Exception:  # what was listed before is scanned
        yield batch
        raise
    if batch:
        yield batch


def _read(source: Source, batch: list[Entry]) -> Iterator[Input | Problem]:
    fitting = [each for each in batch if (each.size or 0) <= REMOTE_FILE.most]
    for entry in batch:
        if (entry.size or 0) > REMOTE_FILE.most:
            yield not_read(entry.name, f"it was not read: {sentence(REMOTE_FILE)}")
    for entry, got in source.read(fitting) if fitting else ():
        if isinstance(got, Exception):
            yield Problem(entry.name, source.in_words(got))
            continue
        try:
            yield from from_blob(entry.name, got)
        except (FileError, GitError):
            yield Problem(entry.name, "it is a pointer of Git LFS, and its content is not here")
        if entry.size is not None and len(got) != entry.size:
            yield Problem(entry.name, "it changed while it was read: scan it again")
