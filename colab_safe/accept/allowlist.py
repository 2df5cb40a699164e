"""Entries of the settings that accept findings by rule, path, secret, line or commit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from colab_safe.model import Finding
from colab_safe.timed_regex import TimedPattern
from colab_safe.typed import NamedTuple, TypeVar

Condition = TypeVar("Condition")


class Allowance(NamedTuple):
    """Accepts findings that meet every given condition; one of several rules or paths is enough."""

    reason: str
    rules: tuple[str, ...] = ()
    # Searched in the path from the root of the project, POSIX style.
    paths: tuple[TimedPattern, ...] = ()
    secrets: tuple[TimedPattern, ...] = ()  # searched in the secret
    lines: tuple[TimedPattern, ...] = ()  # searched in the line, or lines, around the secret
    commits: tuple[str, ...] = ()  # object ids, or their beginnings
    expires: str = ""  # the last day on which it is valid, such as 2026-12-31; empty: for ever
    engines: tuple[str, ...] = ()
    file: str = ""  # where the entry is, as the user would name it

    def accepts(self, finding: Finding, path: str, line: str) -> bool:
        """Return whether this entry accepts a finding, whatever the date.

        An expression that takes longer than `REGEX_SECONDS` accepts nothing: the finding is reported.

        Args:
            finding: What was found.
            path: The finding's path from the root of the project, POSIX style.
            line: The line, or lines, of the cell around the secret.
        """
        return (
            _holds(self.rules, lambda rule: rule == finding.rule)
            and _holds(self.engines, lambda engine: engine == finding.engine)
            and _holds(self.paths, lambda pattern: pattern.fits(path))
            and _holds(self.secrets, lambda pattern: pattern.fits(finding.secret.reveal()))
            and _holds(self.lines, lambda pattern: pattern.fits(line))
            and _holds(self.commits, (finding.location.commit or "").startswith)
        )

    def accepts_problem(self, rule: str, path: str) -> bool:
        """Return whether this entry accepts a problem, which it must name, whatever the date.

        Args:
            rule: The id of the kind of problem.
            path: The file's path from the root of the project, POSIX style.
        """
        about_findings = self.secrets or self.lines or self.commits or self.engines
        return (
            rule in self.rules
            and not about_findings
            and _holds(self.paths, lambda pattern: pattern.fits(path))
        )

    def slow_conditions(self) -> list[str]:
        """Return which conditions have a pattern that took too long, such as "lines"."""
        kinds = {"paths": self.paths, "secrets": self.secrets, "lines": self.lines}
        return [name for name, patterns in kinds.items() if any(each.is_slow for each in patterns)]

    def is_expired(self, today: str) -> bool:
        """Return whether the entry's last day is over.

        Args:
            today: The current date, such as 2026-12-31.
        """
        return bool(self.expires) and self.expires < today


def still_valid(allow: Iterable[Allowance], today: str) -> tuple[Allowance, ...]:
    """Return the entries whose last day is not over.

    Args:
        allow: Entries of the settings.
        today: The current date, such as 2026-12-31.
    """
    return tuple(each for each in allow if not each.is_expired(today))


def _holds(conditions: Sequence[Condition], test: Callable[[Condition], object]) -> bool:
    return not conditions or any(map(test, conditions))


def glob(pattern: str) -> TimedPattern:
    """Return the regular expression for a path pattern in the style of `.gitignore`.

    `*.ipynb` fits in every folder, `docs/` fits all files below such a folder, and `a/**/b.ipynb`
    fits in all folders below `a`. Negation (`!`) and ranges (`[a-z]`) are not supported.
    Format: https://git-scm.com/docs/gitignore#_pattern_format

    Args:
        pattern: It begins at the project's root if it has a slash before its last character.
    """
    anchored = pattern.strip("/")
    start = "" if "/" in pattern.rstrip("/") else "(?:.*/)?"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", anchored)
    return TimedPattern(
        f"^{start}{''.join(_WILDCARDS.get(part) or re.escape(part) for part in parts)}(?:/|$)"
    )


_WILDCARDS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
