"""`--diff` of `paths hide` and `paths restore`: what would change, while notebooks, index and path store stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say_diff, tell
from colab_safe.commands.paths.arguments import named_notebooks
from colab_safe.commands.paths.messages import about_file
from colab_safe.errors import FileError, PathError, UsageError, for_one_file
from colab_safe.project.clone_paths import ClonePaths
from colab_safe.project.diffs import file_diff
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.project import Projects
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.project.staged_hiding import StagedHiding

_Change = Callable[[bytes, str], "tuple[bytes, str | None]"]


class _Changed(NamedTuple):
    """A notebook before and after."""

    path: str
    before: bytes
    after: bytes
    problem: str | None = None  # with its name: why it would not change, or not all of it


def show_hiding(named: list[str], paths: ClonePaths, in_index: bool) -> int:
    """Show what `paths hide` would change. Return its exit code.

    Args:
        named: The notebooks and folders that the user named.
        paths: The clone; its store is not saved.
        in_index: Whether the staged notebooks would change, not the files.
    """

    def hide(data: bytes, name: str) -> tuple[bytes, str | None]:
        hiding = paths.hide(data, name)
        return hiding.data, hiding.problem or hiding.unread

    if not in_index:
        return _show_files(named, paths, hide, FOUND)
    from colab_safe.project.staged_hiding import hide_staged

    staged = hide_staged(paths, write=False)
    return _shown(map(_of_index, staged), paths, FOUND)


def show_restoring(named: list[str], paths: ClonePaths, fill: bool) -> int:
    """Show what `paths restore` would change. Return its exit code.

    Args:
        named: The notebooks and folders that the user named.
        paths: The clone; its store is not saved.
        fill: Whether placeholders that were there before the notebook was hidden become paths, too.
    """

    def restore(data: bytes, name: str) -> tuple[bytes, str | None]:
        result = paths.restore(data, name, fill)
        return result.data, "; ".join(result.refused) or None

    return _show_files(named, paths, restore, 0)


def _of_index(staged: StagedHiding) -> _Changed:
    problem = staged.hiding.problem
    return _Changed(
        staged.name, staged.data, staged.hiding.data, problem and f"{staged.name}: {problem}"
    )


def _show_files(named: list[str], paths: ClonePaths, change: _Change, if_changed: int) -> int:
    found = named_notebooks(named)  # it tells the problems
    code = _shown((_changed(path, paths, change) for path in found.files), paths, if_changed)
    return FAILED if found.problems else code


def _changed(path: str, paths: ClonePaths, change: _Change) -> _Changed:
    try:
        data = read_bytes(path)
        after, problem = for_one_file(partial(change, data, paths.name(path)))
    except (FileError, PathError, UsageError) as error:
        return _Changed(path, b"", b"", about_file(path, error))
    return _Changed(path, data, after, problem and f"{shown(path)}: {problem}")


def _shown(changes: Iterator[_Changed], paths: ClonePaths, if_changed: int) -> int:
    projects, code = Projects(), 0
    for change in changes:
        if change.problem:
            tell(change.problem)
            code = FAILED
        if change.before != change.after:
            say_diff(*file_diff(change.path, change.before, change.after, projects))
            code = code or if_changed
    paths.store.changed = False
    return code
