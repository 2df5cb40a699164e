"""Decoding by replacing what a pattern matches: the text at once, its pieces only when something was found in it."""

from __future__ import annotations

import re
from collections.abc import Callable

from colab_safe.notebook.pieces import Builder, Pieces
from colab_safe.typed import NamedTuple


class Decoded(NamedTuple):
    """A decoded text, and how to learn where its characters came from."""

    text: str
    pieces: Callable[[], Pieces]


class Substitution:
    """Each match of `pattern` becomes what `replace` makes of it."""

    __slots__ = ("_pattern", "_replace")

    def __init__(self, pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]) -> None:
        self._pattern = pattern
        self._replace = replace

    def __call__(self, text: str) -> Decoded | None:
        """None when nothing changes."""
        decoded = self._pattern.sub(self._replace, text)
        return None if decoded == text else Decoded(decoded, lambda: self._pieces(text))

    def _pieces(self, text: str) -> Pieces:
        builder, position = Builder(), 0
        for match in self._pattern.finditer(text):
            builder.keep(text, position, match.start())
            builder.put(self._replace(match), match.start(), match.end())
            position = match.end()
        builder.keep(text, position, len(text))
        return builder.pieces


def built(builder: Builder) -> Decoded | None:
    """What a builder has collected; None when that is nothing."""
    text = builder.text
    return Decoded(text, lambda: builder.pieces) if text else None
