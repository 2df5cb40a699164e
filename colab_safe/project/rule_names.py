"""Ids of rules in the entries of `allow` that no rule has: such an entry accepts nothing, so a typing error is said."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from colab_safe.detect.engine import BUILTIN
from colab_safe.detect.known_values import RULE as KNOWN_VALUE
from colab_safe.errors import closest
from colab_safe.paths.rules import DRIVE_TOKEN_PATH
from colab_safe.project.settings import Settings
from colab_safe.scan import UNREADABLE

_CLOSE = 0.85  # as difflib measures it: other engines have ids that are not known here


def builtin_ids() -> set[str]:
    """Return the ids of all built-in rules."""
    from colab_safe.detect.rules import RULES
    from colab_safe.shown.rule import CODE_RULES

    return {rule.rule.id for rule in RULES} | {each.rule.id for each in CODE_RULES}


def mistyped_rules(
    settings: Settings, own: Collection[str], engines: Collection[str]
) -> Iterator[str]:
    """Yield a sentence for each id of an entry that is probably mistyped.

    Args:
        settings: Those that apply.
        own: The ids of the team's own rules.
        engines: The names of the engines in use.
    """
    named = {rule for entry in settings.allow for rule in entry.rules}
    if not named:
        return
    known = builtin_ids() | {KNOWN_VALUE, DRIVE_TOKEN_PATH, UNREADABLE} | {*own}
    least = 0.6 if {*engines, *settings.engines} <= {BUILTIN} else _CLOSE
    for rule in sorted(named - known):
        meant = closest(rule, known, least)
        if meant:
            yield f"{settings.source}: `allow` names no known rule by {rule!r}: did you mean {meant!r}?"
