"""Cells and outputs with nothing but what Jupyter and Colab write, read three times faster than by the table.

Nine of ten are such. For any other, down to the last quotation mark, the functions return None, and
the table in `nbformat.py` reads it.
"""

from __future__ import annotations

from colab_safe.typed import Any, NamedTuple

SHORT = 16  # characters: shorter ids are not tokens
_CELL_TYPES = ("code", "markdown", "raw")
_STREAMS = ("stdout", "stderr")
STREAM_QUOTES = 10  # quotation marks of a common stream output, without those of its text
_RESULTS = ("execute_result", "display_data")


class CommonCell(NamedTuple):
    """What a cell with a type, a source and no metadata consists of."""

    cell_type: str
    cell_id: str | None
    source: str
    outputs: list[Any]
    quotes: (
        int  # quotation marks of the cell's members, without those in the source and the outputs
    )


def common_cell(cell: Any) -> CommonCell | None:
    """Return the parts of a cell that has a type, a source and empty metadata.

    Args:
        cell: Any member of a notebook's list of cells. It may have outputs, an execution count and
            a short id, and nothing else.
    """
    try:
        cell_type, source = cell["cell_type"], cell["source"]
        if cell["metadata"] != {} or cell_type not in _CELL_TYPES:
            return None
        is_list = isinstance(source, list)
        text = "".join(source) if is_list else source
    except (KeyError, TypeError):
        return None
    if not isinstance(text, str):
        return None
    quotes = 8 + 2 * (len(source) if is_list else 1)
    if len(cell) == 3:
        return CommonCell._make((cell_type, None, text, [], quotes))
    cell_id, outputs, count = cell.get("id"), cell.get("outputs"), cell.get("execution_count")
    known = 3 + ("id" in cell) + ("outputs" in cell) + ("execution_count" in cell)
    if len(cell) != known or not _are_common(cell_id, outputs, count):
        return None
    quotes += 2 * (known - 3 + (cell_id is not None))
    return CommonCell._make((cell_type, cell_id, text, outputs or [], quotes))


def _are_common(cell_id: Any, outputs: Any, count: Any) -> bool:
    return (
        (cell_id is None or (isinstance(cell_id, str) and len(cell_id) < SHORT))
        and (outputs is None or isinstance(outputs, list))
        and (count is None or isinstance(count, int))
    )


def common_bundle(output: Any) -> dict[str, Any] | None:
    """Return the MIME bundle of a result that has empty metadata.

    Args:
        output: Any member of a cell's list of outputs. It may have an execution count, and nothing
            else.
    """
    try:
        data, count = output["data"], output.get("execution_count")
        if (
            output["output_type"] not in _RESULTS
            or output["metadata"] != {}
            or not isinstance(data, dict)
        ):
            return None
    except (KeyError, TypeError, AttributeError):
        return None
    has_no_more = len(output) == 3 + ("execution_count" in output)
    return data if has_no_more and (count is None or isinstance(count, int)) else None


def is_common_stream(output: dict[str, Any]) -> bool:
    """Whether a stream output has a name, a text that is not empty, and nothing else.

    Args:
        output: An output whose type is "stream" and that has a text.
    """
    return len(output) == 3 and output.get("name") in _STREAMS and bool(output["text"])
