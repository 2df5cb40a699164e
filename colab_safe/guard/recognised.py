"""Tokens that the built-in rules recognise by themselves, without the words around them: those would hit data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.detect.rule import ALONE
from colab_safe.guard.hits import Hit
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import HIGH
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.detect.builtin import BuiltinEngine

_SHORTEST = 16  # characters of a token that a rule finds


class Recognised:
    """The built-in rules, loaded when the first text comes: `%load_ext` need not wait for them."""

    def __init__(self) -> None:
        self._engine: BuiltinEngine | None = None

    @property
    def keywords(self) -> Sequence[str]:
        """The keywords without one of which no text has such a token."""
        return self._loaded().keywords

    def find(self, texts: JoinedTexts) -> Iterator[Hit]:
        """Yield the tokens of a text that are recognisable alone, named by their rules.

        Args:
            texts: One text, without control sequences of terminals.
        """
        if len(texts[0]) < _SHORTEST:
            return
        for match in self._loaded().find(texts):
            if match.rule.strength == ALONE and match.confidence == HIGH:
                yield Hit(match.start, match.end, match.rule.id)

    def _loaded(self) -> BuiltinEngine:
        if self._engine is None:
            from colab_safe.detect.builtin import alone_engine

            self._engine = alone_engine()
        return self._engine
