"""The rule table: one row a kind of credential, one file a family of vendors."""

from __future__ import annotations

from colab_safe.detect.rule import Rule
from colab_safe.detect.rules import (
    ai,
    ai_tools,
    build,
    clouds,
    code_hosts,
    data,
    databases,
    generic,
    hosting,
    keys,
    messaging,
    ml,
    money,
    monitoring,
    transport,
    work,
)

# The most specific first: where matches are of equal strength, the earlier row is reported.
_FAMILIES = (code_hosts, ai, ai_tools, ml, clouds, hosting, databases, build, monitoring, messaging, money, work, data, keys, transport, generic)

RULES: tuple[Rule, ...] = tuple(rule for family in _FAMILIES for rule in family.RULES)
