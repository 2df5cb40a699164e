"""`colab-safe paths hide`: replace the Drive paths of token files with placeholders."""

from __future__ import annotations

import os

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import tell
from colab_safe.commands.paths.arguments import folder_of, named_notebooks, remember
from colab_safe.commands.paths.messages import about_file, where_in
from colab_safe.errors import FileError, PathError
from colab_safe.paths.hide import Hiding
from colab_safe.project.clone_paths import ClonePaths, open_clone_paths
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.git_filter import is_in_attributes
from colab_safe.report.text import count
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable

_IN_INDEX = "The paths are hidden in what is staged; your files still show them. Commit again."
_STAGE = "Stage the changed notebooks (git add) and commit again."
_PARTLY = (
    "If pre-commit says fixes were rolled back, the notebook is only partly staged: stage all of it, or run\n"
    "`colab-safe paths hide --staged` to hide the paths in what is staged. Then commit again."
)


def run(arguments: Namespace) -> int:
    with open_clone_paths(folder_of(arguments.paths)) as paths:
        remember(arguments.path, paths.store)
        # With the filter, the files may show the paths: git hides them on their way to the index.
        if arguments.staged or is_in_attributes(paths.clone):
            return _hide_in_index(paths)
        return _hide_in_files(named_notebooks(arguments.paths), paths)


def _hide_in_index(paths: ClonePaths) -> int:
    from colab_safe.project.staged_hiding import hide_staged

    done = dict(hide_staged(paths))
    code = max((_report(name, hiding) for name, hiding in done.items()), default=0)
    if any(_is_hidden(hiding) for hiding in done.values()):
        print(f"colab-safe: {_IN_INDEX}")
    _report_accepted(done.values())
    return code


def _hide_in_files(files: list[str], paths: ClonePaths) -> int:
    """Hide the paths in each file; what goes wrong with one does not stop the others."""
    worst, done = 0, []
    for path in files:
        try:
            hiding = _hide_in_file(path, paths)
        except (FileError, PathError) as error:
            tell(about_file(path, error))
            worst = FAILED
            continue
        worst = max(worst, _report(shown(path), hiding))
        done.append(hiding)
    changed = sum(map(_is_hidden, done))
    if changed:
        print(f"colab-safe: Drive token paths hidden in {count(changed, 'notebook')}. {_STAGE}")
        if "PRE_COMMIT" in os.environ:
            print(_PARTLY)
    _report_accepted(done)
    return worst


def _hide_in_file(path: str, paths: ClonePaths) -> Hiding:
    data = read_bytes(path)
    hiding = paths.hide(data, paths.name(path))
    if hiding.data != data:
        paths.write(path, hiding.data)
    return hiding


def _is_hidden(hiding: Hiding) -> bool:
    return bool(hiding.hidden) and not hiding.problem


def _report(name: str, hiding: Hiding) -> int:
    """Print what was hidden, and where; or that it could not be. Return the exit code for the file."""
    if hiding.problem:
        tell(f"{name}: {hiding.problem}")
    for match in hiding.hidden:
        now = ", NOT hidden" if hiding.problem else f" → {match.placeholder}"
        print(f"{where_in(name, match)}: path of a token file{now}")
    return FOUND if hiding.hidden else FAILED if hiding.problem else 0


def _report_accepted(done: Iterable[Hiding]) -> None:
    accepted = sum(hiding.accepted for hiding in done)
    if accepted:
        print(f"colab-safe: {count(accepted, 'accepted path')} left visible")
