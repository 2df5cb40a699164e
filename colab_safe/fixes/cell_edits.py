"""The edits of a cell that make it read its secrets at run time, with the proof that it does the same."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import takewhile

from colab_safe.errors import EditError
from colab_safe.fixes.cell_code import CellCode, cell_code, text_around
from colab_safe.fixes.fix import Fix, span_of
from colab_safe.fixes.literals import Part, read_at_run_time
from colab_safe.fixes.readers import Reader, import_edit, is_imported
from colab_safe.fixes.same_value import check_same
from colab_safe.model import Span
from colab_safe.typed import Any
from colab_safe.views.decoder import TextEdit


def cell_edits(
    code: CellCode, fixes: Sequence[Fix], reader: Reader, has_import: bool = False
) -> list[TextEdit]:
    """Return the edits of a cell's source that make it read its secrets at run time, and prove that it does the same.

    Args:
        code: The cell.
        fixes: Those of this cell.
        reader: What reads the secrets; its import is added if the cell lacks it.
        has_import: Whether it surely has it when it runs.

    Raises:
        EditError: The cell would not do the same.
    """
    edits = edits_of(code, fixes, reader, has_import)
    is_added = not (has_import or _imports_before(reader, code, fixes))
    readings = {fix.reading: fix.finding.secret.reveal() for fix in fixes}
    after = _python(_edited(code.source, edits))
    check_same(code.python, after, readings, reader.import_line if is_added else "")
    return edits


def edits_of(
    code: CellCode, fixes: Sequence[Fix], reader: Reader, has_import: bool
) -> list[TextEdit]:
    """Return the same edits as `cell_edits`, without the proof: for a diff.

    Args:
        code: The cell.
        fixes: Those of this cell.
        reader: What reads the secrets.
        has_import: Whether the cell surely has its import when it runs.

    Raises:
        EditError: A text cannot be written in another way.
    """
    texts: dict[Span, tuple[Any, list[Part]]] = {}
    for fix in fixes:
        span = span_of(fix.match)
        text = text_around(code, span).text
        parts = texts.setdefault(code.span(text), (text, []))[1]
        parts.append(Part(fix.finding.secret.reveal(), span, fix.reading))
    edits = sorted(
        read_at_run_time(code, text, sorted(parts, key=lambda part: part.span))
        for text, parts in texts.values()
    )
    if has_import or _imports_before(reader, code, fixes):
        return edits
    return _with_import(import_edit(reader, code), edits)


def _python(source: str) -> str:
    try:
        return cell_code(source).python
    except EditError:
        raise EditError("nothing can be read at run time in its place") from None


def _imports_before(reader: Reader, code: CellCode, fixes: Sequence[Fix]) -> bool:
    """Whether the cell has the import above the first of its secrets."""
    first = min(span_of(fix.match).start for fix in fixes)
    line = bisect_right(code.starts, first)  # from 1
    above = takewhile(lambda statement: statement.lineno < line, code.tree.body)
    return is_imported(reader, above)


def _with_import(added: TextEdit, edits: list[TextEdit]) -> list[TextEdit]:
    """An edit that begins where the import goes gets it as well: two edits at one place are none."""
    if edits and edits[0].start == added.start:
        return [edits[0]._replace(text=f"{added.text}{edits[0].text}"), *edits[1:]]
    return sorted([added, *edits])


def _edited(text: str, edits: Sequence[TextEdit]) -> str:
    """Return a text with edits made.

    Args:
        text: A cell's source.
        edits: In ascending order; none overlaps another.
    """
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
