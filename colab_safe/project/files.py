"""Which files a command works on, and how they are read and replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sized

from colab_safe.errors import FileChanged, FileError
from colab_safe.model import Problem
from colab_safe.notebook_names import (
    IsExcluded,
    IsTextNotebook,
    is_any_notebook,
    is_archive,
    may_contain_any_notebook,
    no_text_notebook,
    nothing_excluded,
)
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.atomic_write import Was

# What is not read, by its type.
_KINDS = {
    stat.S_IFIFO: "pipe",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
    stat.S_IFSOCK: "socket",
    stat.S_IFDIR: "folder",
}
EXCLUDED = "excluded by `exclude` in the configuration"
IN_TOOLS = frozenset((".git", ".ipynb_checkpoints", "node_modules", ".venv", "__pycache__"))


class LeftOut(NamedTuple):
    """How many files of folders are not worked on, by the reason."""

    ignored: int = 0  # by git
    sparse: int = 0  # by a sparse checkout
    nested: int = 0  # in submodules and other repositories
    excluded: int = 0  # by the configuration

    def plus(self, other: LeftOut) -> LeftOut:
        """Return the numbers of both.

        Args:
            other: The numbers of another folder.
        """
        return LeftOut(*map(sum, zip(self, other, strict=True)))

    def reasons(self, noun: str) -> list[str]:
        """Return the reasons in words, such as `3 notebooks are ignored by git`.

        Args:
            noun: What the files are, singular.
        """
        words = (
            "ignored by git",
            "left out by a sparse checkout",
            "in nested repositories",
            EXCLUDED,
        )
        return [
            f"{number:,} {noun}{' is' if number == 1 else 's are'} {why}"
            for number, why in zip(self, words, strict=True)
            if number
        ]


def left_out_by_settings(excluded: Sized) -> list[str]:
    """Return how many notebooks the settings leave out, as every report says it; nothing if none.

    Args:
        excluded: The notebooks.
    """
    return [f"not scanned: {each}" for each in LeftOut(excluded=len(excluded)).reasons("notebook")]


class Found(NamedTuple):
    """The files that a command works on, and what of the named folders it does not."""

    files: list[str]  # each once, in the order found
    left_out: tuple[str, ...] = ()  # how many files the folders leave out, and why; sentences
    problems: tuple[Problem, ...] = ()  # folders that yield nothing, or that cannot be read
    archives: tuple[str, ...] = ()  # of folders: notebooks may be inside


def find(
    paths: Iterable[str],
    everything: bool = False,
    is_text_notebook: IsTextNotebook = no_text_notebook,
    is_excluded: IsExcluded = nothing_excluded,
) -> Found:
    """Return the files to work on.

    Args:
        paths: Files, which are always among the results, and folders. Of a folder the notebooks
            that git does not ignore are found, and archives; outside of a repository, all that are
            not in folders of tools such as `.venv`.
        everything: Whether folders give all files instead of the notebooks alone.
        is_text_notebook: Which other files are notebooks, too.
        is_excluded: Which files of folders the configuration leaves out.

    Raises:
        GitError: git refuses to list a folder.
    """
    is_wanted = _Wanted(everything, is_text_notebook)
    noun, left_out = "file" if everything else "notebook", LeftOut()
    files: dict[str, None] = {}
    archives: dict[str, None] = {}
    problems: list[Problem] = []
    for path in paths:
        if not os.path.isdir(path):
            files[path] = None
            continue
        folder = _in_folder(path, is_wanted).without(is_excluded)
        files |= dict.fromkeys(folder.files)
        archives |= dict.fromkeys(folder.archives)
        left_out = left_out.plus(folder.left_out)
        problems += (Problem(shown(path), why) for why in folder.problems(noun))
    others = tuple(path for path in archives if path not in files)
    return Found(list(files), tuple(left_out.reasons(noun)), tuple(problems), others)


class _Folder(NamedTuple):
    files: list[str]
    archives: list[str]
    left_out: LeftOut
    unreadable: list[str]

    def without(self, is_excluded: IsExcluded) -> _Folder:
        if is_excluded is nothing_excluded:
            return self
        files = [path for path in self.files if not is_excluded(path)]
        archives = [path for path in self.archives if not is_excluded(path)]
        number = len(self.files) - len(files) + len(self.archives) - len(archives)
        left_out = self.left_out.plus(LeftOut(excluded=number))
        return _Folder(files, archives, left_out, self.unreadable)

    def problems(self, noun: str) -> Iterator[str]:
        yield from self.unreadable
        if not self.files and not self.archives:
            reasons = "; ".join(self.left_out.reasons(noun))
            why = f": {reasons}. Name the files to include them" if reasons else ""
            yield f"no {noun} to look at in this folder{why}"


class _Wanted(NamedTuple):
    """Which files of folders are worked on, by their paths."""

    everything: bool
    is_text_notebook: IsTextNotebook

    def file(self, path: str) -> bool:
        """Whether it is worked on as it is."""
        return self.everything or is_any_notebook(path, self.is_text_notebook)

    def file_or_archive(self, path: str) -> bool:
        """Whether it is worked on, or has members that are."""
        return self.everything or may_contain_any_notebook(path, self.is_text_notebook)


def _in_folder(folder: str, is_wanted: _Wanted) -> _Folder:
    from colab_safe.git.files import listing

    listed = listing(folder)
    if listed is None:
        unreadable: list[str] = []
        walked = sorted(_walk(folder, is_wanted.file_or_archive, unreadable))
        return _Folder(*_sorted_out(walked, is_wanted), LeftOut(), unreadable)
    paths = [os.path.join(folder, name) for name in listed.files + listed.sparse]
    names, archives = _sorted_out(paths, is_wanted)
    there, packed = ([path for path in some if os.path.lexists(path)] for some in (names, archives))
    known, sparse = (
        set(map(os.path.normpath, there)),
        {os.path.normpath(os.path.join(folder, name)) for name in listed.sparse},
    )
    ignored, nested = (
        {file for name in names for file in _at(os.path.join(folder, name), is_wanted)} - known
        for names in (listed.ignored, listed.submodules + listed.nested)
    )
    missing = {os.path.normpath(path) for path in names} & sparse
    left_out = LeftOut(len(ignored), len(missing - known), len(nested))
    return _Folder(sorted(there), sorted(packed), left_out, listed.unreadable)


def _sorted_out(paths: Iterable[str], is_wanted: _Wanted) -> tuple[list[str], list[str]]:
    """The files to work on, and the archives in which notebooks may be."""
    both = [path for path in paths if is_wanted.file_or_archive(path)]
    files = [path for path in both if is_wanted.file(path)]
    return files, [path for path in both if is_archive(path) and not is_wanted.everything]


def _at(path: str, is_wanted: _Wanted) -> Iterator[str]:
    """The file at a path, or those of a folder that is not a tool's."""
    if not os.path.isdir(path):
        yield from [os.path.normpath(path)] if is_wanted.file(path) else []
    elif os.path.basename(path.rstrip("/")) not in IN_TOOLS:
        yield from map(os.path.normpath, _walk(path, is_wanted.file, []))


