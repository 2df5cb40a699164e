"""The rule table: one row per kind of credential, one file per family of vendors.

A family is imported when one of its keywords is seen: importing all of them takes 20 ms.
"""

from __future__ import annotations

from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.detect.pattern_rule import PatternRule

    RULES: tuple[PatternRule, ...]

FAMILIES = (
    "code_hosts",
    "ai",
    "ai_tools",
    "ml",
    "clouds",
    "hosting",
    "databases",
    "build_tools",
    "monitoring",
    "messaging",
    "money",
    "work",
    "data",
    "places",
    "keys",
    "transport",
    "generic",
)


def family(name: str) -> tuple[PatternRule, ...]:
    """Return the rows of one family.

    Args:
        name: One of FAMILIES.
    """
    rows: tuple[PatternRule, ...] = __import__(f"{__name__}.{name}", fromlist=["RULES"]).RULES
    return rows


def __getattr__(name: str) -> tuple[PatternRule, ...]:
    """Return the rows of all families, for `RULES`."""
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return tuple(rule for family_name in FAMILIES for rule in family(family_name))
