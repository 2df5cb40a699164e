"""Versions of a notebook share most cells: one that showed no path is not searched again.

A path is in one text, which is in one cell, or the code of several cells puts it together. So a version shows none if none of
its texts does, which is remembered by cell, and the code of all its cells puts none together.
"""

from __future__ import annotations

from colab_safe.notebook.cell_code import CellCode, code_segments, digest_of_code
from colab_safe.notebook.cell_parts import CellParts, cell_parts, digest_of, joined
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook_names import is_notebook
from colab_safe.paths.code_search import mentions_drive
from colab_safe.paths.find import in_no_text
from colab_safe.paths.known import known_of
from colab_safe.paths.rules import Rules
from colab_safe.paths.visible import known_words, may_contain_paths
from colab_safe.placeholders.store import PathStore
from colab_safe.session import Session

_MOST = 200_000  # cells that are remembered, and versions of the code


class PathlessCells:
    """Tells of versions, one after the other, whether they show no path of a token file."""

    def __init__(self, store: PathStore, rules: Rules) -> None:
        """Know no cell yet.

        Args:
            store: What the clone knows; it does not change meanwhile.
            rules: Which paths lead to token files.
        """
        self._store, self._rules, self._session = store, rules, Session()
        self._words = known_words(store)
        self._pathless: set[bytes] = set()  # cells whose texts show no path
        self._on_drive: set[bytes] = set()  # those of them whose code mentions a Drive
        self._code = CellCode(self._session)
        self._together: dict[bytes, bool] = {}  # whether code puts no path together

    def shows_none(self, body: bytes, name: str) -> bool:
        """Return whether a version shows no path; False also where only a search of all of it can tell.

        Args:
            body: The notebook's bytes, in UTF-8.
            name: The notebook's path in the repository.
        """
        parts = cell_parts(body) if is_notebook(name) else None
        if parts is None or known_of(self._store).lines_in(body):
            return False
        return self._texts_show_none(parts) and self._code_shows_none(parts)

    def _texts_show_none(self, parts: CellParts) -> bool:
        """Whether the texts of all cells show no path; of new cells it is remembered."""
        rest, new = parts.without_cells, parts.new(self._pathless)
        alone = {digest_of(rest): rest} | {digest: joined([cell]) for digest, cell in new.items()}
        if len(self._pathless) + len(self._together) + len(alone) > _MOST:
            for memory in (self._pathless, self._on_drive, self._together):
                memory.clear()
            return False
        if not may_contain_paths(b"\n".join([rest, *new.values()]), self._words):
            self._pathless.update(alone)
            return True
        return all([self._is_pathless(*each) for each in alone.items()])

    def _is_pathless(self, digest: bytes, alone: bytes) -> bool:
        """Whether the texts of one cell show no path, given what it is known by, and a notebook of it."""
        if digest in self._pathless:
            return True
        if may_contain_paths(alone, self._words):
            notebook = read_notebook(alone, self._session)
            if notebook.problem or not in_no_text(notebook, self._store, self._rules):
                return False
            if mentions_drive([each.text for each in code_segments(notebook)]):
                self._on_drive.add(digest)
        self._pathless.add(digest)
        return True

    def _code_shows_none(self, parts: CellParts) -> bool:
        """Whether the code of all cells puts no path together, and makes nothing that outputs may show as one."""
        if self._on_drive.isdisjoint(parts.digests):
            return True
        sources = self._code.of(parts.by_digest())
        digest = digest_of_code(sources)
        if digest not in self._together:
            self._together[digest] = self._puts_none_together(sources)
        return self._together[digest]

    def _puts_none_together(self, sources: list[str]) -> bool:
        from colab_safe.paths.code.regions import regions  # `ast` takes long to import

        try:
            found = regions(sources, self._rules, self._session.parsed_cells)
        except RecursionError:
            return False
        shown = [each for each in found.found if not self._rules.keeps(each.path)]
        return not (shown or found.listings or found.links or found.limits)
