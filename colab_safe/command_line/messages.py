"""Where lines for people leave colab-safe: results on stdout, everything else on stderr.

Every line passes `visible`, so no text of a notebook, file name or setting acts on a terminal or a CI system.
"""

from __future__ import annotations

import sys

from colab_safe.visible import visible


def tell(*sentences: str) -> None:
    """Print sentences for the user on stderr, one per line, each after colab-safe's name.

    Args:
        sentences: Never with a secret in them.
    """
    complain(*(f"colab-safe: {sentence}" for sentence in sentences))


def complain(*lines: str) -> None:
    """Print lines on stderr.

    Args:
        lines: Without line ends; those in a value are written out.
    """
    for line in lines:
        print(visible(line), file=sys.stderr)


def say(*lines: str) -> None:
    """Print lines of a result on stdout.

    Args:
        lines: Without line ends; those in a value are written out.
    """
    for line in lines:
        print(visible(line))
