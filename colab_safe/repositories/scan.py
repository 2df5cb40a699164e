"""Scans of repositories elsewhere, one after the other: the failure of one never ends the others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from colab_safe.errors import ColabSafeError, FileError, for_one_file
from colab_safe.git.commits import EVERY_REF, any_commit
from colab_safe.git.elsewhere import in_repository
from colab_safe.history.scan import Tell, scan_history
from colab_safe.model import Problem, Report
from colab_safe.project.parallel import ScanOptions
from colab_safe.repositories import listing, url_list
from colab_safe.repositories.clone_folder import clone_folder, prepare
from colab_safe.repositories.partial_clone import partial_clone
from colab_safe.repositories.repository import LeftOut, Repository
from colab_safe.repositories.sources import Asked
from colab_safe.typed import NamedTuple


class _Run(NamedTuple):
    """How all repositories are scanned."""

    options: ScanOptions
    tell: Tell
    kept: str | None  # the folder of kept clones


def scan_repositories(
    asked: Asked, options: ScanOptions, tell: Tell, kept: str | None = None
) -> Iterator[Report]:
    """Yield a report for each repository of a source: on all versions of all of its notebooks.

    Args:
        asked: The source.
        options: How to scan.
        tell: Called with sentences that the user should see while the scan runs.
        kept: The folder in which clones are kept for the next scan, also what was found clean; None to keep nothing.

    Raises:
        UsageError: The folder belongs to another user.
        FileError: The folder cannot be made.
    """
    if kept is not None:
        prepare(kept)
    run = _Run(options._replace(remember=options.remember and kept is not None), tell, kept)
    listed = listing.repositories if asked.source.forge else url_list.repositories
    files, problems = 0, False
    for each in listed(asked):
        report = _reported(each, run)
        files += report.coverage.files
        problems |= bool(report.problems)
        yield report
    if not files and not problems:
        words = "nothing was scanned: there is no notebook in its repositories"
        yield Report(problems=(Problem(asked.name, words),))


def _reported(each: Repository | Problem | LeftOut, run: _Run) -> Report:
    if isinstance(each, Problem):
        return Report(problems=(each,))
    if isinstance(each, LeftOut):
        return Report(switched_off=(each.sentence,))
    try:
        return for_one_file(partial(_scanned, each, run))
    except ColabSafeError as error:
        words = " ".join(str(error).split())
        return Report(problems=(Problem(each.name, f"not all of it was scanned: {words}"),))


def _scanned(repository: Repository, run: _Run) -> Report:
    """Scan a repository; the system's errors, such as a full disk, in words."""
    try:
        return _cloned_and_scanned(repository, run)
    except OSError as error:
        raise FileError(
            f"{error.strerror or type(error).__name__}. Check the space in the folder of the clone"
        ) from None


def _cloned_and_scanned(repository: Repository, run: _Run) -> Report:
    options = run.options._replace(prefix=f"{repository.name}/")
    with (
        clone_folder(repository, run.kept) as folder,
        partial_clone(folder, repository) as clone,
    ):
        clone.update()
        with in_repository(folder):
            if not any_commit(EVERY_REF):  # a repository that nobody has pushed to
                return Report()
            return _published(scan_history(options, run.tell, clone.fetch))


def _published(report: Report) -> Report:
    """Every commit comes from the server, so none can be rewritten before others have it."""
    found = [
        each._replace(history=each.history._replace(on_remote=True)) if each.history else each
        for each in report.findings
    ]
    return report._replace(findings=tuple(found))
