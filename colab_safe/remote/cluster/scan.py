"""Addresses scanned by the workers of Dask: this process lists, they read and scan, and their reports come back."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence

from colab_safe.errors import ColabSafeError, UsageError
from colab_safe.model import Problem, Report, total
from colab_safe.project.inputs import scan_inputs
from colab_safe.project.known_clean.files import CleanFiles
from colab_safe.project.parallel import ScanOptions, job_count, unpacked
from colab_safe.project.project import Project, Projects, Scanner
from colab_safe.project.project_parts import parts_of
from colab_safe.remote.cluster.connection import connected, has_workers
from colab_safe.remote.cluster.work import Done, Run, Task, not_done, version, work
from colab_safe.remote.inputs import batches, read_batch, scan_address
from colab_safe.remote.schemes import Address, is_of_fsspec
from colab_safe.remote.source import Entry, Source, opened
from colab_safe.token_words import known_tokens
from colab_safe.typed import Any, NamedTuple

_TASK_BYTES = 4_000_000
# Tasks in flight for each thread of the workers: one is worked on, one is there already.
_AHEAD, _FEWEST = 2, 8
_ASKED_EVERY_S, _PATIENCE = (
    20,
    3,
)  # whether there is a worker; so many times without one end the scan
_RETRIES = (
    2  # of a task that Dask itself could not run; those of workers that die are repeated anyway
)
_LOST = "it was not read: no worker is left, or the scheduler is gone"
_DIED = "it was not read: the workers that read it died. Do they have enough memory?"


def scan_on_cluster(
    addresses: Sequence[Address],
    everything: bool,
    scheduler: str,
    options: ScanOptions,
    project: Project,
) -> Report:
    """Return the report on what is at some addresses, as it would be without workers, but for secrets: codes stand for them.

    Args:
        addresses: Files, folders and buckets that fsspec reads.
        everything: Whether a folder gives all its files instead of the notebooks and archives alone.
        scheduler: The address of Dask's scheduler, or "local".
        options: How to scan; its `jobs` is the number of processes of a local cluster.
        project: That of the current folder.

    Raises:
        UsageError: An address is not for workers, known values are looked for, or as `connected` raises it.
    """
    for at in addresses:
        if not is_of_fsspec(at.scheme):
            raise UsageError(
                f"--scheduler does not go with {at.scheme}: it is read on this machine"
            )
    if project.has_known_values:
        raise UsageError(
            "--scheduler does not go with known values: your own credentials stay on this machine"
        )
    run = Run(os.urandom(8).hex(), os.urandom(32), parts_of(project), version())
    listing = _Listing(addresses, everything, project.scanner(), options)
    with connected(scheduler, job_count(options), run) as client:
        return total(_Scan(client, run, listing).reports())


class _Part(NamedTuple):
    """Files for the workers, of one of the addresses."""

    at: Address
    task: Task


class _Listing:
    """What is at the addresses, in parts."""

    def __init__(
        self,
        addresses: Sequence[Address],
        everything: bool,
        scan: Scanner,
        options: ScanOptions,
    ) -> None:
        self.given_up: dict[Address, str] = {}  # why the rest of an address is not read
        self._addresses, self._everything = addresses, everything
        self._scan, self._options = scan, options

    def __iter__(self) -> Iterator[_Part | Report]:
        for at in self._addresses:
            # Its query may be a signature, which no argument of a task may be.
            yield from [self._here(at)] if "?" in at.rest or "#" in at.rest else self._parts(at)

    def _here(self, at: Address) -> Report:
        nothing = self._options._replace(remember=False)
        clean = CleanFiles(nothing, Projects(nothing.project), elsewhere=True)
        return scan_address(at, self._everything, False, self._scan, clean)

    def _parts(self, at: Address) -> Iterator[_Part | Report]:
        source, seen = opened(at), False
        problems: list[Problem] = []
        try:
            for batch in batches(source.wanted(self._everything), _TASK_BYTES):
                seen = seen or bool(batch)
                yield from self._divided(at, source, batch)
                if at in self.given_up:
                    problems.append(
                        Problem(at.shown, f"the rest was not read: {self.given_up[at]}")
                    )
                    break
        except UsageError:
            raise
        except Exception as error:  # each library has its own
            said = f"not all of it was listed: {source.in_words(error)}"
            problems.append(Problem(at.shown, said))
        problems += source.problems
        if not (seen or problems):
            said = "nothing was scanned: there is no notebook at this address"
            problems.append(Problem(at.shown, said))
        yield Report(problems=tuple(problems))

    def _divided(self, at: Address, source: Source, batch: list[Entry]) -> Iterator[_Part | Report]:
        """Files with a token in their names are read here: names are in the tasks."""
        own = [each for each in batch if known_tokens(each.name)]
        sent = tuple(each for each in batch if each not in own)
        for entry in own:
            yield scan_inputs(read_batch(source, [entry]), self._scan)
        if sent:
            yield _Part(at, Task(at.scheme, sent))


class _Lost(ColabSafeError):
    """There is no cluster any more."""


class _Scan:
    """The tasks that are with the workers, and the reports that came back."""

    def __init__(self, client: Any, run: Run, listing: _Listing) -> None:
        self._client, self._run, self._listing = client, run, listing
        self._pending: dict[Any, tuple[int, _Part]] = {}
        self._reports: dict[int, Report] = {}
        self._most = max(_FEWEST, _AHEAD * sum(client.ncores().values()))

    def reports(self) -> Iterator[Report]:
        """Yield all reports, in the order of the listing, whatever order they came in."""
        number = 0
        try:
            for number, each in enumerate(self._listing):
                if isinstance(each, Report):
                    self._reports[number] = each
                else:
                    self._send(number, each)
            while self._pending:
                self._take()
        except _Lost as error:
            for lost, part in self._pending.values():
                self._reports[lost] = _report(not_done(part.task, str(error)))
            rest = Problem("--scheduler", "the rest was not read: the cluster is gone")
            self._reports[number + 1] = Report(problems=(rest,))
        yield from (self._reports[each] for each in sorted(self._reports))

    def _send(self, number: int, part: _Part) -> None:
        while len(self._pending) >= self._most:
            self._take()
        task = pickle.dumps(part.task)
        key = f"colab-safe-{self._run.id}-{number}"  # the dashboard shows it
        try:
            future = self._client.submit(
                work, self._run.id, task, key=key, pure=False, retries=_RETRIES
            )
        except Exception:
            self._reports[number] = _report(not_done(part.task, _LOST))
            raise _Lost(_LOST) from None
        self._pending[future] = number, part

    def _take(self) -> None:
        for future in self._finished():
            number, part = self._pending.pop(future)
            done = _result(future, part.task)
            if done.given_up:
                self._listing.given_up[part.at] = done.given_up
            self._reports[number] = _report(done)

    def _finished(self) -> list[Any]:
        from distributed import wait

        without_worker = 0
        while without_worker < _PATIENCE:
            try:
                with self._client.as_current():
                    done = wait([*self._pending], _ASKED_EVERY_S, "FIRST_COMPLETED").done
                return list(done)
            except TimeoutError:
                without_worker = 0 if has_workers(self._client) else without_worker + 1
            except Exception:  # a future was cancelled, since the scheduler is gone
                break
        raise _Lost(_LOST)


def _result(future: Any, task: Task) -> Done:
    """What came back; Dask's exceptions are not shown, since they may repeat anything."""
    try:
        done: Done = pickle.loads(future.result())  # noqa: S301 - Dask's own messages are pickles, too
        return done
    except Exception as error:
        if type(error).__name__ == "KilledWorker":
            return not_done(task, _DIED)
        return not_done(task, f"it was not read: Dask failed ({type(error).__name__})")


def _report(done: Done) -> Report:
    return unpacked(done.report)
