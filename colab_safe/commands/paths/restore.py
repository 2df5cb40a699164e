"""`colab-safe paths restore`: bring your own paths back."""

from __future__ import annotations

import os
from functools import partial

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say, tell
from colab_safe.commands.paths.arguments import folder_of, named_notebooks, remember
from colab_safe.commands.paths.messages import about_file
from colab_safe.errors import FileError, PathError, for_one_file
from colab_safe.git import filters
from colab_safe.placeholders.names import name_of
from colab_safe.project.clone_paths import ClonePaths, open_clone_paths
from colab_safe.project.files import read_bytes, shown
from colab_safe.report.text import count
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    with open_clone_paths(folder_of(arguments.paths)) as paths:
        remember(arguments.path, paths.store)
        if arguments.diff:
            from colab_safe.commands.paths.diff import show_restoring

            return show_restoring(arguments.paths, paths, fill=bool(arguments.path))
        notebooks = named_notebooks(arguments.paths)
        worst, restored = FAILED if notebooks.problems else 0, 0
        for path in notebooks.files:
            try:
                restore = partial(_restore_file, path, paths, fill=bool(arguments.path))
                done = for_one_file(restore)
                worst, restored = max(worst, done.code), restored + done.paths
            except (FileError, PathError) as error:
                tell(about_file(path, error))
                worst = FAILED
    if filters.is_installed(paths.clone.top):
        there = [paths.name(path) for path in notebooks.files if os.path.isfile(path)]
        filters.refresh(there, paths.clone.top)
    if not (worst or restored):
        say("colab-safe: no Drive path to restore")
    return worst


class _Restored(NamedTuple):
    """What was done to one notebook."""

    code: int = 0
    paths: int = 0  # how many were restored


def _restore_file(path: str, paths: ClonePaths, fill: bool) -> _Restored:
    """Restore one notebook, and say what was not."""
    data = read_bytes(path)
    result = paths.restore(data, paths.name(path), fill)
    tell(*(f"{shown(path)}: not restored: {refusal}" for refusal in result.refused))
    tell(*(f"{shown(path)}: {_unknown(placeholder)}" for placeholder in result.unknown))
    if result.refused:
        return _Restored(FOUND)
    if result.data != data:
        paths.write(path, result.data, data)
        say(f"{shown(path)}: {count(result.restored, 'path')} restored")
    return _Restored(FOUND if result.unknown else 0, result.restored)


def _unknown(placeholder: str) -> str:
    name = name_of(placeholder)
    option = f"--path {name}=keys/token.json" if name else "--path keys/token.json"
    return f"don't know your path for {placeholder}. Run `colab-safe paths restore {option}` with your own path"
