"""Decoding by replacing what a pattern matches: the text at once, its pieces only when something was found in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple


class Decoded(NamedTuple):
    """A decoded text, and how to learn where its characters came from; `aside` is what is not read together with it."""

    text: str
    pieces: Callable[[], Origins]
    aside: Decoded | None = None


class Substitution:
    """Each match of `pattern`, which has no groups of its own, becomes what `replace` makes of it."""

    __slots__ = ("_pattern", "_replace")

    def __init__(self, pattern: str, replace: Callable[[str], str], flags: int = 0) -> None:
        self._pattern: re.Pattern[str] = Regex(f"({pattern})", flags)
        self._replace = replace

    def __call__(self, text: str) -> Decoded | None:
        """None when nothing changes."""
        parts = self._pattern.split(text)
        parts[1::2] = map(self._replace, parts[1::2])
        decoded = "".join(parts)
        return None if decoded == text else Decoded(decoded, lambda: self._pieces(text))

    def _pieces(self, text: str) -> Origins:
        builder, position = TextBuilder(), 0
        for match in self._pattern.finditer(text):
            builder.keep(text, position, match.start())
            builder.put(self._replace(match[0]), match.start(), match.end())
            position = match.end()
        builder.keep(text, position, len(text))
        return builder.origins


def built(builder: TextBuilder) -> Decoded | None:
    """What a builder has collected; None when that is nothing."""
    text = builder.text
    return Decoded(text, lambda: builder.origins) if text else None
