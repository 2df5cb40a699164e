"""What a scan reads: one function per kind of source yields bytes with their name in reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.errors import FileError, GitError, for_one_file
from colab_safe.limits import ARCHIVE_STORED, sentence
from colab_safe.model import Problem, Report, total
from colab_safe.notebook_names import (
    IsExcluded,
    IsTextNotebook,
    is_archive,
    is_notebook,
    may_contain_any_notebook,
    no_text_notebook,
    nothing_excluded,
)
from colab_safe.project.files import Found, find, read_bytes, shown, size
from colab_safe.scan import ACCEPTING, UNREADABLE
from colab_safe.typed import NamedTuple

_LFS = b"version https://git-lfs"  # a pointer's beginning; most files do not load the module


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


def from_files(
    paths: Iterable[str],
    everything: bool = False,
    is_text_notebook: IsTextNotebook = no_text_notebook,
    is_excluded: IsExcluded = nothing_excluded,
) -> Iterator[Input | Problem]:
    """Yield files as they are on the disk; a folder that yields none is a problem.

    Args:
        paths: Files, and folders with notebooks in them.
        everything: Whether folders give all files instead of the notebooks alone.
        is_text_notebook: Which other files are notebooks, too.
        is_excluded: Which files of folders the configuration leaves out.

    Raises:
        GitError: git refuses to list a folder.
    """
    yield from from_found(find(paths, everything, is_text_notebook, is_excluded))


def from_found(found: Found) -> Iterator[Input | Problem]:
    """Yield files as they are on the disk, then the problems of the folders that they are from.

    Args:
        found: The files.
    """
    for file in found.files:
        yield from _from_disk(file)
    yield from from_archives(found)
    yield from found.problems


def from_archives(found: Found) -> Iterator[Input | Problem]:
    """Yield the notebooks in the archives of folders.

    Args:
        found: The files.
    """
    for file in found.archives:
        yield from _from_disk(file, only_notebooks=True)


def from_index(
    paths: Sequence[str],
    is_text_notebook: IsTextNotebook = no_text_notebook,
    is_excluded: IsExcluded = nothing_excluded,
    everything: bool = False,
) -> Iterator[Input | Problem]:
    """Yield the notebooks that the next commit changes, as they are staged, also those in archives.

    All paths are from the repository's top folder.

    A named file that is not staged (`pre-commit run --all-files`), or is in conflict, is read from
    the disk. A named folder without a staged notebook is a problem.

    Args:
        paths: Files, and folders with notebooks in them; none means everything that is staged.
        is_text_notebook: Which other files are notebooks, too, by their paths from the top folder.
        is_excluded: Which files the configuration leaves out, also named ones: hooks name what is staged.
        everything: Whether all other files count as notebooks do, also those in archives.

    Raises:
        GitError: The current folder is outside of a repository, or git refuses.
    """
    from colab_safe.git.blobs import blobs
    from colab_safe.git.index import prefix, staged

    top, changes = prefix(), {change.path: change for change in staged()}
    notebooks = {
        path: os.path.relpath(path, top or ".")
        for path in changes
        if everything or may_contain_any_notebook(path, is_text_notebook)
    }
    chosen = _named(paths, top, notebooks) if paths else notebooks
    chosen = {path: file for path, file in chosen.items() if not is_excluded(path)}
    for folder in filter(os.path.isdir, paths):
        if not any(_named([folder], top, notebooks)):
            kind = "file" if everything else "notebook"
            yield Problem(shown(folder), f"no staged {kind} to look at in this folder")
    from_git = {
        path: change.blob for path in chosen if (change := changes.get(path)) and change.blob
    }
    for path, (_, data) in zip(from_git, blobs(from_git.values()), strict=True):
        yield from from_blob(path, data, everything)
    for path, file in chosen.items():
        is_deleted = path in changes and not os.path.lexists(file)
        if path not in from_git and not is_deleted:
            yield from _from_disk(file, not everything, name=path)


def from_blob(path: str, blob: bytes | None, everything: bool = False) -> Iterator[Input | Problem]:
    """Yield a blob of git, or the content that Git LFS keeps for it; of archives, the notebooks inside.

    Args:
        path: The blob's path from the repository's top folder.
        blob: Its bytes; None where git cannot read it.
        everything: Whether archives give all files in them.

    Raises:
        GitError: The blob is a pointer of Git LFS, and git refuses to say where its objects are.
    """
    if blob is None:
        yield Problem(path, "its blob is missing or damaged: run `git fsck`")
    else:
        yield from _opened(path, blob, only_notebooks=not everything)


def _opened(path: str, data: bytes, only_notebooks: bool) -> Iterator[Input | Problem]:
    if data[:1] in (b"{", b"[") and is_notebook(path):  # nearly always
        yield Input(path, data)
    elif data.startswith(_LFS):
        yield from _from_lfs(path, data, only_notebooks)
    else:
        yield from _contents(path, data, only_notebooks)


def _from_lfs(path: str, data: bytes, only_notebooks: bool) -> Iterator[Input | Problem]:
    from colab_safe.project.git_lfs import behind_pointer, has_further_lines, is_pointer

    if not is_pointer(data):
        yield Input(path, data)
        return
    if has_further_lines(data):
        yield Input(f"{path}!/pointer", data)
    try:
        content = behind_pointer(data)
    except FileError as error:
        yield Problem(path, str(error))
    else:
        yield from _contents(path, content, only_notebooks)


def _contents(path: str, data: bytes, only_notebooks: bool) -> Iterator[Input | Problem]:
    """A file as it is, or what is in it if it is an archive or compressed."""
    from colab_safe.project.archives import is_container, members

    if is_container(data):
        for name, content, problem in members(path, data, only_notebooks):
            yield from [not_read(name, problem)] if problem else _text(name, content)
    elif data and only_notebooks and is_archive(path):
        yield not_read(path, "not all of it was read: the format of the archive is not known")
    else:
        yield from _text(path, data)


def _text(path: str, data: bytes) -> Iterator[Input | Problem]:
    """A file that is read as it is."""
    from colab_safe.notebook.media import PNG
    from colab_safe.project.archives import is_container
    from colab_safe.project.binary import is_binary

    yield Input(path, data)
    if data.startswith(PNG):
        yield from _compressed_texts(path, data)
    elif not is_notebook(path) and not is_container(data) and is_binary(data):
        yield not_read(path, "not all of it was read: it is not text, so only plain text was found")


def _compressed_texts(path: str, picture: bytes) -> Iterator[Input | Problem]:
    from colab_safe.notebook.pictures import PictureReading, packed_text

    reading = PictureReading()
    text = packed_text(picture, reading)
    if text:
        yield Input(f"{path}!/text", text.encode())
    if reading.is_damaged:
        yield not_read(path, "not all of it was read: the compressed text in it is damaged")
    for limit in sorted(reading.limits):
        yield not_read(path, f"not all of it was read: {sentence(limit)}")


def not_read(path: str, why: str) -> Problem:
    """Return the problem of an archive that was not read, or not all of it, which a project can accept.

    Args:
        path: The archive, or its member.
        why: What was not read.
    """
    return Problem(path, f"{why}. {ACCEPTING}", UNREADABLE)


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


def _from_disk(
    path: str, only_notebooks: bool = False, name: str = ""
) -> Iterator[Input | Problem]:
    name = name or shown(path)
    if is_archive(path) and size(path) > ARCHIVE_STORED.most:
        yield not_read(name, f"it was not read: {sentence(ARCHIVE_STORED)}")
        return
    try:
        yield from _opened(name, read_bytes(path), only_notebooks)
    except FileError as error:
        yield Problem(name, str(error).removeprefix(f"{shown(path)}: "))
    except GitError:  # outside of a repository
        yield Problem(name, "it is a pointer of Git LFS, and its content is not here")
