"""docs/rules.md must say what the rules say: `python -m tests.test_docs_rules` writes it anew."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from colab_safe.detect.rule import ALONE, CONTEXT, Rule
from colab_safe.detect.rules import FAMILIES, RULES, family

PAGE = Path(__file__).parents[1] / "docs/rules.md"
STRENGTH = {ALONE: "alone", CONTEXT: "beside a name"}


def written() -> str:
    """The page: an introduction, and a table for each family."""
    return "\n".join([_introduction(), *(_table(name) for name in FAMILIES)])


def _introduction() -> str:
    return f"""# What is detected

{len(RULES)} kinds of credentials. "Alone" means that the format is enough; "beside a name", that the value is reported
only near the name of its provider, as in `PROVIDER_API_KEY = "…"`; "by its name", that only what the value is called
("password", "api_key") says so. Each row links to the vendor's page on the credential.

This page is made from `colab_safe/detect/rules/` by `python -m tests.test_docs_rules`.
"""


def _table(name: str) -> str:
    title = (import_module(f"colab_safe.detect.rules.{name}").__doc__ or "").strip().rstrip(".")
    rows = "".join(map(_row, family(name)))
    return f"## {title}\n\n| rule | what it is | recognised | how it is revoked |\n| --- | --- | --- | --- |\n{rows}"


def _row(rule: Rule) -> str:
    what = f"[{rule.description}]({rule.reference})".replace("|", "\\|")
    revoke = f"<{rule.revoke}>" if rule.revoke.startswith("https://") else rule.revoke
    return f"| `{rule.id}` | {what} | {STRENGTH.get(rule.strength, 'by its name')} | {revoke} |\n"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
