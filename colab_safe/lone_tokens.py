"""Tokens in texts that no scan looks at, such as arguments, and reasons in settings."""

from __future__ import annotations

from collections.abc import Sequence


def without_tokens(texts: Sequence[str]) -> list[str]:
    """Return texts with the tokens in them blotted out, as far as the built-in rules know them.

    Args:
        texts: All at once, because loading the rules takes longer than to search thousands of lines.
    """
    from colab_safe.blots import Blotter
    from colab_safe.detect.engine import load

    tokens = [texts[found.text][found.start : found.end] for found in load("builtin").find(texts)]
    return list(map(Blotter(tokens).blot, texts)) if tokens else list(texts)
