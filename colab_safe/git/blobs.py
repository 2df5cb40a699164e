"""The content of blobs, many through one git."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from colab_safe.errors import GitError
from colab_safe.git.process import Errors, git, lines_of, start
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from subprocess import Popen

# Ids sent before the answers are read: 6.5 KB with SHA-256, less than any pipe's buffer.
_AT_ONCE = 100


def blobs(ids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield each id with its blob's content, in the order of the ids, one in memory at a time.

    Args:
        ids: Object ids, or other names of blobs without blanks or line ends.

    Yields:
        The id as given, and the content; None where the blob is missing or damaged.

    Raises:
        GitError: An id does not name a blob, or git cannot be started.
    """
    rest = iter(ids)
    batch = list(islice(rest, _AT_ONCE))
    if not batch:
        return
    with _cat_file() as process:
        errors = Errors(process)
        while batch:
            yield from _answers(process, errors, batch)
            batch = list(islice(rest, _AT_ONCE))


def missing(ids: Iterable[str]) -> list[str]:
    """Return those of some blobs that are not here, in their order.

    Not for clones whose settings name a remote that has the rest: there, git fails at the first one.

    Args:
        ids: Object ids.

    Raises:
        GitError: git refuses.
    """
    asked = "".join(f"{id}\n" for id in ids).encode()
    answers = git("cat-file", "--batch-check=%(objectname)", stdin=asked) if asked else b""
    return [line.split(" ")[0] for line in lines_of(answers) if line.endswith(" missing")]


@contextmanager
def _cat_file() -> Iterator[Popen[bytes]]:
    with start("cat-file", "--batch") as process:
        try:
            yield process
        finally:
            process.kill()


def _answers(
    process: Popen[bytes], errors: Errors, batch: list[str]
) -> Iterator[tuple[str, bytes | None]]:
    """Format: https://git-scm.com/docs/git-cat-file#_batch_output."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("git was started without pipes")
    try:
        process.stdin.write("".join(f"{id}\n" for id in batch).encode())
        process.stdin.flush()
    except BrokenPipeError:
        raise _failure(process, errors) from None
    for id in batch:
        about = process.stdout.readline().split()
        if about[1:2] == [b"missing"]:
            yield id, None
            continue
        data = process.stdout.read(int(about[2]) + 1) if about[1:2] == [b"blob"] else b""
        if not data.endswith(b"\n"):
            raise _failure(process, errors)
        yield id, data[:-1]


def _failure(process: Popen[bytes], errors: Errors) -> GitError:
    process.kill()  # it may wait for more names, or for a reader; what it said is kept
    return errors.refusal("cat-file") or GitError("git cat-file failed: it ended too early")
