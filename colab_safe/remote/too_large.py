"""The end of reading what is larger than its server said, or does not end."""

from __future__ import annotations

from colab_safe.limits import REMOTE_FILE

MOST = REMOTE_FILE.most  # bytes


class TooLarge(Exception):
    """More bytes came than may be read of one file."""
