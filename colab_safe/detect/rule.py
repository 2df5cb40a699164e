"""What one row of the rule table holds, and the strengths of evidence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from colab_safe.typed import NamedTuple

# How much the match alone proves; where matches overlap, the lower number is reported.
ALONE = 0  # the format is recognisable by itself: `ghp_…`
CONTEXT = 1  # the value needs a provider's name near it: 40 hex digits after "wandb"
GENERIC = 2  # only a word like "password" says so
FOREIGN = 3  # another scanner says so


class Rule(NamedTuple):
    """One kind of credential; `pattern` names the credential itself with the group `secret`.

    Every match holds at least one of `keywords` (lower case) and is at most `reach` characters long,
    so that only the neighbourhood of a keyword is searched. With `lead`, it begins at most that many characters before
    its keyword, and only those beginnings are tried; and of these only where `behind` matches behind the keyword.
    """

    id: str  # kebab-case, vendor first; never renamed, since baselines hold it
    description: str
    pattern: str
    keywords: tuple[str, ...]
    reference: str  # the page that gives the format
    revoke: str  # where, or how, such a credential is revoked
    check: Callable[[str], bool] | None = None  # on the secret: checksum, entropy, placeholder
    strength: int = ALONE
    reach: int = 512
    lead: int | None = None
    behind: str = ""


class Match(NamedTuple):
    """The characters `start`–`end` of the text with this index are a secret, says this rule."""

    text: int
    rule: Rule
    start: int
    end: int
    live: bool | None = None  # whether its service takes it, where that was asked


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compiled when first needed: 300 patterns at start-up would cost more than the scan."""
    return re.compile(pattern)
