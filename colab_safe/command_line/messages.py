"""What colab-safe says while it works: on stderr, because stdout carries the report alone."""

from __future__ import annotations

import sys


def tell(*sentences: str) -> None:
    """Print sentences for the user on stderr, one per line, each after colab-safe's name.

    Args:
        sentences: Never with a secret in them.
    """
    for sentence in sentences:
        print(f"colab-safe: {sentence}", file=sys.stderr)
