"""What a rule is: one kind of credential, as findings and reports know it, whichever engine found it."""

from __future__ import annotations

import re
from functools import cache

from colab_safe.model import HIGH, MEDIUM, Secret
from colab_safe.typed import NamedTuple

# Strengths: how much a match alone proves. Where matches overlap, the lowest number is reported.
ALONE = 0  # the format is recognisable by itself: `ghp_…`
CONTEXT = 1  # the value needs a provider's name near it: 40 hex digits after "wandb"
GENERIC = 2  # only a word like "password" says so
FOREIGN = 3  # another scanner says so

BY_ITS_ISSUER = (
    "Rotate it with whoever issued it"  # how to revoke what no rule knows the provider of
)


class Rule(NamedTuple):
    """One kind of credential."""

    id: str  # kebab-case, vendor first; never renamed, since baselines contain it
    description: str
    reference: str  # URL of the page that gives the format
    revoke: str  # where (URL), or how, such a credential is revoked
    strength: int = ALONE
    confidence: str = MEDIUM  # of its matches: one of CONFIDENCES


class Match(NamedTuple):
    """Characters of a text that an engine calls secret."""

    text: int  # index of the text among those that the engine was given
    rule: Rule
    start: int  # in characters, half-open
    end: int
    live: bool | None = None  # whether its service accepts it; None if nobody asked
    again: bool = (
        False  # whether only its value was looked for, which is a secret elsewhere in the file
    )
    judged: str = ""  # a confidence of its own; empty: that of its rule
    value: Secret | None = None  # the secret itself, where the text writes it in another way

    @property
    def confidence(self) -> str:
        """How certain it is that this is a secret: one of CONFIDENCES."""
        return HIGH if self.live else self.judged or self.rule.confidence


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first needed: 300 of them at start-up would cost more than the scan.

    A memo of a pure function, as `re` has one itself; that one keeps 512 patterns, and there are 700.

    Args:
        pattern: A regular expression in Python's syntax.
    """
    return re.compile(pattern)
