"""The scan of one repository: it is cloned, its history is read, and the clone is removed or kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial

from colab_safe.errors import ColabSafeError, FileError, for_one_file
from colab_safe.git.commits import EVERY_REF, any_commit
from colab_safe.git.elsewhere import in_repository
from colab_safe.history.scan import scan_history
from colab_safe.model import Problem, Report
from colab_safe.project.parallel import Packed, ScanOptions, packed
from colab_safe.repositories.clone_folder import Folders, clone_folder
from colab_safe.repositories.partial_clone import partial_clone
from colab_safe.repositories.repository import Repository, token_of
from colab_safe.typed import NamedTuple


class Task(NamedTuple):
    """What one process gets; it finds the token by itself."""

    repository: Repository
    folders: Folders


class RepositoryWork:
    """Scans the repositories of one task after another."""

    def __init__(self, options: ScanOptions) -> None:
        """Look for no token yet.

        Args:
            options: How to scan.
        """
        self._options = options
        self._token = cache(token_of)

    def __call__(self, task: Task) -> Packed:
        """Return the report in a process of the pool, where an interrupt must remove the clone."""
        with _interruptible():
            return packed(self.report(task))

    def report(self, task: Task) -> Report:
        """Return the report on a repository; what fails is a problem with its name.

        Args:
            task: The repository.
        """
        try:
            return for_one_file(partial(self._report, task))
        except ColabSafeError as error:
            words = " ".join(str(error).split())
            name = task.repository.name
            return Report(problems=(Problem(name, f"not all of it was scanned: {words}"),))

    def _report(self, task: Task) -> Report:
        try:
            return self._cloned_and_scanned(task)
        except OSError as error:
            raise FileError(
                f"{error.strerror or type(error).__name__}. Check the space in the folder of the clone"
            ) from None

    def _cloned_and_scanned(self, task: Task) -> Report:
        repository, folders = task
        remember = self._options.remember and folders.kept is not None
        options = self._options._replace(prefix=f"{repository.name}/", remember=remember)
        token = self._token(repository.at.server, repository.forge)
        with (
            clone_folder(repository.at, folders) as folder,
            partial_clone(folder, repository.at, token) as clone,
        ):
            clone.update()
            if folders.kept is not None:
                clone.tidy()
            with in_repository(folder):
                if not any_commit(EVERY_REF):  # a repository that nobody has pushed to
                    return Report()
                return _published(scan_history(options, _tell_nothing, clone.fetch))


def _tell_nothing(*_: str) -> None:
    """The command tells what the settings of the current folder do, once for all repositories."""


def _published(report: Report) -> Report:
    """Every commit comes from the server, so none can be rewritten before others have it."""
    found = [
        each._replace(history=each.history._replace(on_remote=True)) if each.history else each
        for each in report.findings
    ]
    return report._replace(findings=tuple(found))


@contextmanager
def _interruptible() -> Iterator[None]:
    """Processes of the pool ignore interrupts, because most tasks are short; this one may wait for an hour.

    The pool ends its processes with SIGTERM where one of them was killed.
    """
    import signal

    signals = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, signal.default_int_handler) for each in signals]
    try:
        yield
    finally:
        for each, handler in zip(signals, before, strict=True):
            signal.signal(each, handler)
