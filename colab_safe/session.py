"""What one run remembers from file to file, so that no module keeps a memory of its own."""

from __future__ import annotations

from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.code.parsed import ParsedCells


class Session:
    """The memory of one run, which makes it faster and never changes what it finds.

    A session belongs to one process and one set of engines: scans with other rules need another
    session.

    Attributes:
        clean_texts: Hashes of texts in which no engine found anything; see `clean_texts.py`.
        parsed_bytes: Bytes of JSON read so far; see `notebook/json_parsing.py`.
    """

    __slots__ = ("_parsed_cells", "clean_texts", "parsed_bytes")

    def __init__(self) -> None:
        self.clean_texts: set[int] = set()
        self.parsed_bytes = 0
        self._parsed_cells: ParsedCells | None = None

    @property
    def parsed_cells(self) -> ParsedCells:
        """The syntax trees of the last code cells in which credentials were looked for."""
        if self._parsed_cells is None:
            from colab_safe.code.parsed import ParsedCells  # `ast` takes long to import

            self._parsed_cells = ParsedCells()
        return self._parsed_cells
