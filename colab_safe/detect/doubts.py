"""What makes a single match of a rule less certain than its others: it is shown, and does not block."""

from __future__ import annotations

from colab_safe.detect.dummy_values import counts_up
from colab_safe.detect.rule import GENERIC, Rule
from colab_safe.model import LOW


def judged(rule: Rule, secret: str) -> str:
    """Return the confidence of one match; empty if it is that of its rule.

    Args:
        rule: Which rule it is a match of.
        secret: What was matched.
    """
    is_address = rule.strength == GENERIC and "://" in secret
    return LOW if is_address or counts_up(secret) else ""
