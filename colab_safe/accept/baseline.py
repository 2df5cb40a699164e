"""The baseline: findings that a team accepts, one JSON object per line.

An entry has the path, the rule and a fingerprint of the secret, and no secret, cell, line number or
date: it stays valid while cells are moved and edited, as long as the secret is in the file. The
lines may come in any order and more than once, so that git can merge them by union.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from colab_safe.errors import UsageError
from colab_safe.typed import NamedTuple
from colab_safe.visible import written_out_in_json

_HEAD = "# Accepted findings, one per line; written by `colab-safe baseline`.\n"
_FIELDS = {"path", "rule", "fingerprint"}


class Entry(NamedTuple):
    """One accepted secret in one file; `reason` says why, once somebody has looked at it."""

    path: str  # from the root of the project, POSIX style
    rule: str
    fingerprint: str
    reason: str = ""


def merged(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries sorted, with one per path and secret.

    Args:
        entries: Of several for the same path and secret, one with a reason is kept.
    """
    ordered = sorted(entries, key=lambda entry: (bool(entry.reason), entry))
    best = {entry[:3]: entry for entry in ordered}
    return tuple(sorted(best.values()))


def parse(data: bytes, name: str) -> tuple[Entry, ...]:
    """Return the entries of a baseline file, sorted.

    Args:
        data: The file's bytes; lines that are empty or begin with `#` are skipped.
        name: What error messages call the file.

    Raises:
        UsageError: A line is not an entry; the message gives its number.
    """
    entries = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            entries.append(_entry(line, f"{name}, line {number}"))
    return merged(entries)


def _entry(line: str, where: str) -> Entry:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise UsageError(
            f"{where} is a conflict marker: keep the lines of both sides, and remove the markers"
        )
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"{where} is not a baseline entry: it is not valid JSON") from None
    if not isinstance(fields, dict) or not _FIELDS <= fields.keys() <= _FIELDS | {"reason"}:
        raise UsageError(f"{where} is not a baseline entry: it needs {', '.join(sorted(_FIELDS))}")
    if not all(isinstance(value, str) for value in fields.values()):
        raise UsageError(f"{where} is not a baseline entry: all values must be strings")
    return Entry(**fields)


def write(entries: Iterable[Entry]) -> bytes:
    """Return the bytes of a baseline file: the same entries give the same bytes.

    Args:
        entries: In the order in which they are written; see `merged`.
    """
    lines = [_line(entry) for entry in entries]
    return (_HEAD + "".join(f"{line}\n" for line in lines)).encode()


def _line(entry: Entry) -> str:
    """An entry as JSON; what acts in an editor or is not UTF-8 in a file's name is escaped there."""
    fields = entry._asdict() if entry.reason else _unexplained(entry)
    return written_out_in_json(json.dumps(fields, ensure_ascii=False))


def _unexplained(entry: Entry) -> dict[str, str]:
    return {"path": entry.path, "rule": entry.rule, "fingerprint": entry.fingerprint}
