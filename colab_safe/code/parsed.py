"""Cells as syntax trees, each distinct source parsed once: versions of a notebook share most of theirs."""

from __future__ import annotations

import ast

from colab_safe.code.cells import Cell, split_cell
from colab_safe.code.syntax import nodes_below, parse
from colab_safe.limits import CODE_DEPTH, Limit
from colab_safe.typed import NamedTuple

_MOST = 300_000  # characters of code whose trees are remembered, in about 40 MB


class ParsedCell(NamedTuple):
    """What Python's parser makes of a cell."""

    cell: Cell
    tree: ast.Module | None  # None if it cannot be parsed
    nodes: list[ast.AST]  # all nodes of the tree
    limit: Limit | None = None  # what kept it from being parsed


class ParsedCells(dict[str, ParsedCell]):
    """Cells by their sources, parsed when they are asked for. Nobody changes their trees."""

    def __init__(self) -> None:
        """Remember no cell yet."""
        super().__init__()
        self._left = _MOST

    def __missing__(self, source: str) -> ParsedCell:
        self._left -= len(source)
        if self._left < 0:
            self.clear()
            self._left = _MOST - len(source)
        self[source] = parsed(source)
        return self[source]


def parsed(source: str) -> ParsedCell:
    """Return what Python's parser makes of a cell.

    Args:
        source: The source of a code cell, in which shell lines and magics may be.
    """
    cell = split_cell(source)
    try:
        tree = parse(cell.python)
    except (SyntaxError, ValueError):
        return ParsedCell(cell, None, [])
    except (RecursionError, MemoryError):  # it would nest deeper than Python's parser allows
        return ParsedCell(cell, None, [], CODE_DEPTH)
    return ParsedCell(cell, tree, nodes_below(tree))
