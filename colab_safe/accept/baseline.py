"""The baseline: findings that were there, or were looked at, when a team began; one JSON object a line.

An entry holds no secret, place, line number or date, only the path, the rule and the finding's fingerprint: it holds
while cells are moved and edited, and ends with the secret itself. The lines may come in any order and more than once,
so that git may merge them by union.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from colab_safe.errors import UsageError
from colab_safe.model import Finding
from colab_safe.typed import NamedTuple

_HEAD = "# Secrets that are known and accepted; written by `colab-safe baseline`, one a line.\n"
_FIELDS = {"path", "rule", "fingerprint"}


class Entry(NamedTuple):
    """One accepted secret in one file; `reason` says why, once somebody has looked at it."""

    path: str  # from the root of the project, POSIX style
    rule: str
    fingerprint: str
    reason: str = ""


def entry(finding: Finding, path: str, reason: str = "") -> Entry:
    return Entry(path, finding.rule, finding.fingerprint, reason)


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Sorted, one for each secret and path; of several the one with a reason."""
    best = {one[:3]: one for one in sorted(entries, key=lambda one: (bool(one.reason), one))}
    return tuple(sorted(best.values()))


def parse(data: bytes, name: str) -> tuple[Entry, ...]:
    """The entries of a baseline file. Raises UsageError, with the line, for what is none."""
    entries = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            entries.append(_entry(line, f"{name}, line {number}"))
    return merged(entries)


def _entry(line: str, where: str) -> Entry:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise UsageError(
            f"{where} is a conflict marker: keep the lines of both sides, and take the markers out"
        )
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"{where} is no entry of a baseline") from None
    if not isinstance(fields, dict) or not _FIELDS <= fields.keys() <= _FIELDS | {"reason"}:
        raise UsageError(
            f"{where} is no entry of a baseline: it needs {', '.join(sorted(_FIELDS))}"
        )
    if not all(isinstance(value, str) for value in fields.values()):
        raise UsageError(f"{where} is no entry of a baseline: all values are strings")
    return Entry(**fields)


def write(entries: Iterable[Entry]) -> bytes:
    """The file's bytes. The same findings give the same bytes."""
    lines = [
        json.dumps(one._asdict() if one.reason else _unexplained(one), ensure_ascii=False)
        for one in entries
    ]
    # What is no UTF-8 in a file's name becomes an escape of JSON.
    return (_HEAD + "".join(f"{line}\n" for line in lines)).encode("utf-8", "backslashreplace")


def _unexplained(one: Entry) -> dict[str, str]:
    return {"path": one.path, "rule": one.rule, "fingerprint": one.fingerprint}
