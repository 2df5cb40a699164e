"""Search the code cells of a notebook for paths of token files that are put together from several literals."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.drive_layout import CODE_SIGNS
from colab_safe.limits import CODE_DEPTH
from colab_safe.model import Span
from colab_safe.notebook.cell_code import code_segments
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.linked_paths import LinkedFolder
from colab_safe.paths.listed_files import ListedFolder
from colab_safe.paths.path_match import PathMatch, match_in_code
from colab_safe.paths.rules import Rules
from colab_safe.paths.text_search import CodeLine
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.paths.code.regions import Region


class PathsInCode(NamedTuple):
    """The paths that the code puts together, the lines of code that they are in, and the folders that it lists and links."""

    matches: tuple[PathMatch, ...] = ()
    lines: tuple[CodeLine, ...] = ()
    listed: tuple[ListedFolder, ...] = ()
    linked: tuple[LinkedFolder, ...] = ()


def paths_in_code(notebook: Notebook, rules: Rules) -> PathsInCode:
    """Return the paths of token files that the code puts together, or hands to what takes such paths.

    The code is parsed only if it mentions a Drive: `ast` takes longer to import than everything else.

    Args:
        notebook: The notebook to search; one that cannot be read has no code.
        rules: Which paths lead to token files.
    """
    cells = [] if notebook.problem else code_segments(notebook)
    sources = [cell.text for cell in cells]
    if not mentions_drive(sources):
        return PathsInCode()
    from colab_safe.paths.code.regions import regions
    from colab_safe.paths.code.token_paths import shown_path

    try:
        found = regions(sources, rules)
    except RecursionError:  # an expression of a thousand terms: the literal paths are left
        notebook.reach([CODE_DEPTH])
        return PathsInCode()
    notebook.reach(sorted(found.limits))
    matches = (
        match_in_code(
            notebook,
            cells[region.cell],
            Span(region.start, region.end),
            region.path,
            region.is_piece,
        )
        for region in found.found
    )
    lines = (line for region in found.found for line in _lines(cells[region.cell].text, region))
    listed = (
        ListedFolder(cells[listing.cell].place.cell or 0, listing.folder)
        for listing in found.listings
    )
    linked = (LinkedFolder(link.names[0], shown_path(link.target)) for link in found.links)
    found_matches = tuple(match for match in matches if match)
    return PathsInCode(found_matches, tuple(lines), tuple(listed), tuple(linked))


def mentions_drive(sources: list[str]) -> bool:
    """Return whether code mentions a Drive: other code puts no path on one together.

    Args:
        sources: Those of code cells.
    """
    code = "\0".join(sources)
    return any(sign in code for sign in CODE_SIGNS)


def _lines(source: str, region: Region) -> Iterator[CodeLine]:
    """Each line of the cell that the region touches, without its indentation."""
    start = source.rfind("\n", 0, region.start) + 1
    while start < region.end:
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        line = source[start:end]
        first = start + len(line) - len(line.lstrip())
        yield CodeLine(
            line.strip(),
            max(region.start, first) - first,
            min(region.end, end) - first,
            region.path,
        )
        start = end + 1
