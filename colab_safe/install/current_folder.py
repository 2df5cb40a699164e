"""The current folder, which may have been deleted since the notebook changed to it."""

from __future__ import annotations

import os

DELETED = "the current folder was deleted: change to another one, as with %cd /content"


def is_deleted() -> bool:
    """Return whether the current folder is gone, so that relative paths lead nowhere."""
    try:
        os.getcwd()
    except OSError:
        return True
    return False


def folder_for_programs() -> str | None:
    """Return where to start a program: git and pip do not run in a folder that is gone; None for the current one."""
    return os.sep if is_deleted() else None
