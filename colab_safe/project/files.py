"""Which files a command works on, and how they are read and replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from colab_safe.errors import FileError

NOTEBOOK = ".ipynb"
_SKIPPED = frozenset((".git", ".ipynb_checkpoints", "node_modules", ".venv", "__pycache__"))


def find(paths: Iterable[str], everything: bool = False) -> Iterator[str]:
    """Yield the files to work on, each once.

    Args:
        paths: Files, which are always among the results, and folders. Of a folder the notebooks
            that git does not ignore are found; outside of a repository, all that are not in folders
            of tools such as `.venv`.
        everything: Whether folders give all files instead of the notebooks alone.

    Raises:
        GitError: git refuses to list a folder.
    """
    seen: set[str] = set()
    for path in paths:
        for file in _in_folder(path, everything) if os.path.isdir(path) else [path]:
            if file not in seen:
                seen.add(file)
                yield file


def _in_folder(folder: str, everything: bool) -> list[str]:
    from colab_safe.git.files import notebooks_below

    listed = notebooks_below(folder, everything)
    return listed if listed is not None else sorted(_walk(folder, everything))


def _walk(folder: str, everything: bool) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        yield from (
            os.path.join(parent, name)
            for name in files
            if everything or name.lower().endswith(NOTEBOOK)
        )


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
        FileError: It is a pipe, or it cannot be read.
    """
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):  # reading would wait for a writer, perhaps forever
            raise FileError(f"{shown(path)}: is a pipe, not a file")
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


def write_bytes(path: str, data: bytes) -> None:
    """Replace a file in one step and keep its permissions; a crash leaves the old or the new one.

    Devices such as `/dev/null` and `/dev/stdout` are written to instead.

    Args:
        path: The file to create or replace.
        data: All bytes of the file.

    Raises:
        FileError: The file is read-only, or cannot be written for another reason.
    """
    from colab_safe.atomic_write import replace_file  # few commands write

    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:
                device.write(data)
            return
        if os.path.exists(path) and not os.access(path, os.W_OK):
            raise FileError(f"{shown(path)}: cannot be written: it is read-only")
        replace_file(path, data)
    except OSError as error:
        raise FileError(f"{shown(path)}: cannot be written: {_reason(error)}") from None


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def shown(path: str) -> str:
    """Return a path as reports name it: POSIX style on every platform, without a leading `./`.

    Args:
        path: In the style of the platform.
    """
    posix = path.replace(os.sep, "/")
    return posix[2:] if posix.startswith("./") and len(posix) > 2 else posix
