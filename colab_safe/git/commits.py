"""Which notebooks the commits of a range wrote, and which commits the remote has.

Names are filtered in Python: git takes five times as long for twenty patterns as without any.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from colab_safe.git.process import Errors, attempt, git, lines_of, start
from colab_safe.notebook_names import IsTextNotebook, may_contain_any_notebook, no_text_notebook
from colab_safe.typed import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from subprocess import Popen

# Branches, tags, remote branches, notes, the last stash and every worktree's HEAD.
EVERY_REF = ("--all",)
_FILES = ("100644", "100755")
_LINK, _SUBMODULE = "120000", b"160000 "
_BYTES = "surrogateescape"  # for names that are not UTF-8
# Plumbing commands: settings such as `log.follow`, `diff.relative` or `color.ui` do not change them.
# With -c a merge is shown where it wrote something that none of its parents has.
_LIST = ("rev-list", "--date-order")
_COMPARE = (
    *("diff-tree", "--stdin", "--root", "-r", "-c", "--raw", "-z", "--no-abbrev"),
    *("--no-renames", "--no-ext-diff", "--no-relative", "--format=%H %P"),
)
_STDIN = ("--stdin",)
# The refs that people work with. The others are those of servers, such as one for each of 20,000 pull requests.
_OWN_REFS = (
    "refs/heads/",
    "refs/tags/",
    "refs/remotes/",
    "refs/notes/",
    "refs/stash",
    "refs/bisect/",
)
_MOST_LOOKS = 200_000  # 7 s: 33 microseconds for each ref and path
_ID = re.compile(r"\^?(?:[0-9a-f]{40}|[0-9a-f]{64})")


class Commit(NamedTuple):
    id: str
    parents: tuple[str, ...]


class NotebookChange(NamedTuple):
    """One notebook, or archive with notebooks, that a commit wrote or deleted."""

    commit: Commit
    path: str  # from the repository's top folder, POSIX style
    before: tuple[str, ...]  # its blob in each parent; for a commit with one parent, or none, one
    blob: str | None  # None where it is deleted, or not a regular file
    is_link: bool = False  # a symbolic link, whose text is a path


def notebook_changes(
    revisions: Sequence[str], is_text_notebook: IsTextNotebook = no_text_notebook
) -> Iterator[NotebookChange]:
    """Yield what commits did to notebooks and archives, the newest commit first.

    Args:
        revisions: The commits, as arguments of `git rev-list`.
        is_text_notebook: Which other files are notebooks, too.

    Raises:
        GitError: A revision is unknown, or git refuses.
    """
    with (
        _listing(revisions) as listing,
        start(*_COMPARE, stdin=listing.stdout) as comparing,
    ):
        try:
            yield from _compared(listing, comparing, is_text_notebook)
        finally:
            listing.kill()
            comparing.kill()


def _listing(revisions: Sequence[str]) -> Popen[bytes]:
    """Ids go through stdin: a command line has 32,767 characters on Windows, less than 800 ids."""
    named, ids = _named_and_ids(revisions)
    process = start(*_LIST, *_STDIN[: bool(ids)], *named, "--")
    if process.stdin is None:
        raise AssertionError("git was started without pipes")
    with suppress(BrokenPipeError):  # git refuses, and says why
        process.stdin.write(ids)
        process.stdin.close()
    return process


def _rev_list(*options: str, revisions: Iterable[str]) -> bytes:
    named, ids = _named_and_ids(revisions)
    return git("rev-list", *options, *_STDIN[: bool(ids)], *named, "--", stdin=ids)


def _named_and_ids(revisions: Iterable[str]) -> tuple[list[str], bytes]:
    listed = list(revisions)
    ids = [each for each in listed if _ID.fullmatch(each)]
    named = [each for each in listed if not _ID.fullmatch(each)]
    return named, "".join(f"{id}\n" for id in ids).encode()


def _compared(
    listing: Popen[bytes], comparing: Popen[bytes], is_text_notebook: IsTextNotebook
) -> Iterator[NotebookChange]:
    if listing.stdout is None or comparing.stdout is None:
        raise AssertionError("git was started without pipes")
    listing.stdout.close()  # the other git reads it
    asked, answered = Errors(listing), Errors(comparing)
    yield from _changes(_fields(comparing.stdout), is_text_notebook)
    for error in (answered.refusal("diff-tree"), asked.refusal("rev-list")):
        if error:
            raise error


def _fields(stream: IO[bytes]) -> Iterator[str]:
    """The texts before each NUL; there is one after the last text, too."""
    rest = b""
    while block := stream.read(1 << 16):
        whole, nul, rest = (rest + block).rpartition(b"\0")
        if nul:
            yield from whole.decode("utf-8", _BYTES).split("\0")


def _changes(fields: Iterator[str], is_text_notebook: IsTextNotebook) -> Iterator[NotebookChange]:
    """Format: https://git-scm.com/docs/git-log#_raw_output_format (merges), with -z."""
    commit = Commit("", ())
    for field in fields:
        line = field.lstrip("\n")
        if line.startswith(":"):
            path = next(fields)
            if may_contain_any_notebook(path, is_text_notebook):
                yield _change(commit, line.lstrip(":").split(" "), path)
        elif line:
            id, *parents = line.split(" ")
            commit = Commit(id, tuple(parents))


