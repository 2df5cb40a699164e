"""Findings in outputs, attachments and metadata → edits: each secret becomes `[REDACTED:rule-id]`; source is left alone."""

from __future__ import annotations

from collections.abc import Sequence

from colab_safe.detect.engine import Engine
from colab_safe.edits import Replacement, edits, rewrite
from colab_safe.errors import EditError
from colab_safe.matches import Sighting, sightings
from colab_safe.model import Finding
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook
from colab_safe.scan import Acceptance, reportable
from colab_safe.typed import NamedTuple

# What one round leaves, because a stronger rule claimed a part of it, is found in the next.
_ROUNDS = 5


class Redaction(NamedTuple):
    """A notebook's new bytes (the same object when nothing was redacted), what was redacted, and what is left.

    `left` is in the source, or where nothing can be written: in a picture, in compressed text, in a broken notebook.
    """

    data: bytes
    redacted: tuple[Finding, ...]
    left: tuple[Finding, ...]
    problem: str | None = None


def redact(
    data: bytes, path: str, engines: Sequence[Engine], accepts: Acceptance = lambda *_: False
) -> Redaction:
    """Redacts what nobody accepts, and scans the result again until nothing more can be redacted."""
    redacted: tuple[Finding, ...] = ()
    for _ in range(_ROUNDS):
        notebook = read_notebook(data)
        found = list(reportable(notebook, path, sightings(notebook, engines), accepts))
        chosen = [pair for pair in found if _is_redactable(notebook, *pair)]
        if not chosen:
            break
        data = rewrite(notebook, [_replacement(sighting) for sighting, _ in chosen])
        redacted += tuple(finding for _, finding in chosen)
    return Redaction(data, redacted, tuple(finding for _, finding in found), notebook.problem)


def marker(rule: str) -> str:
    """What stands where a secret was."""
    return f"[REDACTED:{rule}]"


def _is_redactable(notebook: Notebook, sighting: Sighting, finding: Finding) -> bool:
    if finding.location.place.part == "source":
        return False
    try:
        return bool(edits(notebook, [_replacement(sighting)]))
    except EditError:
        return False


def _replacement(sighting: Sighting) -> Replacement:
    return Replacement(
        sighting.view, sighting.match.start, sighting.match.end, marker(sighting.rule.id)
    )
