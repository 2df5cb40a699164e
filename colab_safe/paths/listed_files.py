"""Names of token files in what a cell shows that lists a folder on a Drive: `!ls /content/drive/MyDrive/keys`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.path_match import PathMatch, match_in_view
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple
from colab_safe.views.views import View

# A name in quotes, as `ls` and Python write one with a blank; or a word.
_NAME = re.compile(r"'([^'\n]+)'|\"([^\"\n]+)\"|([^\s'\",\[\](){}<>|]+)")


class ListedFolder(NamedTuple):
    """A folder on a Drive that a cell lists."""

    cell: int  # the number of the cell, from 1
    folder: str  # relative to the Drive


def listed_files(
    notebook: Notebook,
    all_views: Iterable[View],
    folders: Iterable[ListedFolder],
    rules: Rules,
    store: PathStore,
) -> Iterator[PathMatch]:
    """Yield the names of token files in the outputs of cells that list folders on a Drive.

    Args:
        notebook: The notebook to search.
        all_views: Its views that can be changed by single characters.
        folders: The folders that its cells list.
        rules: Which paths lead to token files.
        store: What the clone knows: a folder may be hidden already.
    """
    of_cells: dict[int | None, set[str]] = defaultdict(set)
    for listed in folders:
        of_cells[listed.cell].add(store.path(listed.folder) or listed.folder)
    for view in all_views if of_cells else ():
        if view.place.part == "output" and view.place.cell in of_cells:
            yield from _in_output(notebook, view, sorted(of_cells[view.place.cell]), rules)


def _in_output(
    notebook: Notebook, view: View, folders: list[str], rules: Rules
) -> Iterator[PathMatch]:
    for found in _NAME.finditer(view.text):
        name = found[found.lastindex or 0]
        paths = [path for folder in folders if rules.hides(path := f"{folder}/{name}".strip("/"))]
        if paths and _is_file_name(name):
            start, end = found.span(found.lastindex or 0)
            match = match_in_view(notebook, view, start, end, paths[0])
            if match:
                yield match


def _is_file_name(name: str) -> bool:
    """Whether a word names a file, by its extension or as `id_rsa` does; its owner, which `ls -l` prints too, has neither."""
    has_extension = bool(name.rpartition(".")[2]) and "." in name
    return "/" not in name and (has_extension or name.startswith("id_"))