def _walk(folder: str, is_chosen: Callable[[str], bool], unreadable: list[str]) -> Iterator[str]:
    def complain(error: OSError) -> None:
        unreadable.append(f"{shown(str(error.filename))}: {_reason(error)}")

    for parent, folders, files in os.walk(folder, onerror=complain):
        folders[:] = [name for name in folders if name not in IN_TOOLS]
        yield from (os.path.join(parent, name) for name in files if is_chosen(name))


def size(path: str) -> int:
    """Return the size of a file in bytes; 0 where it cannot be found out.

    Args:
        path: The file. Reading it later says why it cannot be found out.
    """
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def read_bytes(path: str) -> bytes:
    """Return all bytes of a file.

    Args:
        path: The file; error messages name it.

    Raises:
        FileError: It is not a regular file, or it cannot be read.
    """
    try:
        # Reading a pipe would wait for a writer, perhaps forever, and some devices have no end.
        kind = _KINDS.get(stat.S_IFMT(os.stat(path).st_mode))
        if kind and path != os.devnull:
            raise FileError(f"{shown(path)}: is a {kind}, not a file")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileError(f"{shown(path)}: {_reason(error)}") from None


def read_optional_text(path: str) -> str:
    """Return the text of a file, empty if there is no such file.

    Args:
        path: The file. Bytes that are not UTF-8 become lone surrogates (`surrogateescape`).

    Raises:
        FileError: It cannot be read.
    """
    return read_bytes(path).decode("utf-8", "surrogateescape") if os.path.isfile(path) else ""


def write_bytes(
    path: str,
    data: bytes,
    was: Was | None = None,
    mode: int | None = None,
    follow: bool = True,
) -> None:
    """Replace a file in one step; a crash leaves the old or the new one.

    Its permissions, owner and group are kept; what cannot be kept is said on stderr. Devices such as
    `/dev/null` and `/dev/stdout` are written to instead.

    Args:
        path: The file to create or replace.
        data: All bytes of the file.
        was: What the file must still contain; None to replace it whatever it contains.
        mode: Its permissions; None keeps them, and lets only the owner read a new file.
        follow: Whether links in a repository are followed inside of it. They never lead out of it.

    Raises:
        FileChanged: The file is not what it was.
        FileError: The file is read-only, or cannot be written for another reason.
    """
    from colab_safe.atomic_write import Changed, replace_file  # few commands write
    from colab_safe.command_line.messages import tell
    from colab_safe.project.links import refuse_way_out, scratch_folder

    refuse_way_out(path, follow)
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:
                device.write(data)
            return
        if os.path.exists(path) and not os.access(path, os.W_OK):
            raise FileError(f"{shown(path)}: cannot be written: it is read-only")
        lost = replace_file(path, data, mode, was, scratch_folder(path))
    except Changed:
        raise FileChanged(
            f"{shown(path)}: not written: another program changed it. Run the command again"
        ) from None
    except OSError as error:
        raise FileError(f"{shown(path)}: cannot be written: {_reason(error)}") from None
    tell(*(f"{shown(path)}: {each}" for each in lost))


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def shown(path: str) -> str:
    """Return a path as reports name it: POSIX style on every platform, without a leading `./`.

    Args:
        path: In the style of the platform.
    """
    posix = path.replace(os.sep, "/")
    return posix[2:] if posix.startswith("./") and len(posix) > 2 else posix
