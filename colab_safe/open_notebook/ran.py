"""Whether the saved notebook is what ran: a check of an older state would say nothing of the outputs since."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

_BEHIND = "the notebook was not saved since {}: save it, and check again"


def behind(data: bytes, shell: Any) -> str:
    """Return why a saved notebook is older than what this kernel ran, in words; empty if it is not.

    Args:
        data: The notebook as it was saved.
        shell: IPython's shell, in the middle of a cell.
    """
    raw = list(shell.history_manager.input_hist_raw)  # by execution count; the first is empty
    cells = list(_code_cells(data))
    now, last = len(raw) - 1, len(raw) - 2
    if now < 1:
        return ""
    if _same(raw[now]) not in {source for source, _ in cells}:
        return _BEHIND.format("this cell was written")
    if last > 0 and (_same(raw[last]), last) not in cells:
        return _BEHIND.format("the cell before this one ran")
    return ""


def _code_cells(data: bytes) -> Iterator[tuple[str, object]]:
    """Each code cell's source and execution count; nothing of what cannot be read, which the scan reports."""
    try:
        cells = json.loads(data)["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    for cell in cells if isinstance(cells, list) else ():
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            text = "".join(map(str, source)) if isinstance(source, list) else str(source)
            yield _same(text), cell.get("execution_count")


def _same(source: str) -> str:
    """A source as front ends send it: some leave the last line ends out."""
    return source.replace("\r\n", "\n").rstrip()
