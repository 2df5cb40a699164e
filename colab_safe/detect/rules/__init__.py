"""The rule table: one row a kind of credential, one file a family of vendors.

A family is imported when one of its keywords is seen: all of them together take 20 ms.
"""

from __future__ import annotations

from importlib import import_module

from colab_safe.detect.rule import Rule
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    RULES: tuple[Rule, ...]

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
    "keys",
    "transport",
    "generic",
)


def family(name: str) -> tuple[Rule, ...]:
    """The rows of one family."""
    rows: tuple[Rule, ...] = import_module(f"{__name__}.{name}").RULES
    return rows


def __getattr__(name: str) -> tuple[Rule, ...]:
    """`RULES`: the rows of all families."""
    if name != "RULES":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return tuple(rule for family_name in FAMILIES for rule in family(family_name))
