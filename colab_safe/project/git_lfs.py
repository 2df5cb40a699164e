"""Notebooks in Git LFS: git has only a pointer, and colab-safe scans the content behind it.

Format: https://git-lfs.github.com/spec/v1 describes the lines of a pointer.
"""

from __future__ import annotations

import os
import re

from colab_safe.errors import FileError
from colab_safe.git.folders import common_folder
from colab_safe.project.files import read_bytes

_BEGINNING = b"version https://git-lfs"
_LONGEST = 1024  # bytes of a pointer at most; further lines may follow it
_NAME = re.compile(rb"oid sha256:([0-9a-f]{64})")
_SIZE = re.compile(rb"size ([0-9]{1,18})")
_KEYS = (b"version ", b"oid ", b"size ", b"ext-")


def is_pointer(blob: bytes) -> bool:
    """Return whether a blob is a pointer, or begins like one.

    Args:
        blob: Its bytes.
    """
    return blob.startswith(_BEGINNING) and b"\noid " in blob[:_LONGEST]


def has_further_lines(pointer: bytes) -> bool:
    """Return whether a pointer has lines that Git LFS does not write, which are pushed with it.

    Args:
        pointer: All bytes of the pointer's blob.
    """
    return not all(line.startswith(_KEYS) for line in pointer.splitlines())


def behind_pointer(pointer: bytes) -> bytes:
    """Return the content that a pointer leads to.

    Args:
        pointer: All bytes of the pointer's blob.

    Raises:
        FileError: The pointer is damaged, or this clone does not have the content, or another one.
        GitError: The current folder is outside of a repository.
    """
    lines = pointer.splitlines()
    names, sizes = (
        [found[1] for line in lines if (found := part.fullmatch(line))] for part in (_NAME, _SIZE)
    )
    if len(names) != 1 or len(sizes) > 1:
        raise FileError("its Git LFS pointer is damaged")
    name = names[0].decode()
    path = os.path.join(common_folder(), "lfs", "objects", name[:2], name[2:4], name)
    if not os.path.exists(path):
        raise FileError("it is in Git LFS, but not in this clone: run `git lfs fetch --all`")
    content = read_bytes(path)
    _verify(content, name, int(sizes[0]) if sizes else len(content))
    return content


def _verify(content: bytes, name: str, size: int) -> None:
    from hashlib import sha256

    if len(content) != size or sha256(content).hexdigest() != name:
        raise FileError(
            "its object in Git LFS is not what the pointer names: run `git lfs fsck`, then `git lfs fetch --all`"
        )
