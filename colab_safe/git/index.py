"""What the next commit will change, as the index has it."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.errors import GitError
from colab_safe.git.process import attempt, git
from colab_safe.git.worktree import is_top
from colab_safe.typed import NamedTuple

# The other modes are symbolic links and submodules, which have no text of a notebook.
_FILES = (b"100644", b"100755")


class Staged(NamedTuple):
    """One path that the next commit changes."""

    path: str  # from the repository's top folder, POSIX style
    blob: str | None  # None where it is deleted, or in conflict
    status: str  # git's letter: "D" deleted, "U" in conflict, …


def staged() -> list[Staged]:
    """Return every file that differs between HEAD and the index.

    A rename is a deletion and an addition.

    Links, submodules and names without content (`git add --intent-to-add`) are left out.

    Raises:
        GitError: The current folder is outside of a repository, or git refuses.
    """
    fields = _difference().split(b"\0")[:-1]
    return list(_entries(fields))


def _difference() -> bytes:
    command = (
        "diff-index",
        "--cached",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--ita-invisible-in-index",
    )
    since_head = attempt(*command, "HEAD", "--")
    if since_head is not None:
        return since_head
    # Most likely there is no commit yet, and everything is new.
    return git(*command, git("hash-object", "-t", "tree", "--stdin").decode().strip(), "--")


def _entries(fields: list[bytes]) -> Iterator[Staged]:
    """Format: https://git-scm.com/docs/git-diff-index#_raw_output_format, with -z."""
    for about, name in zip(fields[::2], fields[1::2], strict=True):
        _, mode, _, blob, status = about.split(b" ")
        path, letter = os.fsdecode(name), status.decode()
        if letter in ("D", "U"):
            yield Staged(path, None, letter)
        elif mode in _FILES:
            yield Staged(path, blob.decode(), letter)


def prefix() -> str:
    """Return the path from the repository's top folder to the current one: "" or "notebooks/".

    Raises:
        GitError: The current folder is outside of a working copy, as in a bare repository, whose empty
            index says nothing about what it has.
    """
    if is_top("."):  # at the top, where hooks run: saves one start of git
        return ""
    answer = os.fsdecode(git("rev-parse", "--is-inside-work-tree", "--show-prefix"))
    is_inside, _, path = answer.partition("\n")
    if is_inside != "true":
        raise GitError(
            "nothing can be staged here: the current folder is not in a working copy."
            " Use --history to scan the commits"
        )
    return path.rstrip("\n")
