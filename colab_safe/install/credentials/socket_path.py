"""How long the path of a Unix socket may be."""

from __future__ import annotations

import os

_LONGEST = 100  # bytes; sun_path has 108 on Linux and 104 on macOS


def fits_a_socket(path: str) -> bool:
    """Return whether a Unix socket can be bound to a path.

    Args:
        path: Of a file that does not exist yet.
    """
    return len(os.fsencode(path)) <= _LONGEST
