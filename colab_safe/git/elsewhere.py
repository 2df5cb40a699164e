"""Questions about a repository that is not the one around the current folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

_DIR = "GIT_DIR"
# They would lead to objects of another repository.
_OTHERS = (
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
)


@contextmanager
def in_repository(folder: str) -> Iterator[None]:
    """Let every git that colab-safe starts in the block, also in other processes, work with one repository.

    The current folder stays, because the settings that apply are found from there.

    Args:
        folder: git's own folder, such as that of a bare repository.
    """
    before = {name: os.environ.pop(name, None) for name in (_DIR, *_OTHERS)}
    os.environ[_DIR] = os.path.abspath(folder)
    try:
        yield
    finally:
        del os.environ[_DIR]
        os.environ.update({name: value for name, value in before.items() if value is not None})
