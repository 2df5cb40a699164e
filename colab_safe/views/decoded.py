"""What a decoder makes of a text: the decoded text, and where its characters come from."""

from __future__ import annotations

import re
from collections.abc import Callable

from colab_safe.limits import Limit
from colab_safe.model import Span
from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex


class Decoded:
    """A decoded text with its way back to the text it was decoded from.

    Args:
        text: The decoded text.
        origins: Builds the way back. Called only when something was found in the text.
        aside: Another result of the same decoding, which is not read together with this one.
        is_final: Whether the text is searched, but not decoded further.
        limit: The limit that kept the decoder from decoding all of its text; None if it did.
    """

    __slots__ = ("_origins", "aside", "is_final", "limit", "text")

    def __init__(
        self,
        text: str,
        origins: Callable[[], Origins],
        aside: Decoded | None = None,
        is_final: bool = False,
        limit: Limit | None = None,
    ) -> None:
        self.text = text
        self.limit = limit
        self.aside = aside
        self.is_final = is_final
        self._origins: Callable[[], Origins] | Origins = origins

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the parts of the parent text that some characters were decoded from.

        Args:
            start: The first of the characters.
            end: The character after the last.

        Returns:
            Spans of the parent's characters, ascending; several where something was dropped in
            between, such as a colour code.
        """
        if callable(self._origins):
            self._origins = self._origins()
        return self._origins.spans(start, end)


class Substitution:
    """A `decode` function that replaces every match of a pattern.

    Args:
        pattern: What is replaced. It has no capturing groups.
        replace: Returns the decoded form of a match. Called once for all equal matches in a text:
            a table in HTML repeats a few tags a thousand times.
        flags: Those of `re`.
    """

    __slots__ = ("_pattern", "_replace")

    def __init__(self, pattern: str, replace: Callable[[str], str], flags: int = 0) -> None:
        self._pattern: re.Pattern[str] = Regex(f"({pattern})", flags)
        self._replace = replace

    def __call__(self, text: str) -> Decoded | None:
        """Return the decoded text; None when nothing changes."""
        parts = self._pattern.split(text)
        found = parts[1::2]
        replaced = {match: self._replace(match) for match in set(found)}
        parts[1::2] = map(replaced.__getitem__, found)
        decoded = "".join(parts)
        return None if decoded == text else Decoded(decoded, lambda: self._origins(text))

    def _origins(self, text: str) -> Origins:
        builder, position = TextBuilder(), 0
        for match in self._pattern.finditer(text):
            builder.keep(text, position, match.start())
            builder.put(self._replace(match[0]), match.start(), match.end())
            position = match.end()
        builder.keep(text, position, len(text))
        return builder.origins


def built(
    builder: TextBuilder, aside: Decoded | None = None, is_final: bool = False
) -> Decoded | None:
    """Return what a builder has collected; `aside` alone when that is nothing.

    Args:
        builder: Holds the decoded text.
        aside: A result that is kept apart from this one.
        is_final: Whether the text is searched, but not decoded further.
    """
    text = builder.text
    return Decoded(text, lambda: builder.origins, aside, is_final) if text else aside
