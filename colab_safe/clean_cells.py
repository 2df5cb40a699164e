"""Versions of a notebook share most cells: a cell that was clean once is not scanned again.

A cell's findings depend on the cell alone, so a version is clean when all its cells are, and what
surrounds them. Only the bytes of new cells are scanned, in a notebook of their own. Where cells
get credentials from somewhere, these cells and those that use the names that they bind are scanned
once more, together. A version that is not clean or cannot be split into cells is scanned as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from colab_safe.computed.evidence import bound_in, computed_from
from colab_safe.model import Coverage, Report
from colab_safe.notebook.cell_code import CellCode, digest_of_code
from colab_safe.notebook.cell_parts import NO_CELLS, CellParts, cell_parts, digest_of, joined
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook_names import is_notebook
from colab_safe.scan import coverage_of
from colab_safe.session import Session
from colab_safe.shown.search import carried_by
from colab_safe.shown.words import code_cells, may_have_words
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.notebook.notebook import Notebook
    from colab_safe.shown.program import Carried

Scanner = Callable[[bytes, str], Report]

_MOST = 500_000  # cells that are remembered, in about 150 MB


class CleanCells:
    """Scans versions one after the other, with the same reports as the scanner that it wraps."""

    def __init__(
        self,
        scan: Scanner,
        is_clean_name: Callable[[str], bool] = lambda _: True,
        scan_cells: Scanner | None = None,
        session: Session | None = None,
    ) -> None:
        """Make a scanner without a memory yet.

        Args:
            scan: Scans one file, given its bytes and its path, with engines that look at each cell
                by itself.
            is_clean_name: Tells whether there is no secret in the name of a file; asked by `scan`.
            scan_cells: The same without what the code shows or computes, for cells alone: of a version's cells this is
                looked for together. None to use `scan`.
            session: What they remember from file to file; None for one of their own.
        """
        self._is_clean_name = cache(is_clean_name)
        self._scan, self._scan_cells = scan, scan_cells or scan
        self._clean: dict[bytes, Coverage] = {}
        # Cells that may compute one, by the names that they compute it from; None: from whichever there are.
        self._computing: dict[bytes, frozenset[str] | None] = {}
        self._bound: dict[bytes, frozenset[str]] = {}  # the names that a cell binds to literals
        self._computed: dict[bytes, bool] = {}  # whether cells compute a text together
        self._sources: set[bytes] = set()  # cells that may get a credential from somewhere
        # What cells together hand on to others, by their code or by all of them; None if they show a credential.
        self._carried: dict[bytes, Carried | None] = {}
        self._using: dict[tuple[bytes, Carried], bool] = {}  # whether a cell uses it
        # Also of what is read only to look at the ways of credentials.
        self._session = session or Session()
        self._code = CellCode(self._session)
        self._nothing = scan(NO_CELLS, "a.ipynb").coverage

    def scan(self, data: bytes, path: str) -> Report:
        """Return the report on one version.

        Args:
            data: All bytes of the notebook.
            path: Its name in the report.
        """
        covered = self._clean_coverage(data, path) if self._is_clean_name(path) else None
        return self._scan(data, path) if covered is None else Report(coverage=covered)

    def is_clean(self, data: bytes, path: str) -> bool:
        """Return whether nothing is found in a version cell by cell; in one that is not clean, the rest is not scanned.

        Args:
            data: All bytes of the notebook.
            path: Its name; not searched.
        """
        return self._clean_coverage(data, path) is not None

    def _clean_coverage(self, data: bytes, path: str) -> Coverage | None:
        """The coverage of a version; None where it is not clean, or cannot be split into cells."""
        parts = cell_parts(data)
        return self._covered(parts, path) if parts else None

    def _covered(self, parts: CellParts, path: str) -> Coverage | None:
        """The coverage of a version; None where a part is not clean."""
        self._scan_together(parts.new(self._clean), path)
        rest = parts.without_cells
        covered = [self._part(rest, digest_of(rest), rest, path)]
        for digest, cell in parts.by_digest():
            if covered[-1] is None:
                return None
            covered.append(
                self._clean.get(digest) or self._part(cell, digest, joined([cell]), path)
            )
        if None in covered or not self._is_clean_together(parts):
            return None
        if self._may_compute(parts) and self._computes(parts):
            return None
        total = Coverage.of([each for each in covered if each])
        shells = [len(parts.cells) * each for each in self._nothing]
        return Coverage(*(all - own for all, own in zip(total, shells, strict=True)))

    def _part(self, part: bytes, digest: bytes, alone: bytes, path: str) -> Coverage | None:
        if digest not in self._clean:
            report = self._scan_cells(alone, path)
            if not report.is_clean or len(self._clean) >= _MOST:
                return None
            self._clean[digest] = report.coverage
            if may_have_words(part):
                self._remember_code(digest, read_notebook(alone, self._session))
        return self._clean[digest]

    def _scan_together(self, new: dict[bytes, bytes], path: str) -> None:
        """Remember new cells that are clean together; what is found in one is for a scan of this cell alone to say.

        One scan of many cells takes half the time of one for each: what each cell comes to is only read.
        """
        room = _MOST - len(self._clean)
        if not 1 < len(new) <= room or not is_notebook(path):
            return
        if not self._scan_cells(joined([*new.values()]), path).is_clean:
            return
        for digest, cell in new.items():
            notebook = read_notebook(joined([cell]), self._session)
            # Slices that are no cells may be some when they are joined again.
            if notebook.problem is None and not notebook.unread:
                self._clean[digest] = coverage_of(notebook)
                if may_have_words(cell):
                    self._remember_code(digest, notebook)

    def _remember_code(self, digest: bytes, notebook: Notebook) -> None:
        """Remember whether the code of a clean part may get a credential from somewhere, or compute one."""
        code = code_cells(notebook)
        if code.with_words:
            self._sources.add(digest)
        if code.computing:
            self._computing[digest] = computed_from("\n".join(code.sources))

    def _may_compute(self, parts: CellParts) -> bool:
        """Whether a cell may compute a credential from the literals of others."""
        names: set[str] = set()
        for own in [self._computing[each] for each in parts.digests if each in self._computing]:
            if own is None:
                return True
            names |= own
        return bool(names) and not all(
            names.isdisjoint(self._names_bound(*cell)) for cell in parts.by_digest()
        )

    def _computes(self, parts: CellParts) -> bool:
        """Whether the cells compute a text, or not all of their code can be read."""
        key = digest_of_code(self._code.of(parts.by_digest()))
        if key not in self._computed:
            from colab_safe.computed.search import computed_texts  # `ast` takes long to import

            if len(self._computed) >= _MOST:
                self._computed.clear()
            notebook = read_notebook(joined(parts.cells), self._session)
            texts = computed_texts(notebook, code_cells(notebook), self._session).texts
            self._computed[key] = bool(texts or notebook.unread)
        return self._computed[key]

    def _names_bound(self, digest: bytes, cell: bytes) -> frozenset[str]:
        if digest not in self._bound:
            if len(self._bound) >= _MOST:
                self._bound.clear()
            self._bound[digest] = bound_in(cell.decode("utf-8", "replace"))
        return self._bound[digest]

    def _is_clean_together(self, parts: CellParts) -> bool:
        """Whether no cell shows a credential that another one gets."""
        chosen = {number for number, digest in enumerate(parts.digests) if digest in self._sources}
        while chosen:
            carried = self._carried_together(
                [each for number, each in enumerate(parts.by_digest()) if number in chosen]
            )
            if carried is None or not any(carried):
                return carried is not None
            using = {
                number
                for number, digest in enumerate(parts.digests)
                if self._uses(parts.cells[number], digest, carried)
            }
            if using <= chosen:
                return True
            chosen |= using
        return True

    def _carried_together(self, cells: list[tuple[bytes, bytes]]) -> Carried | None:
        """What some cells, with their digests, hand on to others; None if they show a credential."""
        keys = (
            digest_of_code(self._code.of(cells)),
            digest_of(b"".join([each[0] for each in cells])),
        )
        known = [key for key in keys if key in self._carried]
        if known:
            return self._carried[known[0]]
        if len(self._carried) >= _MOST:
            self._carried.clear()
        notebook = read_notebook(joined([cell for _, cell in cells]), self._session)
        found = carried_by(notebook, self._session)
        self._carried[keys[0] if found.by_code else keys[1]] = found.carried
        return found.carried

    def _uses(self, cell: bytes, digest: bytes, carried: Carried) -> bool:
        """Whether a cell uses what others hand on, or may use it in words that are escaped."""
        key = digest, carried
        if key not in self._using:
            if len(self._using) >= _MOST:
                self._using.clear()
            self._using[key] = _pattern(carried).search(cell) is not None
        return self._using[key]


@lru_cache(maxsize=100)
def _pattern(carried: Carried) -> re.Pattern[bytes]:
    escape = r"\\u00[2-7]" if all(map(str.isascii, "".join(map("".join, carried)))) else r"\\u"
    words = carried.pattern(before=r"(?:(?<!\w)|(?<=\\[bfnrt]))")  # in JSON after "\n", too
    return re.compile(f"{words}|{escape}".encode())
