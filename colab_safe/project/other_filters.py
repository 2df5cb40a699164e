"""Which filter git would run on a notebook if colab-safe's did not take its place: Git LFS's, nbstripout's, or none.

The line of colab-safe is the last of `.git/info/attributes`, so it wins over every `.gitattributes`. git is asked again for each
notebook, with a folder of its own that has the clone's attributes without that line: rules of folders and exceptions hold, and
so do filters that are installed later.
"""

from __future__ import annotations

import os
from tempfile import TemporaryDirectory

from colab_safe.errors import GitError
from colab_safe.git.attributes import FilterNames
from colab_safe.git.filters import all_settings
from colab_safe.git.folders import Clone
from colab_safe.project.files import write_bytes
from colab_safe.project.git_filter import other_lines, write_attributes
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from types import TracebackType

_HEAD = b"ref: refs/heads/main\n"
_TRUE = ("true", "yes", "on", "1")  # https://git-scm.com/docs/git-config#_values


class OtherFilter(NamedTuple):
    """A filter of the user's, as the clone's settings describe it."""

    name: str
    clean: str | None
    smudge: str | None
    is_required: bool


class OtherFilters:
    """The other filter of each notebook."""

    def __init__(self, clone: Clone) -> None:
        """Start nothing yet.

        Args:
            clone: The clone that the notebooks are in.
        """
        self._clone = clone
        self._folder: TemporaryDirectory[str] | None = None
        self._names: FilterNames | None = None
        self._settings: dict[str, str] = {}

    def __enter__(self) -> OtherFilters:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if self._names:
            self._names.close()
        if self._folder:
            self._folder.cleanup()

    def of(self, path: str) -> OtherFilter | None:
        """Return the filter that git would run on a file; None without one, or where this clone has none of that name.

        Args:
            path: The file, from the top folder, POSIX style.

        Raises:
            GitError: git refuses, or the filter can only be run by git itself.
        """
        self._names = self._names or self._started()
        name = self._names.of(path)
        return self._described(name) if name else None

    def _started(self) -> FilterNames:
        self._settings = dict(all_settings(self._clone.top))
        self._folder = TemporaryDirectory(prefix="colab-safe-")
        _fill(self._folder.name, self._clone)
        return FilterNames(self._folder.name, self._clone.top, self._settings)

    def _described(self, name: str) -> OtherFilter | None:
        clean, smudge, process, required = (
            self._settings.get(f"filter.{name}.{key}")
            for key in ("clean", "smudge", "process", "required")
        )
        if clean or smudge:
            return OtherFilter(name, clean, smudge, (required or "").lower() in _TRUE)
        if process:
            raise GitError(
                f"the filter {name!r} on notebooks has only a `process`, which colab-safe cannot run."
                f" Give it `filter.{name}.clean` and `.smudge`, or take it off these notebooks"
            )
        return None


def _fill(folder: str, clone: Clone) -> None:
    """Make an empty folder one that git takes for a repository, with the clone's attributes but colab-safe's."""
    for name in ("objects", "refs"):
        os.mkdir(os.path.join(folder, name))
    write_bytes(os.path.join(folder, "HEAD"), _HEAD)
    write_attributes(os.path.join(folder, "info", "attributes"), other_lines(clone))
