"""Where text and answers enter colab-safe: stdin, which may be closed."""

from __future__ import annotations

import sys

from colab_safe.errors import FileError
from colab_safe.typed import BinaryIO


def input_stream() -> BinaryIO:
    """Return stdin as bytes, whatever encoding the environment gives it.

    Raises:
        FileError: It is closed.
    """
    if sys.stdin is None:
        raise FileError("stdin cannot be read: it is closed")
    return sys.stdin.buffer


def has_terminal() -> bool:
    """Return whether somebody can answer questions on stdin."""
    return sys.stdin is not None and sys.stdin.isatty()
