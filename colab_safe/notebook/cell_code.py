"""The code of cells as bytes, read once: most versions of a notebook change outputs only."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.notebook.cell_parts import digest_of, joined
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook.segments import Segment
from colab_safe.session import Session

_MOST = 4_000_000  # characters that are remembered


class CellCode:
    """The sources of cells, by what the cells are known by."""

    def __init__(self, session: Session) -> None:
        """Know no cell yet.

        Args:
            session: What the run remembers from file to file.
        """
        self._session = session
        self._known: dict[bytes, list[str]] = {}
        self._left = _MOST

    def of(self, cells: Iterable[tuple[bytes, bytes]]) -> list[str]:
        """Return the sources of the code cells among some cells.

        Args:
            cells: What each is known by, and its members.
        """
        return [source for digest, cell in cells for source in self._of(digest, cell)]

    def _of(self, digest: bytes, cell: bytes) -> list[str]:
        if digest not in self._known:
            found = code_segments(read_notebook(joined([cell]), self._session))
            sources = [segment.text for segment in found]
            self._left -= sum(map(len, sources)) + 100
            if self._left < 0:
                self._known.clear()
                self._left = _MOST
            self._known[digest] = sources
        return self._known[digest]


def code_segments(notebook: Notebook) -> list[Segment]:
    """Return the sources of a notebook's code cells.

    Args:
        notebook: The notebook.
    """
    return [
        segment
        for segment in notebook.segments
        if segment.place.part == "source"
        and segment.place.mime is None
        and segment.place.cell_type == "code"
    ]


def digest_of_code(sources: list[str]) -> bytes:
    """Return what code is known by.

    Args:
        sources: Those of its cells.
    """
    return digest_of("\0".join(sources).encode("utf-8", "surrogatepass"))
