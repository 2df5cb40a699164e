"""Cells and outputs that hold what Jupyter and Colab write and nothing else, read three times faster than by the table.

Nine of ten are so. Each function gives None for what it does not know to the last quotation mark: the table in
`places.py` reads that.
"""

from __future__ import annotations

from colab_safe.typed import Any

SHORT = 16  # shorter ids are no tokens
_CELLS = ("code", "markdown", "raw")
_SHOWN = ("execute_result", "display_data")

# Type, id, source, outputs, and the quotation marks of the members but for those in the source.
UsualCell = tuple[str, str | None, str, list[Any], int]


def usual_cell(cell: Any) -> UsualCell | None:
    """A cell with a type, a source and no metadata; outputs, a count and a short id may be there."""
    try:
        kind, source = cell["cell_type"], cell["source"]
        if cell["metadata"] != {} or kind not in _CELLS:
            return None
        is_list = isinstance(source, list)
        text = "".join(source) if is_list else source
    except (KeyError, TypeError):
        return None
    if not isinstance(text, str):
        return None
    marks = 8 + 2 * (len(source) if is_list else 1)
    if len(cell) == 3:
        return kind, None, text, [], marks
    name, outputs, count = cell.get("id"), cell.get("outputs"), cell.get("execution_count")
    known = 3 + ("id" in cell) + ("outputs" in cell) + ("execution_count" in cell)
    if len(cell) != known or not _is_plain(name, outputs, count):
        return None
    return kind, name, text, outputs or [], marks + 2 * (known - 3 + (name is not None))


def _is_plain(name: Any, outputs: Any, count: Any) -> bool:
    return (
        (name is None or (isinstance(name, str) and len(name) < SHORT))
        and (outputs is None or isinstance(outputs, list))
        and (count is None or isinstance(count, int))
    )


def usual_bundle(output: Any) -> dict[str, Any] | None:
    """The MIME bundle of a result that has no metadata."""
    try:
        data, count = output["data"], output.get("execution_count")
        if (
            output["output_type"] not in _SHOWN
            or output["metadata"] != {}
            or not isinstance(data, dict)
        ):
            return None
    except (KeyError, TypeError, AttributeError):
        return None
    is_all = len(output) == 3 + ("execution_count" in output)
    return data if is_all and (count is None or isinstance(count, int)) else None
