"""detect-secrets' filters by regular expressions, which a repository writes: with a time limit, unlike its own.

Format: https://github.com/Yelp/detect-secrets/blob/master/docs/filters.md
"""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.limits import REGEX_SECONDS, Limit
from colab_safe.timed_regex import TimedPattern, checked
from colab_safe.typed import Any

_REGEX = "detect_secrets.filters.regex.should_exclude_"


class Exclusions:
    """The lines and secrets that `filters_used` excludes by their text."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        """Take the patterns out of the settings.

        Args:
            settings: `filters_used`, as far as it is given.

        Raises:
            re.error: A pattern is not valid.
        """
        filters = settings.get("filters_used", ())
        self._lines, self._secrets = (_patterns(filters, kind) for kind in ("line", "secret"))
        self.is_cut_off = False  # whether a pattern took too long, so it excluded nothing

    def exclude(self, secret: str, line: str) -> bool:
        """Return whether a pattern fits.

        Args:
            secret: What a detector found.
            line: The line that it is on.
        """
        if any(each.fits(line) for each in self._lines) or any(
            each.fits(secret) for each in self._secrets
        ):
            return True
        self.is_cut_off |= any(each.is_slow for each in (*self._lines, *self._secrets))
        return False


def is_by_pattern(path: str) -> bool:
    """Return whether a filter is one of those that `Exclusions` replaces.

    Args:
        path: Of a filter in `filters_used`.
    """
    return path.startswith(_REGEX)


def unsearched() -> Limit:
    """Return the limit that a pattern has reached, as a report says it."""
    beyond = (
        f"what the patterns of `filters_used` exclude in {REGEX_SECONDS.beyond}; make them simpler"
    )
    return REGEX_SECONDS._replace(beyond=beyond)


def _patterns(filters: Any, kind: str) -> list[TimedPattern]:
    """To detect-secrets, each character of a text is a pattern."""
    return [
        checked(each) for one in filters if one["path"] == _REGEX + kind for each in one["pattern"]
    ]
