"""A limit on the files that a program writes, which the system keeps: git has none for what it fetches."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def files_of_at_most(most: int) -> Iterator[None]:
    """Let programs that start in the block end as soon as one of their files would have more bytes.

    https://pubs.opengroup.org/onlinepubs/9799919799/functions/getrlimit.html; on Windows nothing is limited.

    Args:
        most: Bytes.
    """
    try:
        from resource import RLIM_INFINITY, RLIMIT_FSIZE, getrlimit, setrlimit
    except ImportError:
        yield
        return
    soft, hard = before = getrlimit(RLIMIT_FSIZE)
    finite = [each for each in (soft, hard, most) if each != RLIM_INFINITY]
    setrlimit(RLIMIT_FSIZE, (min(finite), hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, before)


def remove_cut_off(folder: str, most: int) -> bool:
    """Remove the temporary packs of a folder that have reached the limit, and return whether there was one.

    Args:
        folder: Where git puts packs.
        most: Bytes.
    """
    found = False
    for each in os.scandir(folder) if os.path.isdir(folder) else ():
        if each.name.startswith("tmp_pack_") and each.stat().st_size >= most:
            os.unlink(each.path)
            found = True
    return found
