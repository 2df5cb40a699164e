"""docs/rules.md must match the rules: `python -m tests.test_docs_rules` generates it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from colab_safe.detect.compared import compared
from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rule import ALONE, CONTEXT, Rule
from colab_safe.detect.rules import FAMILIES, RULES, family
from colab_safe.model import HIGH, MEDIUM
from colab_safe.shown.rule import CODE_RULES

_SHOWN = """No pattern finds these. The code of the notebook is followed, without running it, from where credentials come from to what a
cell displays. The value is reported if the output shows one opaque value there; `len(token)`, a masked value, numbers and
words are not reported.
"""
PAGE = Path(__file__).parents[1] / "docs/rules.md"
STRENGTH = {ALONE: "alone", CONTEXT: "near a name"}


def written() -> str:
    """The page: an introduction, and a table per family."""
    return "\n".join([_introduction(), *(_table(name) for name in FAMILIES), _code_table()])


def _introduction() -> str:
    return f"""# What is detected

colab-safe detects {len(RULES)} kinds of credentials. "Alone" means that the format is enough; "near a name", that the value
is reported only near its provider's name, as in `PROVIDER_API_KEY = "…"`; "by its name", that only the name of the value
("password", "api_key") gives it away. The confidence of a finding is `high` if the format is enough, and otherwise
`medium`, unless the row says something else; a finding with `low` confidence does not block. Each row links to the vendor's page about the credential. The last column says when a rule was last compared with what
its vendor publishes, and links to that page; without a link, no page of the vendor was found that says anything about the
format, and the rule was compared with keys in public files, if any were found. Where it is empty, nobody has looked yet, or the form is that of a standard or a program ({sum(_has_day(rule.id) for rule in RULES)} rules have a day).
`colab-safe rules show ID` tells what was found.

This page is generated from `colab_safe/detect/rules/` by `python -m tests.test_docs_rules`.
"""


def _has_day(id: str) -> bool:
    look = compared(id)
    return look is not None and look.day is not None


def _table(name: str) -> str:
    title = (import_module(f"colab_safe.detect.rules.{name}").__doc__ or "").strip().rstrip(".")
    rows = "".join(map(_row, family(name)))
    head = "| rule | what it is | recognised | how it is revoked | compared |\n|" + " --- |" * 5
    return f"## {title}\n\n{head}\n{rows}"


def _code_table() -> str:
    rows = "".join(
        f"| `{rule.id}` | [{rule.description}]({rule.reference}) | {how} | {rule.revoke} |\n"
        for rule, how in CODE_RULES
    )
    return f"## Shown by the code\n\n{_SHOWN}\n| rule | what it is | recognised by | how it is revoked |\n| --- | --- | --- | --- |\n{rows}"


def _row(row: PatternRule) -> str:
    rule = row.rule
    what = f"[{rule.description}]({rule.reference})".replace("|", "\\|")
    revoke = f"<{rule.revoke}>" if rule.revoke.startswith("https://") else rule.revoke
    look = compared(rule.id)
    day = look.day if look and look.day else ""
    when = f"[{day}]({look.page})" if look and look.page and day else day
    return f"| `{rule.id}` | {what} | {_recognised(rule)} | {revoke} | {when} |\n"


def _recognised(rule: Rule) -> str:
    how = STRENGTH.get(rule.strength, "by its name")
    usual = HIGH if rule.strength == ALONE else MEDIUM
    return how if rule.confidence == usual else f"{how}; {rule.confidence}"


def test_the_page_is_up_to_date() -> None:
    is_current = PAGE.read_text(encoding="utf-8") == written()
    assert is_current, "docs/rules.md is out of date: run `python -m tests.test_docs_rules`"


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
