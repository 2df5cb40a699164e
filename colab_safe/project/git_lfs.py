"""Notebooks that Git LFS keeps: git itself has a pointer only, and what is checked is the text that it leads to."""

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


def behind_pointer(pointer: bytes) -> bytes:
    """The text that a pointer leads to. Raises FileError where this clone does not have it."""
    found = _POINTER.fullmatch(pointer)
    if found is None:
        raise FileError("a damaged pointer of Git LFS")
    name = found[1].decode()
    path = os.path.join(common_folder(), "lfs", "objects", name[:2], name[2:4], name)
    if not os.path.exists(path):
        raise FileError(
            "Git LFS keeps it, and this clone does not have it: run `git lfs fetch --all`"
        )
    return read_bytes(path)
