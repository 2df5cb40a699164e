"""A rule with its search plan: how the built-in engine looks for one kind of credential."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.detect.rule import ALONE, Rule
from colab_safe.model import HIGH, MEDIUM, Span
from colab_safe.typed import NamedTuple

REACH = 512  # characters that a match may be long, if its row says nothing else


class PatternRule(NamedTuple):
    """A rule, and where and how its credential is searched.

    Every match contains at least one of `keywords`, and only their neighbourhoods are searched: `reach`
    characters on both sides. Two kinds of rules are tried only where a match can begin: those whose
    pattern begins with a keyword (`ANCHORED` in keywords.py), and those with `lead`, whose matches begin
    at most that many characters before a keyword, where `behind` matches right after the keyword.
    `needs` is for rules whose keywords are common: looking for it takes a tenth of trying the pattern.
    """

    rule: Rule
    pattern: str  # names the credential itself with the group `secret`
    keywords: tuple[str, ...]  # lower case; none: the pattern is tried everywhere
    check: Callable[[str], bool] | None = None  # on the secret: checksum, entropy, placeholder
    reach: int = REACH
    lead: int | None = None
    behind: str = ""
    whole: Callable[[str, int, int], Span | None] | None = (
        None  # from name and beginning to the value
    )
    needs: str = (
        ""  # what every match contains besides, not before its keyword, in this case of the letters
    )

    @property
    def id(self) -> str:
        """The id of the rule."""
        return self.rule.id


def rule(
    id: str,
    description: str,
    pattern: str,
    keywords: tuple[str, ...],
    reference: str,
    revoke: str,
    check: Callable[[str], bool] | None = None,
    strength: int = ALONE,
    reach: int = REACH,
    lead: int | None = None,
    behind: str = "",
    whole: Callable[[str, int, int], Span | None] | None = None,
    confidence: str = "",
    needs: str = "",
) -> PatternRule:
    """Return one row of the rule table.

    Args:
        id: Kebab-case, vendor first; never renamed, since baselines contain it.
        description: What the credential is, for reports.
        pattern: Names the credential itself with the group `secret`.
        keywords: In lower case; every match contains at least one of them.
        reference: URL of the page that gives the format.
        revoke: Where (URL), or how, such a credential is revoked.
        check: Whether a candidate is genuine: checksum, entropy, no placeholder.
        strength: How much a match alone proves: ALONE, CONTEXT or GENERIC.
        reach: Characters that a match is long at most.
        lead: Characters before its keyword where a match begins at most; None if it may begin anywhere.
        behind: What must match right after the keyword of a rule with `lead`.
        whole: Finds where the value ends, if the pattern only finds where it begins.
        confidence: One of CONFIDENCES; by default HIGH if the strength is ALONE, otherwise MEDIUM.
        needs: What every match contains besides a keyword, spelled exactly so; empty: nothing.
    """
    confidence = confidence or (HIGH if strength == ALONE else MEDIUM)
    # `_make` checks nothing: a commit loads some 300 rows.
    known = Rule._make((id, description, reference, revoke, strength, confidence))
    return PatternRule._make((known, pattern, keywords, check, reach, lead, behind, whole, needs))
