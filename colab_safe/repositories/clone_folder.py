"""Where clones are: for one scan in a temporary folder, or kept for the next scan in a folder of the user's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from colab_safe.errors import FileError, UsageError
from colab_safe.file_lock import turn
from colab_safe.install.packages.requirement import Requirement
from colab_safe.typed import NamedTuple

_PRIVATE = 0o700  # the notebooks in clones may contain secrets


class Folders(NamedTuple):
    """Where the clones of a run are."""

    kept: str | None  # the folder of clones that are kept; None: each is removed after its scan
    place: str  # an empty folder for those that are not


def prepare(kept: str) -> None:
    """Make the folder for kept clones, where it does not exist.

    Args:
        kept: The folder.

    Raises:
        UsageError: It belongs to another user, whose git settings in the clones would be obeyed.
        FileError: It cannot be made.
    """
    try:
        os.makedirs(kept, _PRIVATE, exist_ok=True)
        owner = os.stat(kept).st_uid
    except OSError as error:
        raise FileError(f"{kept}: the folder cannot be made ({error.strerror})") from None
    if os.name == "posix" and owner != os.getuid():
        raise UsageError(
            f"--keep-clones: {kept} belongs to another user: name a folder of your own"
        )


@contextmanager
def clone_folder(at: Requirement, folders: Folders) -> Iterator[str]:
    """Provide the folder of a repository's clone; one that is kept is locked during the block.

    Args:
        at: The repository.
        folders: Of the run. A clone that is not kept is removed at the end of the block.

    Raises:
        OSError: The folder cannot be made.
    """
    if folders.kept is None:
        with TemporaryDirectory(dir=folders.place, ignore_cleanup_errors=True) as folder:
            yield folder
        return
    host = at.server.host.replace(":", "_")  # before a port; not in names on Windows
    folder = os.path.join(folders.kept, host, *at.repository.split("/")) + ".git"
    os.makedirs(folder, _PRIVATE, exist_ok=True)
    with turn(folder):
        _remove_locks(folder)
        yield folder


def _remove_locks(folder: str) -> None:
    """Remove what a git that was killed has left: nobody else works here, and the next one would refuse to."""
    for place, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".lock"):  # no name of a ref ends so
                os.unlink(os.path.join(place, name))
