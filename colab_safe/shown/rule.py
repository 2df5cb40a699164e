"""The rules of credentials that only the code of a notebook gives away; reports and settings name them by their ids."""

from __future__ import annotations

from colab_safe.detect.rule import BY_ITS_ISSUER, GENERIC, Rule
from colab_safe.model import LOW
from colab_safe.typed import NamedTuple


class CodeRule(NamedTuple):
    """A rule without a pattern: the code tells what is a credential."""

    rule: Rule
    how: str  # what the code says, as `colab-safe rules show` and docs/rules.md say it


SHOWN = Rule(
    "shown-credential",
    "Credential in an output that its cell's code shows",
    "https://cwe.mitre.org/data/definitions/532.html",
    BY_ITS_ISSUER,
    GENERIC,
)
# Nothing was shown yet, or the output was cleared: the next run may save one.
WOULD_SHOW = Rule(
    "would-show-credential",
    "Code that shows a credential when it runs",
    "https://cwe.mitre.org/data/definitions/532.html",
    "Write code that keeps the value in a variable and does not show it",
    GENERIC,
    LOW,
)
CODE_RULES = (
    CodeRule(
        SHOWN,
        "the code of its cell: it shows what comes from a secret store, an environment variable, a prompt, a file of credentials or"
        " a command such as `gh auth token`",
    ),
    CodeRule(WOULD_SHOW, "the code of its cell, which has no output"),
)
