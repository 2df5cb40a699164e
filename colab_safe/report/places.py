"""Findings by their secret: one token in 300 files is one thing to revoke."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.model import CODE, Finding
from colab_safe.report.pairs import Credential, credentials


def by_secret(findings: Iterable[Finding]) -> list[list[Credential]]:
    """Return credentials with the same secrets together, in the order of their first places.

    What is no secret itself, such as code that would show one, stays alone.

    Args:
        findings: Of one report.
    """
    groups: dict[object, list[Credential]] = {}
    for number, credential in enumerate(credentials(findings)):
        alone = number if credential[0].engine == CODE else None
        key = (alone, *((part.rule, part.blocks, part.secret) for part in credential))
        groups.setdefault(key, []).append(credential)
    return list(groups.values())
