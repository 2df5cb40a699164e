"""Where a secret stands in time: from what each commit wrote, and what was found in it, to one finding a place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from colab_safe.git.commits import Change
from colab_safe.model import Finding, Problem, Report
from colab_safe.typed import NamedTuple


class Version(NamedTuple):
    """A notebook's content under one of its names."""

    blob: str
    path: str


class Trace(NamedTuple):
    """One finding, as it stood when it came in, and the commits that it spans."""

    finding: Finding
    blobs: frozenset[str]  # all versions of the notebook that have it
    first: str  # the commit that brought it
    last: str  # the last that wrote it, or the one before it was taken out


class _Key(NamedTuple):
    """What stays the same from version to version; cells move, so their numbers do not."""

    path: str
    fingerprint: str
    part: str
    nth: int  # of equal ones


def versions(changes: Iterable[Change]) -> dict[Version, None]:
    """Every version that the commits wrote, once, in the order of the changes."""
    return dict.fromkeys(Version(change.blob, change.path) for change in changes if change.blob)


def traces(changes: Sequence[Change], reports: Mapping[Version, Report]) -> Iterator[Trace]:
    """Each secret of each notebook once, however many versions have it.

    Args:
        changes: of all commits, the newest first.
        reports: of the versions that have something.
    """
    first: dict[_Key, tuple[str, Finding]] = {}
    blobs: dict[_Key, set[str]] = {}
    found = {version: _keyed(version, report) for version, report in reports.items()}
    for change in reversed(changes):
        version = Version(change.blob or "", change.path)
        for key, finding in found.get(version, {}).items():
            first.setdefault(key, (change.commit.id, finding))
            blobs.setdefault(key, set()).add(version.blob)
    of_path = _by_path(changes, {key.path for key in first})
    for key, (commit, finding) in first.items():
        location = finding.location._replace(commit=commit)
        last = _last(of_path[key.path], blobs[key])
        yield Trace(finding._replace(location=location), frozenset(blobs[key]), commit, last)


def _keyed(version: Version, report: Report) -> dict[_Key, Finding]:
    keyed: dict[_Key, Finding] = {}
    counts: dict[tuple[str, str], int] = {}
    for finding in report.findings:
        kind = finding.fingerprint, finding.location.place.part
        counts[kind] = counts.get(kind, 0) + 1
        keyed[_Key(version.path, *kind, counts[kind])] = finding
    return keyed


def _by_path(changes: Iterable[Change], paths: set[str]) -> dict[str, list[Change]]:
    grouped: dict[str, list[Change]] = {path: [] for path in paths}
    for change in changes:
        if change.path in paths:
            grouped[change.path].append(change)
    return grouped


def _last(changes: Iterable[Change], blobs: set[str]) -> str:
    """The newest commit that wrote one of the blobs, or the newest parent whose blob was replaced."""
    for change in changes:
        if change.blob in blobs:
            return change.commit.id
        for parent, blob in zip(change.commit.parents, change.before, strict=False):
            if blob in blobs:
                return parent
    raise AssertionError("a blob that was found is in no change")


def problems(changes: Iterable[Change], reports: Mapping[Version, Report]) -> Iterator[Problem]:
    """What could not be read, each kind once a notebook, with the newest commit that has it."""
    seen: set[tuple[str, str]] = set()
    for change in changes:
        report = reports.get(Version(change.blob or "", change.path), Report())
        for problem in report.problems:
            if (change.path, problem.error) not in seen:
                seen.add((change.path, problem.error))
                yield Problem(f"{change.path} ({change.commit.id[:12]})", problem.error)
