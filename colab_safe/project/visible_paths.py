"""Drive paths of token files as findings, for the check of what is pushed."""

from __future__ import annotations

from colab_safe.errors import GitError, PathError
from colab_safe.git.folders import clone
from colab_safe.model import Finding, Problem, Report, Secret
from colab_safe.paths.find import Sighting
from colab_safe.paths.hide import hide
from colab_safe.placeholders.store import PathStore, load
from colab_safe.project.project import Scanner

RULE = "drive-token-path"
_REMEDY = "move the token file elsewhere on Drive; `colab-safe paths hide` keeps its new path out of the notebook"


def known_paths() -> dict[str, list[str]]:
    """What this clone's path store knows, by placeholder."""
    return _store().paths


def with_drive_paths(scan: Scanner) -> Scanner:
    """The scan, with the visible Drive paths of token files among its findings."""
    store = _store()

    def scan_and_check(data: bytes, path: str) -> Report:
        report = scan(data, path)
        try:
            seen = hide(data, path, store).hidden
        except PathError as error:
            return report._replace(problems=(*report.problems, Problem(path, str(error))))
        return report._replace(
            findings=(*report.findings, *(_finding(one, path) for one in seen if one.where))
        )

    return scan_and_check


def _finding(seen: Sighting, path: str) -> Finding:
    if seen.where is None:
        raise AssertionError("a path without a place is no finding")
    return Finding(
        RULE,
        "paths",
        "Drive path of a token file",
        _REMEDY,
        seen.where._replace(path=path),
        "",
        Secret(seen.path),
    )


def _store() -> PathStore:
    try:
        return load(clone().common)
    except GitError:  # a bare repository: nobody hides paths there
        return PathStore()
