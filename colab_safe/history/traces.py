"""When secrets came into notebooks and when they went: one finding per secret and notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from colab_safe.git.commits import NotebookChange
from colab_safe.model import Finding, Problem, Report, Secret
from colab_safe.notebook_names import is_notebook, name_end
from colab_safe.typed import NamedTuple


class Version(NamedTuple):
    """A notebook's content under one of its names."""

    blob: str
    path: str

    @property
    def key(self) -> str:
        """What its findings depend on, besides its name: the end of the name tells how it is read."""
        if is_notebook(self.path):
            return self.blob
        end = name_end(self.path)
        return f"{self.blob}!{end[1:] if end[1:].isalnum() and end.isascii() else ''}"


class Trace(NamedTuple):
    """One finding, as it was in the commit that brought it, and the commits that it spans."""

    finding: Finding
    path: str  # of the file in the commit; the finding may be in a member of an archive
    blobs: frozenset[str]  # all versions of the notebook that have it
    first: str  # the commit that brought it
    last: str  # the last that wrote it, or the one before it was taken out


class _Identity(NamedTuple):
    """What a secret keeps from version to version; not its cell's number, since cells move."""

    path: str  # of the file in the commit
    member: str  # the path in reports, also of a member of an archive
    rule: str
    secret: Secret
    part: str
    nth: int  # of equal ones


def versions(changes: Iterable[NotebookChange]) -> dict[Version, None]:
    """Return every version that commits wrote, once, in the order of the changes.

    Args:
        changes: What the commits did to notebooks.
    """
    return dict.fromkeys(Version(change.blob, change.path) for change in changes if change.blob)


def traces(changes: Sequence[NotebookChange], reports: Mapping[Version, Report]) -> Iterator[Trace]:
    """Yield each secret of each notebook once, however many versions have it.

    Args:
        changes: What all commits did to notebooks, the newest commit first.
        reports: The reports of the versions that have findings.
    """
    first: dict[_Identity, tuple[str, Finding]] = {}
    blobs: dict[_Identity, set[str]] = {}
    found = {version: _identified(version, report) for version, report in reports.items()}
    for change in reversed(changes):
        version = Version(change.blob or "", change.path)
        for secret, finding in found.get(version, {}).items():
            first.setdefault(secret, (change.commit.id, finding))
            blobs.setdefault(secret, set()).add(version.blob)
    of_path = _by_path(changes, {secret.path for secret in first})
    for secret, (commit, finding) in first.items():
        location = finding.location._replace(commit=commit)
        last = _last(of_path[secret.path], blobs[secret])
        found_in = finding._replace(location=location)
        yield Trace(found_in, secret.path, frozenset(blobs[secret]), commit, last)


def _identified(version: Version, report: Report) -> dict[_Identity, Finding]:
    identified: dict[_Identity, Finding] = {}
    counts: dict[tuple[str, str, Secret, str], int] = {}
    for finding in report.findings:
        location = finding.location
        kind = location.path, finding.rule, finding.secret, location.place.part
        counts[kind] = counts.get(kind, 0) + 1
        identified[_Identity(version.path, *kind, counts[kind])] = finding
    return identified


def _by_path(changes: Iterable[NotebookChange], paths: set[str]) -> dict[str, list[NotebookChange]]:
    grouped: dict[str, list[NotebookChange]] = {path: [] for path in paths}
    for change in changes:
        if change.path in paths:
            grouped[change.path].append(change)
    return grouped


def _last(changes: Iterable[NotebookChange], blobs: set[str]) -> str:
    """The newest commit that wrote one of the blobs, or the newest parent that still had one."""
    for change in changes:
        if change.blob in blobs:
            return change.commit.id
        for parent, blob in zip(change.commit.parents, change.before, strict=False):
            if blob in blobs:
                return parent
    raise AssertionError("no change wrote the blob in which something was found")


def problems(
    changes: Iterable[NotebookChange], reports: Mapping[Version, Report]
) -> Iterator[Problem]:
    """Yield each problem of a notebook once, with the newest commit that has it.

    Args:
        changes: What all commits did to notebooks, the newest commit first.
        reports: The reports of the versions that have problems.
    """
    seen: set[tuple[str, str]] = set()
    for change in changes:
        report = reports.get(Version(change.blob or "", change.path), Report())
        for problem in report.problems:
            if (problem.path, problem.error) not in seen:
                seen.add((problem.path, problem.error))
                yield Problem(f"{problem.path} ({change.commit.id[:12]})", problem.error)
