"""Entries of a configuration that accept findings by rule, path, secret, line or commit; each with a reason, some until a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from colab_safe.model import Finding
from colab_safe.typed import NamedTuple, TypeVar

Condition = TypeVar("Condition")


class Allowance(NamedTuple):
    """Accepts a finding for which all that is given holds; of several rules, paths or patterns one is enough."""

    reason: str
    rules: tuple[str, ...] = ()
    paths: tuple[
        re.Pattern[str], ...
    ] = ()  # searched in the path from the root of the project, POSIX style
    secrets: tuple[re.Pattern[str], ...] = ()  # searched in the secret
    lines: tuple[re.Pattern[str], ...] = ()  # searched in the secret's line of the cell, or lines
    commits: tuple[str, ...] = ()  # object ids, or their beginnings
    expires: str = ""  # the last day on which it holds, as 2026-12-31
    engines: tuple[str, ...] = ()

    def accepts(self, finding: Finding, path: str, line: str) -> bool:
        return (
            _holds(self.rules, lambda rule: rule == finding.rule)
            and _holds(self.engines, lambda engine: engine == finding.engine)
            and _holds(self.paths, lambda pattern: pattern.search(path))
            and _holds(self.secrets, lambda pattern: pattern.search(finding.secret.reveal()))
            and _holds(self.lines, lambda pattern: pattern.search(line))
            and _holds(self.commits, (finding.location.commit or "").startswith)
        )

    def is_expired(self, today: str) -> bool:
        """Whether `today`, as 2026-12-31, is after its last day."""
        return bool(self.expires) and self.expires < today


def _holds(conditions: Sequence[Condition], test: Callable[[Condition], object]) -> bool:
    return not conditions or any(map(test, conditions))


def glob(pattern: str) -> re.Pattern[str]:
    """A path pattern as `.gitignore` reads it: `*.ipynb` in every folder, `docs/` and all below it, `a/**/b.ipynb`."""
    anchored = pattern.strip("/")
    start = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", anchored)
    return re.compile(
        f"^{start}{''.join(_WILDCARDS.get(part) or re.escape(part) for part in parts)}(?:/|$)"
    )


_WILDCARDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
