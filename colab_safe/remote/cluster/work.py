"""What a worker does: it reads the files of one task, scans them, and answers with a report that contains no secret.

Nothing is raised: Dask writes the exceptions of tasks into the logs of the worker and of the client.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from threading import Lock

import colab_safe
from colab_safe.errors import ColabSafeError, internal_error
from colab_safe.model import Problem, Report
from colab_safe.project.inputs import Input, scan_inputs
from colab_safe.project.known_clean.digests import code_digest
from colab_safe.project.parallel import Packed
from colab_safe.project.project_parts import ProjectParts
from colab_safe.remote.cluster.keyed import keyed
from colab_safe.remote.inputs import GivenUp, read_batch
from colab_safe.remote.schemes import Address
from colab_safe.remote.source import Entry, Source, opened
from colab_safe.typed import Any, NamedTuple


class Task(NamedTuple):
    """Files that are read together."""

    at: Address  # the `root` of theirs
    entries: tuple[Entry, ...]


class Done(NamedTuple):
    """What one task gives."""

    report: Packed
    given_up: str = ""  # why no further file would be read either; empty if one may


class Run(NamedTuple):
    """What every worker needs to know of a run."""

    id: str  # hexadecimal
    key: bytes  # for the codes that stand for secrets
    parts: ProjectParts
    version: str  # the `version` of the machine that asks


def version() -> str:
    """Return a name for the version of colab-safe and of Python: reports of two versions are not mixed."""
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    return f"colab-safe {colab_safe.__version__} ({code_digest(python)}), {python}"


# Gives what is held while files are read from the server of an address.
Turn = Callable[[Address], AbstractContextManager[Any]]


def _at_any_time(at: Address) -> AbstractContextManager[Any]:
    return nullcontext()


class Work:
    """Works on the tasks of one run, in any thread."""

    def __init__(self, run: Run, turn: Turn = _at_any_time) -> None:
        """Make nothing yet.

        Args:
            run: What to know of it.
            turn: Limits how many workers read at the same time.
        """
        self._run, self._turn, self._lock = run, turn, Lock()
        self._sources: dict[Address, Source] = {}

    def __call__(self, task: Task) -> Done:
        """Return the report on the files of a task.

        Args:
            task: What to read.

        Raises:
            ColabSafeError: This worker has another version, or lacks a package.
        """
        with self._lock:
            self._prepare(task.at)
        given_up: list[str] = []
        report = scan_inputs(self._read(task, given_up), self._scan_alone)
        return Done(keyed(report, self._run.key), *given_up)

    def _prepare(self, at: Address) -> None:
        if not self._sources:
            found = version()
            if found != self._run.version:
                raise ColabSafeError(f"a worker has {found} instead of {self._run.version}")
            self._scan = self._run.parts.project().scanner()
        if at not in self._sources:
            self._sources[at] = _InTurn(opened(at), self._turn(at))

    def _read(self, task: Task, given_up: list[str]) -> Iterator[Input | Problem]:
        source = self._sources[task.at]
        try:
            yield from read_batch(source, list(task.entries))
        except GivenUp as end:
            given_up.append(source.in_words(end.error))

    def _scan_alone(self, data: bytes, path: str) -> Report:
        """What is remembered from file to file is not made for several threads."""
        with self._lock:
            return self._scan(data, path)


class _InTurn:
    """A source that is read when it is this worker's turn, which ends before anything is scanned."""

    def __init__(self, source: Source, turn: AbstractContextManager[Any]) -> None:
        self._source, self._turn = source, turn
        self.problems, self.left_out = source.problems, source.left_out
        self.wanted, self.in_words, self.placed = source.wanted, source.in_words, source.placed

    def read(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, bytes | Exception]]:
        with self._turn:
            got = list(self._source.read(entries))
        yield from got


_WORK: dict[str, Work] = {}  # by the run's id; a worker can work for several people


def begin(run: Run, turn: Turn = _at_any_time) -> None:
    """Get ready for the tasks of a run.

    Args:
        run: What to know of it.
        turn: Limits how many workers read from one server at the same time.
    """
    _WORK[run.id] = Work(run, turn)


def end(run_id: str) -> None:
    """Forget a run, with its key.

    Args:
        run_id: Its id.
    """
    _WORK.pop(run_id, None)


def work(run_id: str, task: bytes) -> bytes:
    """Return a pickled `Done`; whatever goes wrong is a problem in its report.

    Bytes, because Dask looks into other arguments and results, and some versions write them into logs.

    Args:
        run_id: Of a run that has begun.
        task: A pickled `Task`.
    """
    todo: Task = pickle.loads(task)  # noqa: S301 - Dask's own messages are pickles, too
    try:
        done = _WORK[run_id](todo)
    except ColabSafeError as error:
        done = not_done(todo, f"it was not read: {error}")
    except Exception as error:
        done = not_done(todo, f"it was not read: {internal_error(error)}")
    return pickle.dumps(done)


def not_done(task: Task, why: str) -> Done:
    """Return the result of a task that failed: each of its files is a problem.

    Args:
        task: What was to be read.
        why: A sentence without a secret.
    """
    problems = tuple(Problem(each.name, why) for each in task.entries)
    return Done(keyed(Report(problems=problems), b""))
