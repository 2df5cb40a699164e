"""Notebooks in Git LFS: git has only a pointer, and colab-safe scans the content behind it."""

from __future__ import annotations

import os
import re

from colab_safe.errors import FileError
from colab_safe.git.folders import common_folder
from colab_safe.project.files import read_bytes

# Format: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer
_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v1\n(?:.*\n)*?oid sha256:([0-9a-f]{64})\n(?:.*\n)*"
)

_KEYS = (b"version ", b"oid ", b"size ", b"ext-")


def behind_pointer(pointer: bytes) -> bytes:
    """Return the content that a pointer leads to.

    Args:
        pointer: All bytes of the pointer's blob.

    Raises:
        FileError: The pointer is damaged, or this clone does not have the content.
        GitError: The current folder is outside of a repository.
    """
    found = _POINTER.fullmatch(pointer)
    if found is None:
        raise FileError("its Git LFS pointer is damaged")
    further = [line for line in pointer.splitlines() if not line.startswith(_KEYS)]
    if further:
        raise FileError("its Git LFS pointer has lines that Git LFS does not write")
    name = found[1].decode()
    path = os.path.join(common_folder(), "lfs", "objects", name[:2], name[2:4], name)
    if not os.path.exists(path):
        raise FileError("it is in Git LFS, but not in this clone: run `git lfs fetch --all`")
    return read_bytes(path)
