"""The `.env` file that secrets are moved to: only one that git ignores, readable by its owner alone."""

from __future__ import annotations

import os
from collections.abc import Mapping

from colab_safe.atomic_write import Was
from colab_safe.errors import GitError, UsageError
from colab_safe.fixes.env_file import values, with_values
from colab_safe.git.files import is_ignored
from colab_safe.model import Secret
from colab_safe.project.files import read_bytes, shown, write_bytes

_PRIVATE = 0o600


class EnvFile:
    """A `.env` file. It is read once, and must not change until values are added."""

    def __init__(self, path: str) -> None:
        """Read the file, if it is there.

        Args:
            path: The file.

        Raises:
            UsageError: git does not ignore it, or it is a link.
            FileError: It cannot be read.
        """
        self.path = path
        _refuse_unless_ignored(path)
        self._data = read_bytes(path) if os.path.lexists(path) else None
        self._text = (self._data or b"").decode("utf-8", "surrogateescape")

    @property
    def values(self) -> dict[str, Secret]:
        """The values of the file by their names."""
        return values(self._text)

    def add(self, added: Mapping[str, Secret]) -> None:
        """Add values, in one step.

        Args:
            added: By their names.

        Raises:
            FileError: The file has changed meanwhile, or cannot be written.
        """
        text = with_values(self._text, added)
        data = text.encode("utf-8", "surrogateescape")
        if data != self._data:
            write_bytes(self.path, data, Was(self._data), _PRIVATE, follow=False)
        self._text, self._data = text, data


def _refuse_unless_ignored(path: str) -> None:
    if os.path.islink(path) or (os.path.lexists(path) and not os.path.isfile(path)):
        raise UsageError(
            f"--env-file: {shown(path)} is a link, or not a file: name the file itself"
        )
    if not os.path.isdir(os.path.dirname(path) or os.curdir):
        raise UsageError(f"--env-file: the folder of {shown(path)} does not exist")
    try:
        ignored = is_ignored(path)
    except GitError:
        raise UsageError(
            f"--env-file: {shown(path)} is not in a git repository, so nothing keeps it from being published"
        ) from None
    if not ignored:
        raise UsageError(
            f"--env-file: git does not ignore {shown(path)}, so a commit could publish it. Add it to .gitignore"
        )
