"""Addresses scanned by the workers of Dask: this process lists, they read and scan, and their reports come back."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from colab_safe.errors import ColabSafeError, UsageError
from colab_safe.model import Problem, Report, total
from colab_safe.project.files import read_bytes
from colab_safe.project.inputs import scan_inputs
from colab_safe.project.known_clean.digests import rules_digest
from colab_safe.project.known_clean.files import CleanFiles
from colab_safe.project.known_clean.rules_by_path import RulesByPath
from colab_safe.project.parallel import ScanOptions, job_count, unpacked
from colab_safe.project.project import Projects, Scanner
from colab_safe.project.project_parts import parts_of
from colab_safe.remote.cluster.connection import connected, has_workers
from colab_safe.remote.cluster.finished import Finished, nothing_finished
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
# Where a file is scanned: by an earlier run, by this process, or by a worker.
_FINISHED, _HERE, _SENT = "finished", "here", "sent"
_LOST = "it was not read: no worker is left, or the scheduler is gone"
_DIED = "it was not read: the workers that read it died. Do they have enough memory?"


def scan_on_cluster(
    addresses: Sequence[Address],
    everything: bool,
    scheduler: str,
    options: ScanOptions,
    projects: Projects,
    resume: str | None = None,
    watch: Callable[[Report], None] = lambda report: None,
) -> Report:
    """Return the report on what is at some addresses, as it would be without workers, but for secrets: codes stand for them.

    Args:
        addresses: Files, folders and buckets that fsspec reads.
        everything: Whether a folder gives all its files instead of the notebooks and archives alone.
        scheduler: The address of Dask's scheduler, or "local".
        options: How to scan; its `jobs` is the number of processes of a local cluster.
        projects: Those of these options; that of the current folder counts.
        resume: A file with what is finished, which is read and continued; None for none.
        watch: Called with the report of each task as soon as it comes back, and with what needed no task.

    Raises:
        UsageError: An address is not for workers, known values are looked for, or as `connected` and `Finished` raise it.
    """
    project = projects.of("")
    for at in addresses:
        if not is_of_fsspec(at.scheme):
            raise UsageError(
                f"--scheduler does not go with {at.scheme}: it is read on this machine"
            )
    if project.has_known_values:
        raise UsageError(
            "--scheduler does not go with known values: your own credentials stay on this machine"
        )
    finished, key = nothing_finished(), os.urandom(32)
    if resume is not None:
        finished = Finished(resume, _rules(everything, options, projects))
        key = finished.run_key
    run = Run(os.urandom(8).hex(), key, parts_of(project), version())
    listing = _Listing(addresses, everything, project.scanner(), options, finished)
    with connected(scheduler, job_count(options), run) as client:
        report = total(_Scan(client, run, listing, finished, watch).reports())
    return report.plus(Report(problems=tuple(finished.problems)))


def _rules(everything: bool, options: ScanOptions, projects: Projects) -> str:
    """A name for all that decides what the report says of the same files, as far as it is not the code alone."""
    project = projects.of("")
    own = [project.settings.source, *project.policy.baselines]
    contents = [read_bytes(file) for file in own if file]
    told = [everything, options.project, project.least, project.with_cells, project.notices]
    marked = RulesByPath(options, projects).mark("")
    return rules_digest(version(), [], [marked.encode(), repr(told).encode(), *contents])


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
        finished: Any,
    ) -> None:
        self._finished = finished
        self.given_up: dict[Address, str] = {}  # why the rest of an address is not read
        self._addresses, self._everything = addresses, everything
        self._scan, self._options = scan, options

    def __iter__(self) -> Iterator[_Part | Report]:
        for at in self._addresses:
            # Its query may be a signature, which no argument of a task may be.
            yield from [self._here(at)] if at.is_private else self._parts(at)

    def _here(self, at: Address) -> Report:
        nothing = self._options._replace(remember=False)
        clean = CleanFiles(nothing, Projects(nothing.project), elsewhere=True)
        return scan_address(at, self._everything, False, self._scan, clean)

    def _parts(self, at: Address) -> Iterator[_Part | Report]:
        source, seen = opened(at), False
        problems: list[Problem] = []
        try:
            for each in self._runs(at, source):
                seen = True
                yield each
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

    def _runs(self, at: Address, source: Source) -> Iterator[_Part | Report]:
        """What is listed, in its order: reports on what is finished, and on what is read here, and parts for the workers."""
        try:
            for kind, group in groupby(source.wanted(self._everything), self._kind):
                if kind == _FINISHED:
                    yield from self._finished.reports(group)
                elif kind == _HERE:
                    for entry in group:
                        yield scan_inputs(read_batch(source, [entry]), self._scan)
                else:
                    yield from self._for_workers(at, group)
        except Exception:  # what was listed before is scanned
            yield from self._for_workers(at, self._finished.left())
            raise
        yield from self._for_workers(at, self._finished.left())

    def _kind(self, entry: Entry) -> str:
        if self._finished.has(entry):
            return _FINISHED
        # Names are in the tasks.
        return _HERE if known_tokens(entry.name) else _SENT

    def _for_workers(self, at: Address, entries: Iterable[Entry]) -> Iterator[_Part]:
        for batch in batches(entries, _TASK_BYTES):
            if batch:
                yield _Part(at, Task(at.root, tuple(batch)))


class _Lost(ColabSafeError):
    """There is no cluster any more."""


class _Scan:
    """The tasks that are with the workers, and the reports that came back."""

    def __init__(
        self,
        client: Any,
        run: Run,
        listing: _Listing,
        finished: Any,
        watch: Callable[[Report], None],
    ) -> None:
        self._watch = watch
        self._memory = finished
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
                    self._keep(number, each)
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
            else:
                self._memory.add(part.task.entries, done.report)
            self._keep(number, _report(done))

    def _keep(self, number: int, report: Report) -> None:
        self._reports[number] = report
        self._watch(report)

    def _finished(self) -> list[Any]:
        from asyncio import TimeoutError as NothingYet  # on Python 3.10 not the built-in one

        from distributed import wait

        without_worker = 0
        while without_worker < _PATIENCE:
            try:
                with self._client.as_current():
                    done = wait([*self._pending], _ASKED_EVERY_S, "FIRST_COMPLETED").done
                return list(done)
            except NothingYet:
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