def _change(commit: Commit, about: list[str], path: str) -> NotebookChange:
    """`about`: a mode and an id for each parent and for the commit, then git's letters."""
    half = (len(about) - 1) // 2
    *before, blob = about[half:-1]
    mode = about[half - 1]
    is_file = mode in _FILES
    return NotebookChange(commit, path, tuple(before), blob if is_file else None, mode == _LINK)


def stashed() -> list[str]:
    """Return the commits of all stashes; `--all` covers only the last one."""
    if not git("for-each-ref", "refs/stash"):
        return []
    return git("rev-list", "--walk-reflogs", "refs/stash").decode().split()


def only_in_reflogs() -> int:
    """Return how many commits no ref leads to any more; only the reflogs of this clone know them."""
    return count_commits(("--reflog", "--not", *EVERY_REF, *stashed()))


def submodules() -> int:
    """Return how many submodules HEAD has; each is a repository with its own history."""
    entries = attempt("ls-tree", "-r", "-z", "--full-tree", "HEAD") or b""
    return sum(entry.startswith(_SUBMODULE) for entry in entries.split(b"\0"))


def any_commit(revisions: Iterable[str]) -> bool:
    """Return whether a range has any commit.

    Args:
        revisions: The range, as arguments of `git rev-list`.
    """
    return bool(_rev_list("--max-count=1", revisions=revisions))


def only_here(ids: Iterable[str]) -> set[str] | None:
    """Return those of some commits, and of their ancestors, that no remote branch has.

    Args:
        ids: The commits' ids; a commit may be on no branch.

    Returns:
        None where no remote branch is known.
    """
    if not git("for-each-ref", "--count=1", "refs/remotes"):
        return None
    return commits((*ids, "--not", "--remotes"))


def tips(revisions: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the newest commits of a range, sorted; all others are their ancestors.

    Args:
        revisions: The range, as arguments of `git rev-list`.
    """
    return tuple(sorted(_rev_list("--no-walk", revisions=revisions).decode().split()))


def commits(revisions: Iterable[str]) -> set[str]:
    """Return the ids of all commits of a range.

    Args:
        revisions: The range, as arguments of `git rev-list`.
    """
    return set(_rev_list(revisions=revisions).decode().split())


def count_commits(revisions: Iterable[str]) -> int:
    """Return how many commits a range has.

    Args:
        revisions: The range, as arguments of `git rev-list`.
    """
    return int(_rev_list("--count", revisions=revisions))


def dates(ids: Iterable[str]) -> dict[str, str]:
    """Return the author date of each commit, in ISO 8601.

    Args:
        ids: The commits' ids.
    """
    asked = "".join(f"{id}\n" for id in ids).encode()
    if not asked:
        return {}
    listed = git("rev-list", "--no-walk=unsorted", "--stdin", "--format=%H %aI", stdin=asked)
    return dict(line.split(" ", 1) for line in lines_of(listed) if not line.startswith("commit "))


def holders(asked: Sequence[tuple[str, Collection[str]]]) -> list[tuple[str, ...]]:
    """Return the refs whose newest commit still has one of some blobs at a path.

    Servers keep a ref for each pull request. These are looked at where no other ref has a blob, and not where that would
    take longer than some seconds.

    Args:
        asked: Paths from the repository's top folder, each with the ids of the blobs in question.

    Returns:
        The short names of the refs, for each path in the order asked.
    """
    refs = lines_of(git("for-each-ref", "--format=%(refname) %(refname:short)"))
    names = dict(ref.split(" ", 1) for ref in refs)
    own = {ref: short for ref, short in names.items() if ref.startswith(_OWN_REFS)}
    found = _holders(asked, own)
    others = {ref: short for ref, short in names.items() if ref not in own}
    rest = [number for number, holding in enumerate(found) if not holding]
    if others and len(rest) * len(others) <= _MOST_LOOKS:
        for number, holding in zip(rest, _holders([asked[n] for n in rest], others), strict=True):
            found[number] = holding
    return found


def _holders(
    asked: Sequence[tuple[str, Collection[str]]], names: Mapping[str, str]
) -> list[tuple[str, ...]]:
    """`names`: of the refs, each with its short name."""
    lines = [f"{ref}:{path}\n" for path, _ in asked if "\n" not in path for ref in names]
    answers = git(
        "cat-file", "--batch-check=%(objectname)", stdin="".join(lines).encode("utf-8", _BYTES)
    )
    ids = iter(lines_of(answers))
    found = []
    for path, blobs in asked:
        at_path = [(short, next(ids)) for short in names.values()] if "\n" not in path else []
        found.append(tuple(short for short, id in at_path if id in blobs))
    return found


def absent(revisions: Iterable[str]) -> set[str]:
    """Return the ids of all objects of a range that a partial clone lacks.

    Args:
        revisions: The range, as arguments of `git rev-list`.
    """
    listed = _rev_list("--objects", "--missing=print", revisions=revisions)
    return {line[1:] for line in lines_of(listed) if line.startswith("?")}
