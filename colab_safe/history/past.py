"""A history that was scanned, remembered in git's folder: it is told again at once, as long as no ref has moved.

No finding is written down: the versions that have one are scanned again.
"""

from __future__ import annotations

import json
import os

from colab_safe.git.commits import Change, Commit
from colab_safe.history.traces import Version
from colab_safe.model import Coverage
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.typed import Any, NamedTuple


class Past(NamedTuple):
    """What a scan of these commits came to."""

    tips: tuple[str, ...]  # the newest commits, sorted
    clean: Coverage  # of all versions with nothing in them
    unclean: tuple[Version, ...]
    changes: tuple[Change, ...]  # of the notebooks that have an unclean version, the newest first


def read_past(path: str) -> Past | None:
    """None where nothing is remembered, or what is there was damaged."""
    if not os.path.exists(path):
        return None
    try:
        return _past(json.loads(read_bytes(path)))
    except (ValueError, TypeError, KeyError):
        return None


def _past(fields: dict[str, Any]) -> Past:
    changes = [
        Change(Commit(commit, tuple(parents)), path, tuple(before), blob)
        for (commit, parents), path, before, blob in fields["changes"]
    ]
    unclean = [Version(blob, path) for blob, path in fields["unclean"]]
    return Past(tuple(fields["tips"]), Coverage(*fields["clean"]), tuple(unclean), tuple(changes))


def write_past(path: str, past: Past) -> None:
    """In one step: an interruption leaves what was there."""
    write_bytes(path, json.dumps(past._asdict()).encode())
