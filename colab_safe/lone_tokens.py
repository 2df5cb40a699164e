"""Tokens in texts that no scan looks at, such as arguments, and reasons in settings."""

from __future__ import annotations


def without_tokens(text: str) -> str:
    """Return a text with the tokens in it blotted out, as far as the built-in rules know them.

    Args:
        text: A line or a few; a search takes time linear in it.
    """
    from colab_safe.blots import Blotter
    from colab_safe.detect.engine import load

    tokens = [text[found.start : found.end] for found in load("builtin").find([text])]
    return Blotter(tokens).blot(text) if tokens else text
