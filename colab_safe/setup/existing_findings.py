"""Which of the findings in the notebooks are on a remote already; only these may go into a baseline unseen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colab_safe.git.blobs import blobs
from colab_safe.git.remotes import blobs_on_remotes
from colab_safe.model import Finding, Problem, Report, Secret
from colab_safe.project.inputs import from_blob, scan_input
from colab_safe.project.project import Scanner
from colab_safe.typed import NamedTuple

_INSIDE = "!/"  # between an archive and what is in it


class ExistingFindings(NamedTuple):
    """Findings of a working copy."""

    published: tuple[Finding, ...]  # a branch of a remote has the secret in the same file
    unpublished: tuple[Finding, ...]


def by_publication(report: Report, scan: Scanner) -> ExistingFindings:
    """Return the findings of a report, those that no remote has apart. Remotes are as of the last fetch.

    Args:
        report: Of files below the current folder, which is the top folder.
        scan: Scans a file, given its bytes and its path.

    Raises:
        GitError: git refuses.
    """
    known = set(_on_remotes({_file(each) for each in report.findings}, scan))
    published = [each for each in report.findings if _identity(each) in known]
    unpublished = [each for each in report.findings if _identity(each) not in known]
    return ExistingFindings(tuple(published), tuple(unpublished))


def _file(finding: Finding) -> str:
    return finding.location.path.partition(_INSIDE)[0]


class _Identity(NamedTuple):
    """What makes two findings the same leak; the fingerprint of a changed password is the old one."""

    path: str
    rule: str
    secret: Secret


def _identity(finding: Finding) -> _Identity:
    return _Identity(finding.location.path, finding.rule, finding.secret)


def _on_remotes(paths: Iterable[str], scan: Scanner) -> Iterator[_Identity]:
    """What is found in the versions that branches of remotes have; a missing blob proves nothing."""
    found = blobs_on_remotes(sorted(paths))
    contents = blobs(blob for _, blob in found)
    for (path, _), (_, data) in zip(found, contents, strict=True):
        for each in from_blob(path, data):
            if not isinstance(each, Problem):
                yield from map(_identity, scan_input(each, scan).findings)
