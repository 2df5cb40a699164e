"""What every report says about settings: what they switched off, and what they accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.model import (
    BASELINE,
    CELL,
    COMMENT,
    CONFIGURATION,
    SECRETS_BASELINE,
    AcceptedBy,
    Report,
)
from colab_safe.typed import NamedTuple
from colab_safe.visible import visible

# Settings that are named in words; the JSON report lists all. GitHub shows ten annotations of a kind.
MOST = 9
_LONGEST = 200  # characters of a reason
WORDS = {
    COMMENT: "comments in notebooks",
    CELL: "tags or metadata of cells",
    CONFIGURATION: "the configuration",
    BASELINE: "the baseline",
    SECRETS_BASELINE: "the detect-secrets baseline",
}


class Notice(NamedTuple):
    """A sentence of a report about the whole scan, without a full stop; nothing in it acts."""

    text: str
    is_warning: bool = False  # whether something was not looked for


def notices(report: Report) -> Iterator[Notice]:
    """Yield what settings switched off, then what accepted how much, the most first.

    Args:
        report: Of the whole scan.
    """
    for sentence in report.switched_off:
        yield Notice(visible(sentence), is_warning=True)
    ordered = sorted(report.accepted_by, key=lambda each: (-each.number, each))
    for each in ordered[:MOST]:
        yield Notice(visible(_accepted(each)))
    if ordered[MOST:]:
        yield Notice(_further(ordered[MOST:]))


def _accepted(each: AcceptedBy) -> str:
    """Such as `3 accepted by the configuration pyproject.toml: made-up paths`."""
    file = f" {each.file}" if each.file else ""
    reason = each.reason if len(each.reason) <= _LONGEST else f"{each.reason[:_LONGEST]}…"
    because = f": {reason}" if reason else ""
    return f"{each.number:,} accepted by {WORDS.get(each.by, each.by)}{file}{because}"


def _further(others: Sequence[AcceptedBy]) -> str:
    number = sum(each.number for each in others)
    settings = "1 more setting" if len(others) == 1 else f"{len(others):,} more settings"
    return f"{number:,} accepted by {settings}, which --format json lists"
