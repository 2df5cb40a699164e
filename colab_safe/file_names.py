"""Secrets in the name of a file, or of a folder that it is in."""

from __future__ import annotations

from colab_safe.blots import Blotter
from colab_safe.detect.randomness import is_random
from colab_safe.detect.rule import Match
from colab_safe.model import Finding, Location, Place, Secret, Span


def finding_in_name(path: str, match: Match, engine: str) -> Finding:
    """Return a finding without a cell, whose place is the file's metadata; it has no bytes of the file.

    Args:
        path: The file's name in the report.
        match: A secret in it.
        engine: The name of the engine that found it.
    """
    rule, secret = match.rule, path[match.start : match.end]
    location = Location(path, Place("metadata"), 1, match.start + 1, 1, (Span(0, 0),), ("name",))
    shown = f"file name: {Blotter([secret]).blot(path)}"
    return Finding(
        rule.id,
        engine,
        rule.description,
        rule.revoke,
        location,
        shown,
        Secret(secret),
        live=match.live,
        is_random=is_random(rule, engine, secret),
        confidence=match.confidence,
    )
