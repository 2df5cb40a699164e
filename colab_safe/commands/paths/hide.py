"""`colab-safe paths hide`: replace the Drive paths of token files with placeholders.

What only a finding needs is imported when there is one: most commits have none, and each module costs the hook 0.3 ms.
"""

from __future__ import annotations

import os
from functools import partial

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say, tell
from colab_safe.commands.paths.arguments import folder_of, named_notebooks, remember
from colab_safe.errors import FileError, PathError, UsageError, for_one_file
from colab_safe.paths.hide import Hiding
from colab_safe.project.clone_paths import ClonePaths, open_clone_paths
from colab_safe.project.files import Found, read_bytes, shown
from colab_safe.project.git_filter import is_in_attributes
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from colab_safe.model import AcceptedBy

_IN_INDEX = "The paths are hidden in what is staged; your files still show them. Commit again."
_PARTLY = (
    "If pre-commit says fixes were rolled back, the notebook is only partly staged: stage all of it, or run\n"
    "`colab-safe paths hide --staged` to hide the paths in what is staged. Then commit again."
)


def run(arguments: Namespace) -> int:
    with open_clone_paths(folder_of(arguments.paths)) as paths:
        remember(arguments.path, paths.store)
        # With the filter, the files may show the paths: git hides them on their way to the index.
        in_index = arguments.staged or is_in_attributes(paths.clone)
        if arguments.diff:
            from colab_safe.commands.paths.diff import show_hiding

            return show_hiding(arguments.paths, paths, in_index)
        if in_index:
            code = _hide_in_index(paths)
        else:
            code = _hide_in_files(
                named_notebooks(arguments.paths, force_exclude=arguments.force_exclude), paths
            )
        tell(*paths.settings.switched_off)
        if not code:
            say("colab-safe: no Drive path to hide")
        return code


def _hide_in_index(paths: ClonePaths) -> int:
    from colab_safe.project.staged_hiding import hide_staged

    result = _Result()
    for staged in hide_staged(paths):
        result.add(staged.name, staged.hiding)
    if result.changed:
        say(f"colab-safe: {_IN_INDEX}")
    result.tell_accepted()
    return result.code


def _hide_in_files(found: Found, paths: ClonePaths) -> int:
    """Hide the paths in each file; what goes wrong with one does not stop the others."""
    result = _Result()
    result.code = FAILED if found.problems else 0
    for path in found.files:
        try:
            result.add(shown(path), for_one_file(partial(_hide_in_file, path, paths)))
        except (FileError, PathError, UsageError) as error:
            from colab_safe.commands.paths.messages import about_file

            tell(about_file(path, error))
            result.code = FAILED
    if result.changed:
        from colab_safe.commands.paths.messages import STAGE
        from colab_safe.report.text import count

        notebooks = count(result.changed, "notebook")
        say(f"colab-safe: Drive token paths hidden in {notebooks}. {STAGE}")
        if "PRE_COMMIT" in os.environ:
            say(*_PARTLY.splitlines())
    result.tell_accepted()
    return result.code


def _hide_in_file(path: str, paths: ClonePaths) -> Hiding:
    data = read_bytes(path)
    hiding = paths.hide(data, paths.name(path))
    if hiding.data != data:
        paths.write(path, hiding.data, data)
    return hiding


class _Result:
    """What was done to all notebooks so far."""

    def __init__(self) -> None:
        self.code = 0
        self.changed = 0  # notebooks
        self.accepted: list[AcceptedBy] = []  # what accepts paths

    def add(self, name: str, hiding: Hiding) -> None:
        """Print what was hidden in a notebook, and where; or that it could not be."""
        if hiding.problem:
            tell(f"{name}: {hiding.problem}")
        if hiding.unread:
            tell(f"{name}: {hiding.unread}")
        for match in (*hiding.hidden, *hiding.not_hidden):
            from colab_safe.commands.paths.messages import where_in

            now = f" → {match.placeholder}"
            if match.is_in_picture:
                now = ", NOT hidden: it is in a picture's metadata. Clear that output"
            elif match.is_encoded:
                now = ", NOT hidden: it is in base64 or hexadecimal. Write the path as plain text, or clear that output"
            elif hiding.problem:
                now = ", NOT hidden"
            say(f"{where_in(name, match)}: path of a token file{now}")
        is_found = hiding.hidden or hiding.not_hidden
        is_incomplete = hiding.problem or hiding.unread
        code = FOUND if is_found else FAILED if is_incomplete else 0
        self.code = max(self.code, code)
        self.changed += bool(hiding.hidden) and not hiding.problem
        self.accepted += hiding.accepted_by

    def tell_accepted(self) -> None:
        if self.accepted:
            from colab_safe.commands.paths.messages import say_accepted

            say(f"colab-safe: {say_accepted(self.accepted)} left visible")
