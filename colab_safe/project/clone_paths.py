"""The Drive paths in the notebooks of one clone: hidden and restored with what its store and its project say."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import colab_safe
from colab_safe.atomic_write import Was
from colab_safe.git.folders import Clone, clone
from colab_safe.git.head_files import HeadFiles
from colab_safe.paths.hide import Hiding, hide
from colab_safe.paths.placeholder_lines import occurrences
from colab_safe.placeholders.store import LastStore, PathStore, opened, save
from colab_safe.project.files import write_bytes
from colab_safe.project.path_settings import NearestPathSettings
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.paths.restore import Restoration


class ClonePaths(NamedTuple):
    """A clone, its path store, and what the settings nearest above each notebook say about paths."""

    clone: Clone
    store: PathStore
    settings: NearestPathSettings
    head: HeadFiles

    def name(self, path: str) -> str:
        """Return what the path store calls a notebook: its path from the clone's top folder, POSIX style.

        Args:
            path: The notebook's path, absolute or from the current folder.
        """
        top = os.path.realpath(self.clone.top)
        return os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")

    def hide(self, data: bytes, name: str, even_unreadable: bool = False) -> Hiding:
        """Return a notebook with the paths of token files hidden; the store knows them from now on.

        Args:
            data: The bytes of the notebook.
            name: Its path from the clone's top folder.
            even_unreadable: Whether to hide them also in what cannot be read as a notebook.

        Raises:
            PathError: What would be hidden would not come back byte for byte.
            UsageError: The settings are wrong.
        """
        settings = self.settings.of(name)
        in_head = partial(self.head.content, name)
        rules, accepts = settings.rules, settings.accepts
        hiding = hide(data, name, self.store, rules, in_head, accepts, even_unreadable)
        if hiding.hidden and not hiding.problem:
            self.store.see(name, self._digest(name, data, hiding.data))
        return hiding

    def is_seen(self, name: str, shown: bytes, hidden: bytes) -> bool:
        """Return whether hiding made the one of the other before, and would do so again: with the same settings, and paths.

        What the store has come to know since counts where it is about the same bytes.

        Args:
            name: The notebook's path from the clone's top folder.
            shown: Its bytes with paths.
            hidden: Its bytes with placeholders.

        Raises:
            UsageError: The settings are wrong.
        """
        if self._digest(name, shown, hidden) not in self.store.seen.get(name, ()):
            return False
        from colab_safe.paths.known import known_of

        return not known_of(self.store).may_hide_otherwise(shown, hidden)

    def _digest(self, name: str, shown: bytes, hidden: bytes) -> str:
        """A name for a notebook before and after, and all that decides, but for paths that are not in it."""
        placeholders = {occurrence.placeholder for occurrence in occurrences(hidden)}
        paths = [(each, self.store.paths.get(each)) for each in sorted(placeholders)]
        version = colab_safe.__version__
        return self.settings.of(name).digest(version, paths, shown, hidden)

    def restore(self, data: bytes, name: str, fill: bool) -> Restoration:
        """Return a notebook with the user's own paths.

        Args:
            data: The bytes of the notebook.
            name: Its path from the clone's top folder.
            fill: Whether placeholders that were there before the notebook was hidden become paths, too.

        Raises:
            PathError: The notebook's encoding is broken.
        """
        from colab_safe.paths.restore import restore

        return restore(data, name, self.store, fill)

    def write(self, path: str, data: bytes, was: bytes) -> None:
        """Save the store, then write a notebook: whatever happens in between, no path is lost.

        Args:
            path: The notebook to replace.
            data: All of its bytes.
            was: The bytes that were read.

        Raises:
            FileError: The notebook cannot be written.
            PathError: The store cannot be written.
        """
        if self.store.changed:
            save(self.store, self.clone.common)
        write_bytes(path, data, Was(was))


@contextmanager
def open_clone_paths(
    folder: str | None = None, last: LastStore | None = None, head: HeadFiles | None = None
) -> Iterator[ClonePaths]:
    """Open the store of a clone for this process alone; it is saved at the end of the block if it was changed.

    Args:
        folder: A folder of the clone; None is the current one.
        last: What this process opened before; None to read the store.
        head: Asks git what HEAD has; None to start a git for this block alone.

    Raises:
        GitError: There is no clone around the folder.
        PathError: The store cannot be read or written.
    """
    around = clone(folder)
    with opened(around.common, last) as store, HeadFiles(around.top) as own:
        yield ClonePaths(around, store, NearestPathSettings(around.top), head or own)
