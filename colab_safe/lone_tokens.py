"""Tokens in texts that no scan looks at, such as arguments, and reasons in settings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.detect.engine import Engine


def without_tokens(texts: Sequence[str]) -> list[str]:
    """Return texts with the tokens in them blotted out, as far as the built-in rules know them.

    Args:
        texts: Any texts; all at once takes less time than one after the other.
    """
    from colab_safe.blots import Blotter

    tokens = [texts[found.text][found.start : found.end] for found in _rules().find(texts)]
    return list(map(Blotter(tokens).blot, texts)) if tokens else list(texts)


@cache
def _rules() -> Engine:
    """The built-in rules: loading them takes as long as to search a thousand lines."""
    from colab_safe.detect.engine import load

    return load("builtin")
