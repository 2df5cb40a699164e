"""Regular expressions that are compiled on first use: compiling all forty at start-up would take 9 ms."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as Regex
else:

    class Regex:
        """The methods of `re.compile(pattern, flags)`, which is called when the first of them is needed."""

        def __init__(self, pattern: Any, flags: int = 0) -> None:
            self.pattern = pattern
            self.flags = flags

        def __getattr__(self, name: str) -> Any:
            """Compile the pattern and keep its methods, so that this is called once."""
            compiled = re.compile(self.pattern, self.flags)
            for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


class Alternatives:
    """Patterns that are searched at once, as `|` does, but each by itself: `re` finds a pattern that begins with one
    certain character ten times faster than one that may begin with several.

    Args:
        patterns: No two may match at the same place.
        flags: Those of `re`.
    """

    def __init__(self, *patterns: str, flags: int = 0) -> None:
        self._patterns = [Regex(pattern, flags) for pattern in patterns]

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches that do not overlap, from left to right.

        Args:
            text: The text to search.
        """
        found = [match for pattern in self._patterns if (match := pattern.search(text))]
        while found:
            first = min(found, key=re.Match.start)
            yield first
            found = [later for match in found if (later := _not_before(match, first.end()))]


def _not_before(match: re.Match[str], start: int) -> re.Match[str] | None:
    """The match itself, or the next one of its pattern."""
    return match if match.start() >= start else match.re.search(match.string, start)


def possessive(pattern: str) -> str:
    """Return a pattern without possessive quantifiers where `re` does not have them, or has them with a fault.

    Args:
        pattern: Matches the same with and without them: `*+` only saves going back where that cannot help.
            https://github.com/python/cpython/issues/106052 was solved in Python 3.11.5.
    """
    return pattern if sys.version_info >= (3, 11, 5) else pattern.replace("*+", "*")


__all__ = ["Alternatives", "Regex", "possessive"]
