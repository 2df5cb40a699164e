"""Paths of token files through a link that the code makes, where outputs and texts show them: `/content/k/gh.json`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.path_match import PathMatch, match_in_view
from colab_safe.typed import NamedTuple
from colab_safe.views.views import View

_GOES_ON = re.compile(r"[\w-]|\.\w")


class LinkedFolder(NamedTuple):
    """A link to a folder on a Drive."""

    link: str  # its own path, from the root of the file system
    folder: str  # relative to the Drive; empty for the Drive itself


class _Spelling(NamedTuple):
    """How a path is written through a link."""

    before: str  # the link, which stays visible
    rest: str
    path: str


def linked_paths(
    notebook: Notebook,
    all_views: Iterable[View],
    links: Iterable[LinkedFolder],
    paths: Iterable[str],
) -> Iterator[PathMatch]:
    """Yield known paths that are written through a link.

    Args:
        notebook: The notebook to search.
        all_views: Its views that can be changed by single characters.
        links: The links that its code makes.
        paths: The paths of token files, relative to the Drive.
    """
    made = [*links]
    in_order = sorted(paths) if made else ()
    spellings = [each for link in made for path in in_order for each in _spellings(link, path)]
    for view in all_views if spellings else ():
        for spelling in spellings:
            yield from _in_view(notebook, view, spelling)


def _spellings(link: LinkedFolder, path: str) -> Iterator[_Spelling]:
    folder = f"{link.folder}/" if link.folder else ""
    if path.startswith(folder) and path != folder:
        yield _Spelling(f"{link.link}/", path[len(folder) :], path)


def _in_view(notebook: Notebook, view: View, spelling: _Spelling) -> Iterator[PathMatch]:
    whole = spelling.before + spelling.rest
    position = view.text.find(whole)
    while position >= 0:
        end = position + len(whole)
        if not _GOES_ON.match(view.text, end):
            start = position + len(spelling.before)
            match = match_in_view(notebook, view, start, end, spelling.path)
            if match:
                yield match
        position = view.text.find(whole, end)
