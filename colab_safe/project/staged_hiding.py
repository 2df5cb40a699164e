"""Fixes in what is staged: the index gets new content, the files of the worktree stay as they are."""

from __future__ import annotations

import os

from colab_safe.errors import GitError
from colab_safe.git.blobs import blobs
from colab_safe.git.folders import Clone
from colab_safe.git.index import staged
from colab_safe.git.stage import restage
from colab_safe.paths.hide import hide
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore, save
from colab_safe.project.files import NOTEBOOK
from colab_safe.project.hiding import around, report


def hide_staged(store: PathStore, here: Clone, rules: Rules) -> int:
    """The exit code: 1 when an index entry was changed, or shows a path that could not be hidden."""
    ids = {
        entry.path: entry.blob
        for entry in staged()
        if entry.blob and entry.path.lower().endswith(NOTEBOOK)
    }
    worst, changed = 0, 0
    for path, (_, data) in zip(ids, blobs(ids.values()), strict=True):
        if data is None:
            raise GitError(f"{path} cannot be read from the index")
        hiding = hide(data, path, store, rules, around(os.path.join(here.top, path), here))
        worst = max(worst, report(path, hiding))
        if hiding.data != data:
            save(store, here.common)  # first, so that the path is not lost whatever happens
            restage(path, hiding.data, here.top)
            changed += 1
    if changed:
        print(
            "colab-safe: the paths are hidden in what is staged; your files still show them. Commit again."
        )
    return worst
