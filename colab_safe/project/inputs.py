"""What a scan reads: one function a kind of source, each giving bytes with the name that reports use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.errors import FileError
from colab_safe.model import Problem, Report, total
from colab_safe.project.files import NOTEBOOK, find, read_bytes, shown
from colab_safe.typed import NamedTuple

_LARGE, _POINTER_SIZE = (
    b"version https://git-lfs",
    1024,
)  # how a pointer of Git LFS begins, and its bytes at most


class Input(NamedTuple):
    """One text to scan."""

    path: str
    data: bytes


def scan_inputs(inputs: Iterable[Input | Problem], scan: Callable[[bytes, str], Report]) -> Report:
    """All of them in one report, in this process."""
    return total(
        Report(problems=(each,)) if isinstance(each, Problem) else scan(each.data, each.path)
        for each in inputs
    )


def from_files(paths: Iterable[str], everything: bool = False) -> Iterator[Input | Problem]:
    """The files that are named, and those in the folders that are named, as they stand on the disk."""
    for path in find(paths, everything):
        yield _from_disk(path)


def from_index(paths: Sequence[str]) -> Iterator[Input | Problem]:
    """What the next commit changes: its notebooks, or of the named files those that are staged.

    A named file that is not staged (`pre-commit run --all-files`), or is in conflict, is read from the disk.
    """
    from colab_safe.git.blobs import blobs
    from colab_safe.git.index import prefix, staged

    top, changes = prefix(), {change.path: change for change in staged()}
    notebooks = {
        path: os.path.relpath(path, top or ".")
        for path in changes
        if path.lower().endswith(NOTEBOOK)
    }
    chosen = _named(paths, top, notebooks) if paths else notebooks
    from_git = {
        path: change.blob for path in chosen if (change := changes.get(path)) and change.blob
    }
    for path, (_, data) in zip(from_git, blobs(from_git.values()), strict=True):
        yield stored(path, data)
    for path, here in chosen.items():
        is_deleted = path in changes and not os.path.lexists(here)
        if path not in from_git and not is_deleted:
            yield _from_disk(here)


def stored(path: str, blob: bytes | None) -> Input | Problem:
    """A blob, or what Git LFS keeps for it; None is one that git cannot read."""
    if blob is None:
        return Problem(path, "its blob is missing or damaged; `git fsck` tells more")
    if not blob.startswith(_LARGE) or len(blob) > _POINTER_SIZE:
        return Input(path, blob)
    from colab_safe.project.git_lfs import behind_pointer

    try:
        return Input(path, behind_pointer(blob))
    except FileError as error:
        return Problem(path, str(error))


def _named(paths: Iterable[str], top: str, notebooks: dict[str, str]) -> dict[str, str]:
    """The way from the repository's top → the way from here, of each file named and of `notebooks` in folders named."""
    chosen = {}
    for path in paths:
        from_top = os.path.normpath(top + os.path.relpath(path)).replace(os.sep, "/")
        if os.path.isdir(path):
            folder = "" if from_top == "." else f"{from_top}/"
            chosen.update(
                {below: here for below, here in notebooks.items() if below.startswith(folder)}
            )
        else:
            chosen[from_top] = path
    return chosen


def _from_disk(path: str) -> Input | Problem:
    try:
        return Input(shown(path), read_bytes(path))
    except FileError as error:
        return Problem(shown(path), str(error).removeprefix(f"{shown(path)}: "))
