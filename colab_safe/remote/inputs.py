"""The notebooks at an address, scanned as they are listed, and read some at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from colab_safe.errors import FileError, GitError, UsageError
from colab_safe.limits import REMOTE_FILE, sentence
from colab_safe.model import Coverage, Problem, Report, total
from colab_safe.project.inputs import Input, from_blob, not_read, scan_input
from colab_safe.project.known_clean.files import CleanFiles
from colab_safe.remote.failures import is_of_all
from colab_safe.remote.schemes import Address
from colab_safe.remote.source import UNKNOWN_SIZE, Entry, Source, opened
from colab_safe.report.drive import narrowness

# What is in memory at once; a file alone may be larger.
_BATCH_BYTES, _BATCH_FILES = 32_000_000, 64
# So many failures of a whole batch end the scan: each of 10,000 further files would be waited for, too.
_ENOUGH = 8


def scan_address(
    at: Address,
    everything: bool,
    history: bool,
    scan: Callable[[bytes, str], Report],
    clean: CleanFiles,
    watch: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Return the report on what is at an address, the findings that most people can open first.

    Args:
        at: A file, or a folder, bucket or drive.
        everything: Whether a folder gives all its files instead of the notebooks and archives alone.
        history: Whether older versions of the files are scanned as well.
        scan: Scans one text, given its bytes and its path.
        clean: What earlier runs found clean, which is not read again, and where this one is remembered.
        watch: Called with the report on each file as soon as it is scanned.

    Raises:
        UsageError: As `opened` raises it.
    """
    source = opened(at, history)
    scan_unknown = clean.scanner(scan)

    def placed(data: bytes, path: str) -> Report:
        return source.placed(scan_unknown(data, path), data)

    def watched(each: Input | Problem) -> Report:
        report = scan_input(each, placed)
        watch(report)
        return report

    known: list[Coverage] = []
    report = total(map(watched, _inputs(source, at, everything, clean, known)))
    rest = [Report(coverage=each) for each in known]
    report = total([report, *rest, Report(switched_off=source.left_out)])
    return report._replace(findings=tuple(sorted(report.findings, key=narrowness)))


def _inputs(
    source: Source, at: Address, everything: bool, clean: CleanFiles, known: list[Coverage]
) -> Iterator[Input | Problem]:
    """The notebooks at an address, and what could not be read or listed; those that are clean go into `known`."""
    seen = 0
    try:
        for batch in batches(_unknown(source.wanted(everything), clean, known)):
            seen += len(batch)
            yield from read_batch(source, batch)
            # All that was read before is scanned: a run that is killed has remembered it.
            clean.add(clean.taken())
    except UsageError:
        raise
    except GivenUp as end:
        said = f"the rest was not read: {source.in_words(end.error)}"
        source.problems.append(Problem(at.shown, said))
    except Exception as error:  # each library has its own
        source.problems.append(
            Problem(at.shown, f"not all of it was listed: {source.in_words(error)}")
        )
    yield from source.problems
    if not (seen or known or source.problems):
        yield Problem(at.shown, "nothing was scanned: there is no notebook at this address")


def _unknown(entries: Iterable[Entry], clean: CleanFiles, known: list[Coverage]) -> Iterator[Entry]:
    for entry in entries:
        coverage = clean.coverage_of(entry.digest, entry.name) if entry.digest else None
        if coverage:
            known.append(coverage)
        else:
            yield entry


def batches(entries: Iterable[Entry], most: int = _BATCH_BYTES) -> Iterator[list[Entry]]:
    """Yield files that are read together, as they are listed.

    Args:
        entries: Files.
        most: The bytes of a batch, unless one file alone has more.

    Raises:
        Exception: As `entries` raises it, after what was listed before.
    """
    batch: list[Entry] = []
    gathered = 0
    try:
        for entry in entries:
            size = UNKNOWN_SIZE if entry.size is None else entry.size
            if batch and (gathered + size > most or len(batch) == _BATCH_FILES):
                yield batch
                batch, gathered = [], 0
            batch.append(entry)
            gathered += size
    except Exception:  # what was listed before is scanned
        yield batch
        raise
    if batch:
        yield batch


class GivenUp(Exception):
    """Many files one after the other could not be read, for a reason that the next ones would share."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


def read_batch(source: Source, batch: list[Entry]) -> Iterator[Input | Problem]:
    """Yield the texts of some files, and what could not be read.

    Args:
        source: Where they are.
        batch: Files; all of them are in memory together.

    Raises:
        GivenUp: None of them could be read, for a reason that the next ones would share.
    """
    fitting = [each for each in batch if (each.size or 0) <= REMOTE_FILE.most]
    for entry in batch:
        if (entry.size or 0) > REMOTE_FILE.most:
            yield not_read(entry.name, f"it was not read: {sentence(REMOTE_FILE)}")
    failed = 0
    for entry, got in source.read(fitting) if fitting else ():
        if isinstance(got, Exception):
            yield Problem(entry.name, source.in_words(got))
            failed += is_of_all(got)
            if failed == len(fitting) >= _ENOUGH:
                raise GivenUp(got)
            continue
        try:
            yield from from_blob(entry.name, got)
        except (FileError, GitError):
            yield Problem(entry.name, "it is a pointer of Git LFS, and its content is not here")
        if entry.size is not None and len(got) != entry.size:
            yield Problem(entry.name, "it changed while it was read: scan it again")
