"""Fixes in what is staged: the index gets new content, the files of the worktree stay as they are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from colab_safe.errors import FileError, GitError, PathError, UsageError, for_one_file
from colab_safe.git.blobs import blobs
from colab_safe.git.index import staged
from colab_safe.git.stage import restage
from colab_safe.notebook_names import is_any_notebook
from colab_safe.paths.hide import Hiding
from colab_safe.placeholders.store import save
from colab_safe.project.clone_paths import ClonePaths
from colab_safe.typed import NamedTuple


class StagedHiding(NamedTuple):
    """What was done to a staged notebook."""

    name: str  # from the top folder, POSIX style
    data: bytes  # as it was staged
    hiding: Hiding


def hide_staged(paths: ClonePaths, write: bool = True) -> Iterator[StagedHiding]:
    """Hide the paths in every staged notebook; yield what was done to each.

    Args:
        paths: The clone whose index is changed.
        write: Whether to change the index.

    Raises:
        GitError: git refuses, or a staged notebook cannot be read.
    """
    ids = {
        entry.path: entry.blob
        for entry in staged()
        if entry.blob
        and is_any_notebook(entry.path, paths.settings.is_text_notebook)
        and not paths.settings.leaves_out(entry.path)
    }
    for name, (_, data) in zip(ids, blobs(ids.values()), strict=True):
        if data is None:
            raise GitError(f"{name} cannot be read from the index")
        try:
            hiding = for_one_file(partial(paths.hide, data, name))
        except (FileError, PathError, UsageError) as error:
            yield StagedHiding(name, data, Hiding(data, problem=str(error)))
            continue
        if write and hiding.data != data:
            save(paths.store, paths.clone.common)  # first: whatever happens, no path is lost
            restage(name, hiding.data, paths.clone.top)
        yield StagedHiding(name, data, hiding)
