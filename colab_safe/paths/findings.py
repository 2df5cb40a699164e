"""Visible Drive paths of token files as findings of a report."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.model import HIGH, PATHS, Finding, Secret, Span
from colab_safe.paths.path_match import PathMatch
from colab_safe.paths.rules import DRIVE_TOKEN_PATH

_REMEDY = "Move the token file elsewhere on Drive; `colab-safe paths hide` keeps its new path out of the notebook"


def finding(match: PathMatch, path: str) -> Finding:
    """Return a visible path as a finding.

    Args:
        match: The path, as `find` gives it.
        path: The name of its notebook in the report.
    """
    if match.location is None:
        raise AssertionError("`find` gives every path a location")
    location = match.location._replace(path=path)
    description = "Drive path of a token file"
    return Finding(
        DRIVE_TOKEN_PATH,
        PATHS,
        description,
        _REMEDY,
        location,
        "",
        Secret(match.path),
        confidence=HIGH,
    )


def as_stored(
    findings: list[Finding], body: bytes, back: Callable[[bytes], bytes]
) -> list[Finding]:
    """Return findings with spans of the file as stored: those of a search are in UTF-8.

    Args:
        findings: Findings in the searched bytes.
        body: The searched bytes.
        back: Turns a part of them into the bytes of the file.
    """
    offsets = sorted({at for found in findings for span in found.location.spans for at in span})
    stored, size, before = {}, 0, 0
    for offset in offsets:
        size += len(back(body[before:offset]))
        stored[offset], before = size, offset
    return [_with_spans(found, stored) for found in findings]


def _with_spans(found: Finding, stored: dict[int, int]) -> Finding:
    spans = tuple([Span(stored[start], stored[end]) for start, end in found.location.spans])
    return found._replace(location=found.location._replace(spans=spans))
