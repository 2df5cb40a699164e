"""What a scan reads: one function per kind of source yields bytes with their name in reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.errors import FileError, GitError, for_one_file
from colab_safe.model import Problem, Report, total
from colab_safe.project.files import Found, find, is_notebook, read_bytes, shown
from colab_safe.typed import NamedTuple

_LFS_BEGINNING = b"version https://git-lfs"  # of a pointer
_LFS_LONGEST = 1024  # bytes of a pointer at most; further lines may follow it


class Input(NamedTuple):
    """One text to scan."""

    path: str
    data: bytes


def scan_inputs(inputs: Iterable[Input | Problem], scan: Callable[[bytes, str], Report]) -> Report:
    """Return one report on all inputs, scanned in this process.

    Args:
        inputs: Texts, and problems, which become a part of the report.
        scan: Scans one text, given its bytes and its path.
    """
    return total(scan_input(each, scan) for each in inputs)


def scan_input(each: Input | Problem, scan: Callable[[bytes, str], Report]) -> Report:
    """Return the report on one input; an unexpected exception becomes a problem of the input.

    Args:
        each: A text, or a problem, which becomes the report.
        scan: Scans the text, given its bytes and its path.
    """
    if isinstance(each, Problem):
        return Report(problems=(each,))
    try:
        return for_one_file(lambda: scan(each.data, each.path))
    except FileError as error:
        return Report(problems=(Problem(each.path, str(error)),))


def from_files(paths: Iterable[str], everything: bool = False) -> Iterator[Input | Problem]:
    """Yield files as they are on the disk; a folder that yields none is a problem.

    Args:
        paths: Files, and folders with notebooks in them.
        everything: Whether folders give all files instead of the notebooks alone.

    Raises:
        GitError: git refuses to list a folder.
    """
    yield from from_found(find(paths, everything))


def from_found(found: Found) -> Iterator[Input | Problem]:
    """Yield files as they are on the disk, then the problems of the folders that they are from.

    Args:
        found: The files.
    """
    for file in found.files:
        yield from _from_disk(file)
    yield from found.problems


def from_index(paths: Sequence[str]) -> Iterator[Input | Problem]:
    """Yield what the next commit changes, as it is staged.

    A named file that is not staged (`pre-commit run --all-files`), or is in conflict, is read from
    the disk.

    Args:
        paths: Files, and folders with notebooks in them; none means every staged notebook.

    Raises:
        GitError: The current folder is outside of a repository, or git refuses.
    """
    from colab_safe.git.blobs import blobs
    from colab_safe.git.index import prefix, staged

    top, changes = prefix(), {change.path: change for change in staged()}
    notebooks = {path: os.path.relpath(path, top or ".") for path in changes if is_notebook(path)}
    chosen = _named(paths, top, notebooks) if paths else notebooks
    from_git = {
        path: change.blob for path in chosen if (change := changes.get(path)) and change.blob
    }
    for path, (_, data) in zip(from_git, blobs(from_git.values()), strict=True):
        yield from opened(from_blob(path, data))
    for path, file in chosen.items():
        is_deleted = path in changes and not os.path.lexists(file)
        if path not in from_git and not is_deleted:
            yield from _from_disk(file)


def from_blob(path: str, blob: bytes | None) -> Input | Problem:
    """Return a blob of git, or the content that Git LFS keeps for it.

    Args:
        path: The blob's path from the repository's top folder.
        blob: Its bytes; None where git cannot read it.

    Raises:
        GitError: The blob is a pointer of Git LFS, and git refuses to say where its objects are.
    """
    if blob is None:
        return Problem(path, "its blob is missing or damaged: run `git fsck`")
    if not blob.startswith(_LFS_BEGINNING) or b"\noid " not in blob[:_LFS_LONGEST]:
        return Input(path, blob)
    from colab_safe.project.git_lfs import behind_pointer

    try:
        return Input(path, behind_pointer(blob))
    except FileError as error:
        return Problem(path, str(error))


def opened(each: Input | Problem) -> Iterator[Input | Problem]:
    """Yield an input as it is, or what is in it if it is an archive or compressed.

    Args:
        each: A file, or a problem.
    """
    if isinstance(each, Problem) or each.data[:1] in (b"{", b"["):
        yield each
        return
    from colab_safe.project.archives import is_container, members  # few inputs are not notebooks

    if not is_container(each.data):
        yield each
        return
    for path, data, problem in members(*each):
        yield Problem(path, problem) if problem else Input(path, data)


def _named(paths: Iterable[str], top: str, notebooks: dict[str, str]) -> dict[str, str]:
    """The named files, and `notebooks` in named folders: path from the top → from this folder."""
    chosen = {}
    for path in paths:
        from_top = os.path.normpath(top + os.path.relpath(path)).replace(os.sep, "/")
        if os.path.isdir(path):
            folder = "" if from_top == "." else f"{from_top}/"
            chosen.update(
                {inner: file for inner, file in notebooks.items() if inner.startswith(folder)}
            )
        else:
            chosen[from_top] = path
    return chosen


def _from_disk(path: str) -> Iterator[Input | Problem]:
    try:
        data = read_bytes(path)
    except FileError as error:
        yield Problem(shown(path), str(error).removeprefix(f"{shown(path)}: "))
        return
    try:
        yield from opened(from_blob(shown(path), data))
    except GitError:  # outside of a repository
        yield Problem(shown(path), "it is a pointer of Git LFS, and its content is not here")
