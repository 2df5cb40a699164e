"""The content of blobs, many through one git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from colab_safe.errors import GitError
from colab_safe.git.process import refusal, start

if TYPE_CHECKING:
    from subprocess import Popen

_AT_ONCE = 100  # ids sent before the answers are read: 6.5 KB with SHA-256, less than any pipe holds


def blobs(ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each id with its blob's content, in this order, one in memory at a time. Raises GitError for one that cannot be read."""
    rest = iter(ids)
    batch = list(islice(rest, _AT_ONCE))
    if not batch:
        return
    with _cat_file() as process:
        while batch:
            yield from _answers(process, batch)
            batch = list(islice(rest, _AT_ONCE))


@contextmanager
def _cat_file() -> Iterator[Popen[bytes]]:
    with start("cat-file", "--batch") as process:
        try:
            yield process
        finally:
            process.kill()


def _answers(process: Popen[bytes], batch: list[str]) -> Iterator[tuple[str, bytes]]:
    """Format: https://git-scm.com/docs/git-cat-file#_batch_output."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("git was started without pipes")
    try:
        process.stdin.write("".join(f"{id}\n" for id in batch).encode())
        process.stdin.flush()
    except BrokenPipeError:
        raise _failure(process) from None
    for id in batch:
        about = process.stdout.readline().split()
        if about[1:2] != [b"blob"]:
            raise _unreadable(id) if about else _failure(process)
        data = process.stdout.read(int(about[2]) + 1)
        if len(data) != int(about[2]) + 1:
            raise _failure(process)
        yield id, data[:-1]


def _failure(process: Popen[bytes]) -> GitError:
    _, said = process.communicate()
    return refusal("cat-file", said, process.returncode)


def _unreadable(id: str) -> GitError:
    return GitError(
        f"blob {id} cannot be read: it is missing or damaged; `git fsck` tells more, and in a partial clone "
        "`git fetch --refetch --no-filter` (git 2.36 or newer) brings what is missing"
    )
