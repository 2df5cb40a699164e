"""Which notebooks the commits of a range wrote, and which commits the remote has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from colab_safe.git.process import git, refusal, start
from colab_safe.typed import IO, NamedTuple

EVERY_REF = (
    "--all",
)  # branches, tags, remote branches, notes, the last stash and every worktree's HEAD
_FILES = ("100644", "100755")
_BYTES = "surrogateescape"  # of names that are no UTF-8
# With --full-history and -c a merge is shown where it wrote something that none of its parents has.
# Replaced objects are looked at as they are pushed: in their original.
_LOG = (
    *(
        "--no-replace-objects",
        "-c",
        "log.showSignature=false",
        "log",
        "--date-order",
        "--format=%H %P",
        "-z",
    ),
    *("--raw", "--no-abbrev", "--root", "-c", "--full-history", "--no-renames", "--no-ext-diff"),
)
_NOTEBOOKS = ":(top,icase)*.ipynb"


class Commit(NamedTuple):
    id: str
    parents: tuple[str, ...]


class NotebookChange(NamedTuple):
    """One notebook that a commit wrote or deleted."""

    commit: Commit
    path: str  # from the repository's top folder, POSIX style
    before: tuple[str, ...]  # its blob in each parent; for a commit with one parent, or none, one
    blob: str | None  # None where it is deleted, or is no file any more


def notebook_changes(revisions: Sequence[str]) -> Iterator[NotebookChange]:
    """What the commits of `git log REVISIONS` did to notebooks, the newest first. Raises GitError for an unknown revision."""
    with start(*_LOG, *revisions, "--", _NOTEBOOKS) as process:
        try:
            if process.stdout is None or process.stderr is None:
                raise AssertionError("git was started without pipes")
            yield from _changes(_fields(process.stdout))
            said = process.stderr.read()
            if process.wait():
                raise refusal("log", said, process.returncode)
        finally:
            process.kill()


def _fields(stream: IO[bytes]) -> Iterator[str]:
    """What stands between NULs; the last field ends with one as well."""
    rest = b""
    while block := stream.read(1 << 16):
        whole, nul, rest = (rest + block).rpartition(b"\0")
        if nul:
            yield from whole.decode("utf-8", _BYTES).split("\0")


def _changes(fields: Iterator[str]) -> Iterator[NotebookChange]:
    """Format: https://git-scm.com/docs/git-log#_raw_output_format, its section on merges, with -z."""
    commit = Commit("", ())
    for field in fields:
        line = field.lstrip("\n")
        if line.startswith(":"):
            yield _change(commit, line.lstrip(":").split(" "), next(fields))
        elif line:
            id, *parents = line.split(" ")
            commit = Commit(id, tuple(parents))


def _change(commit: Commit, about: list[str], path: str) -> NotebookChange:
    """`about` is a mode and then an id for each parent and for the commit, and git's letters."""
    half = (len(about) - 1) // 2
    *before, blob = about[half:-1]
    is_file = about[half - 1] in _FILES
    return NotebookChange(commit, path, tuple(before), blob if is_file else None)


def stashed() -> list[str]:
    """The commits of all stashes: `--all` knows the last one only."""
    if not git("for-each-ref", "refs/stash"):
        return []
    return git("rev-list", "--walk-reflogs", "refs/stash").decode().split()


def any_commit(revisions: Iterable[str]) -> bool:
    """Whether a range holds a commit at all."""
    return bool(git("rev-list", "--max-count=1", *revisions, "--"))


def only_here() -> set[str] | None:
    """The commits that no branch of a remote holds, as far as this clone knows; None where it knows no remote."""
    if not git("for-each-ref", "--count=1", "refs/remotes"):
        return None
    return commits((*EVERY_REF, *stashed(), "--not", "--remotes"))


def tips(revisions: Iterable[str]) -> tuple[str, ...]:
    """The commits that a range begins with, sorted: while they stay, so does everything below them."""
    return tuple(sorted(git("rev-list", "--no-walk", *revisions, "--").decode().split()))


def commits(revisions: Iterable[str]) -> set[str]:
    """The ids of all commits of a range."""
    return set(git("rev-list", *revisions, "--").decode().split())


def dates(ids: Iterable[str]) -> dict[str, str]:
    """The author date of each commit, ISO 8601."""
    asked = "".join(f"{id}\n" for id in ids).encode()
    if not asked:
        return {}
    lines = (
        git("log", "--no-walk=unsorted", "--stdin", "--format=%H %aI", stdin=asked)
        .decode()
        .splitlines()
    )
    return dict(line.split(" ", 1) for line in lines if " " in line)


def holders(asked: Sequence[tuple[str, Collection[str]]]) -> list[tuple[str, ...]]:
    """For each path and its blobs the refs whose newest commit has one of these blobs there, by their short names."""
    refs = (
        git("for-each-ref", "--format=%(refname) %(refname:short)")
        .decode("utf-8", _BYTES)
        .splitlines()
    )
    names = dict(ref.split(" ", 1) for ref in refs)
    lines = [f"{ref}:{path}\n" for path, _ in asked if "\n" not in path for ref in names]
    answers = git(
        "cat-file", "--batch-check=%(objectname)", stdin="".join(lines).encode("utf-8", _BYTES)
    )
    ids = iter(answers.splitlines())
    found = []
    for path, blobs in asked:
        here = (
            [(short, next(ids).decode("utf-8", "replace")) for short in names.values()]
            if "\n" not in path
            else []
        )
        found.append(tuple(short for short, id in here if id in blobs))
    return found


def absent(revisions: Iterable[str]) -> set[str]:
    """The ids of all objects that a partial clone lacks."""
    listed = (
        git("rev-list", "--objects", "--missing=print", *revisions, "--")
        .decode(errors="replace")
        .splitlines()
    )
    return {line[1:] for line in listed if line.startswith("?")}
