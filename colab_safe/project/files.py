"""Which files a command works on, and how they are read and replaced."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator

from colab_safe.atomic_write import replace_file
from colab_safe.errors import FileError

NOTEBOOK = ".ipynb"
_SKIPPED = frozenset((".git", ".ipynb_checkpoints", "node_modules", ".venv", "__pycache__"))


def find(paths: Iterable[str], everything: bool = False) -> Iterator[str]:
    """The files that are named, and the notebooks (or all files) in the folders that are named, each once."""
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
    for here, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        yield from (
            os.path.join(here, name)
            for name in files
            if everything or name.lower().endswith(NOTEBOOK)
        )


def size(path: str) -> int:
    """The file's bytes; 0 when it cannot be asked: who reads it will say why."""
    try:
        return os.path.getsize(path)
    except OSError:
        return 0


def read_bytes(path: str) -> bytes:
    """The file's bytes. Raises FileError, in words for the user."""
    try:
        if stat.S_ISFIFO(os.stat(path).st_mode):  # nobody may ever write into it
            raise FileError(f"{shown(path)}: is a pipe, not a file")
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise FileError(f"{shown(path)}: {(error.strerror or str(error)).lower()}") from None


def write_bytes(path: str, data: bytes) -> None:
    """Replace a file in one step, with its permissions kept; a crash leaves the old or the new file.

    Devices such as `/dev/null` and `/dev/stdout` are written to instead.

    Args:
        path: The file to create or replace.
        data: All bytes of the file.

    Raises:
        FileError: The file is read-only, or cannot be written for another reason.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:
                device.write(data)
            return
        if os.path.exists(path) and not os.access(path, os.W_OK):
            raise FileError(f"{shown(path)}: cannot be written: it is read-only")
        replace_file(path, data)
    except OSError as error:
        raise FileError(
            f"{shown(path)}: cannot be written: {(error.strerror or str(error)).lower()}"
        ) from None


def shown(path: str) -> str:
    """As reports name it: POSIX style on every platform, without a leading `./`."""
    posix = path.replace(os.sep, "/")
    return posix[2:] if posix.startswith("./") and len(posix) > 2 else posix
