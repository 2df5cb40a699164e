"""Which lines of the files that a pull request changes are in its diff: only there a forge takes comments.

git is asked and not the forge, whose list of files ends after 3,000 and leaves out the diffs of large files, as notebooks
are: https://docs.github.com/en/rest/pulls/pulls#list-pull-requests-files
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from colab_safe.errors import GitError
from colab_safe.git.process import attempt, git
from colab_safe.typed import NamedTuple

_FILES = ("100644", "100755")
_BYTES = "surrogateescape"  # for names that are not UTF-8
# Settings such as `diff.context` and `diff.algorithm` would change the answer.
_DIFF = (
    *("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--unified=3"),
    *("--inter-hunk-context=0", "--diff-algorithm=default", "--text"),
)
_LIST = (
    *("diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--find-renames"),
    *("--no-ext-diff", "--no-relative"),
)
_HUNK = re.compile(rb"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_WHOLE_HISTORY = "fetch the whole history (`fetch-depth: 0` of actions/checkout)"


class Lines(NamedTuple):
    """Some lines of a file in a row, from 1, and the last one is among them."""

    first: int
    last: int

    def contains(self, other: Lines) -> bool:
        """Return whether all of some other lines are among these.

        Args:
            other: Lines of the same file.
        """
        return self.first <= other.first and other.last <= self.last


class ChangedFile(NamedTuple):
    """A file of the head that is not the same, at the same place, where the pull request began."""

    path: str  # from the repository's top folder, POSIX style
    blob: str
    before: str | None  # the blob that it was made from; None for a new file


def changed_files(base: str, head: str, is_wanted: Callable[[str], bool]) -> Iterator[ChangedFile]:
    """Yield the files that a pull request adds or changes.

    Args:
        base: The commit that it is to be merged into.
        head: Its last commit.
        is_wanted: By the path of a file: whether it is asked for.

    Raises:
        GitError: A commit is unknown, or they have no common ancestor in this clone.
    """
    ids = [_commit(base, "base"), _commit(head, "head")]
    ancestor = attempt("merge-base", *ids)
    if not ancestor:
        raise GitError(
            f"the base and the head of the pull request have no common commit here: {_WHOLE_HISTORY}"
        )
    listed = git(*_LIST, ancestor.decode().strip(), ids[1])
    fields = iter(listed.decode("utf-8", _BYTES).split("\0"))
    for about in fields:
        if not about:
            continue
        _, mode, before, blob, kind = about.removeprefix(":").split(" ")
        path = next(fields)
        path = next(fields) if kind[0] in "RC" else path
        if mode in _FILES and is_wanted(path):
            yield ChangedFile(path, blob, before if before.strip("0") else None)


def _commit(name: str, what: str) -> str:
    found = attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not found:
        raise GitError(f"the {what} of the pull request is not in this clone: {_WHOLE_HISTORY}")
    return found.decode().strip()


def shown_lines(file: ChangedFile, number: int) -> tuple[Lines, ...]:
    """Return the lines of the head in each hunk of a file's diff, with the three lines around a change that forges show.

    Args:
        file: The file.
        number: How many lines it has in the head.
    """
    if file.before is None:
        return (Lines(1, number),)
    diff = git(*_DIFF, file.before, file.blob)
    hunks = ((int(first), int(count or 1)) for first, count in _HUNK.findall(diff))
    return tuple(Lines(first, first + count - 1) for first, count in hunks if count)
