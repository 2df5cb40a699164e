"""`colab-safe paths check`: look for Drive paths of token files, and change nothing."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say, tell
from colab_safe.commands.paths.arguments import folder_of, named_notebooks
from colab_safe.commands.paths.messages import (
    about_file,
    accepts_unreadable,
    say_accepted,
    where_in,
)
from colab_safe.errors import FileError, GitError, PathError, UsageError, for_one_file
from colab_safe.git.folders import clone
from colab_safe.git.head_files import HeadFiles
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.visible import VisiblePaths, visible_paths
from colab_safe.placeholders.store import PathStore, load
from colab_safe.project.clone_paths import ClonePaths
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.path_settings import NearestPathSettings
from colab_safe.report.text import count
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from colab_safe.model import AcceptedBy

_ADVICE = (
    "`colab-safe paths hide` replaces them; a path that was pushed stays in the history,"
    " so move the file as well."
)


def run(arguments: Namespace) -> int:
    with ExitStack() as closing:
        return _check(arguments, _Search(folder_of(arguments.paths), closing))


def _check(arguments: Namespace, search: _Search) -> int:
    notebooks, codes = named_notebooks(arguments.paths), []
    accepted: list[AcceptedBy] = []
    for path in notebooks.files:
        try:
            found = for_one_file(partial(search.visible, path))
        except (FileError, PathError, UsageError) as error:
            by = search.unreadable_accepted_by(path) if isinstance(error, PathError) else None
            tell(f"{shown(path)}: {accepts_unreadable(by)}" if by else about_file(path, error))
            codes.append(0 if by else FAILED)
            continue
        by = search.unreadable_accepted_by(path) if found.problem else None
        if by:
            tell(f"{shown(path)}: {accepts_unreadable(by)}")
            found = found._replace(problem=None)
        codes.append(_report(path, found))
        accepted += found.accepted_by
    tell(*search.settings.switched_off)
    _summarise(codes, accepted)
    if notebooks.problems:
        codes.append(FAILED)
    return FOUND if FOUND in codes else max(codes, default=0)


class _Search:
    """Searches one file; outside of a clone nothing is known of paths that were hidden before."""

    def __init__(self, folder: str | None, closing: ExitStack) -> None:
        """Find the clone around a folder.

        Args:
            folder: Of the clone; None is the current one.
            closing: Ends the git that is asked about HEAD.
        """
        try:
            around = clone(folder)
        except GitError:
            self.settings = NearestPathSettings()
            self._store, self._name = PathStore(), shown
        else:
            self.settings = NearestPathSettings(around.top)
            self._store = load(around.common)
            head = closing.enter_context(HeadFiles(around.top))
            self._name = ClonePaths(around, self._store, self.settings, head).name

    def unreadable_accepted_by(self, path: str) -> AcceptedBy | None:
        """Return what accepts that a notebook cannot be read; None if nothing does.

        Args:
            path: As it was named.
        """
        name = self._name(path)
        return self.settings.of(name).unreadable_accepted_by(name)

    def visible(self, path: str) -> VisiblePaths:
        from colab_safe.notebook.reading import read

        data, name = read_bytes(path), self._name(path)
        settings = self.settings.of(name)
        body, _ = in_utf8(data)
        found = visible_paths(body, name, self._store, settings.rules, settings.accepts)
        # A file without any sign of a path was not read yet.
        notebook = read(body, name)
        return found._replace(
            problem=found.problem or notebook.problem, unread=found.unread or notebook.unread
        )


def _report(path: str, found: VisiblePaths) -> int:
    """Print the visible paths of a file. Return its exit code."""
    for match in found.matches:
        say(f"{where_in(shown(path), match)}: the path of a token file on Drive is visible")
    if found.problem:
        tell(
            f"{shown(path)}: not a readable notebook, so its plain text was searched: {found.problem}"
        )
    if found.unread:
        tell(f"{shown(path)}: {found.unread}")
    return FOUND if found.matches else FAILED if found.problem or found.unread else 0


def _summarise(codes: list[int], accepted: list[AcceptedBy]) -> None:
    if not codes:
        return
    visible, failed = codes.count(FOUND), codes.count(FAILED)
    found = f"paths are visible in {visible} of" if visible else "no visible path in"
    paths = say_accepted(accepted)
    accepting = f" ({paths})" if paths else ""
    problems = f"; incomplete: {count(failed, 'problem')}" if failed else ""
    say(f"colab-safe: {found} {count(len(codes), 'notebook')}{accepting}{problems}")
    if visible:
        say(_ADVICE)
