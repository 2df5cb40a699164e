"""Regular expressions that a team writes: with a time limit, since some take exponential time.

`re` cannot be stopped. The package `regex` reads the same syntax, takes a time limit, and is imported
with the first search: docs/decisions/011-regex-for-a-teams-expressions.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from colab_safe.limits import REGEX_SECONDS
from colab_safe.typed import Any

# To `re`, braces that are not a repetition are themselves; to `regex`, `a{e<=1}` is a fuzzy match.
_BRACES = r"\\N\{[^}]*\}|\\.|\{(?!\d*,?\d*\})"


class TimedPattern:
    """A compiled expression whose searches end after `REGEX_SECONDS`."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        """Keep the expression; it is compiled by the first search.

        Args:
            pattern: In the syntax of `re`.
            flags: Of `re`, such as `re.IGNORECASE`.
        """
        self.pattern = pattern
        self._flags = flags
        self._compiled: Any = None
        self.is_slow = False  # whether `fits` has reached the limit; it then tries no further texts

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match, as the method of `re` does.

        Args:
            text: Any text.

        Raises:
            TimeoutError: The search takes longer than `REGEX_SECONDS`.
        """
        found: re.Match[str] | None = self._regex().search(text, timeout=REGEX_SECONDS.most)
        return found

    def fits(self, text: str) -> bool:
        """Return whether the expression matches anywhere; one that takes too long does not.

        For patterns that accept something: what is not accepted is reported, and the pattern, too.

        Args:
            text: Any text.
        """
        try:
            return not self.is_slow and self.search(text) is not None
        except TimeoutError:
            self.is_slow = True
            return False

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Return an iterator over all matches, as the method of `re` does.

        Args:
            text: Any text.

        Raises:
            TimeoutError: All matches together take longer than `REGEX_SECONDS`.
        """
        found: Iterator[re.Match[str]] = self._regex().finditer(text, timeout=REGEX_SECONDS.most)
        return found

    def _regex(self) -> Any:
        if self._compiled is None:
            import regex

            re.compile(self.pattern, self._flags)  # what `re` refuses is an error here, too
            escaped = re.sub(_BRACES, _escaped, self.pattern, flags=re.DOTALL)
            try:
                self._compiled = regex.compile(escaped, self._flags | regex.VERSION0)
            except regex.error as error:
                raise re.error(f"the package regex refuses it: {error}") from None
        return self._compiled


def _escaped(brace: re.Match[str]) -> str:
    return r"\{" if brace[0] == "{" else brace[0]


def checked(pattern: str) -> TimedPattern:
    """Return the pattern of an expression that the user wrote.

    Args:
        pattern: In the syntax of `re`.

    Raises:
        re.error: The expression is not valid.
    """
    re.compile(pattern)
    return TimedPattern(pattern)


@cache
def timed(pattern: str) -> TimedPattern:
    """Return the pattern of an expression, the same one each time: a memo of a pure function.

    Args:
        pattern: In the syntax of `re`.
    """
    return TimedPattern(pattern)
