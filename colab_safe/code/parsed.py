"""Cells as syntax trees, each distinct source parsed once: versions of a notebook share most of theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from colab_safe.code.bindings import BINDING, bindings
from colab_safe.code.cells import Cell, split_cell
from colab_safe.code.definitions import LocalDefinitions
from colab_safe.code.syntax import nodes_below, parse
from colab_safe.limits import CODE_DEPTH, Limit
from colab_safe.typed import Any

_MOST = 600_000  # characters of code whose trees are remembered, in about 80 MB


# The kinds of nodes that give a name a meaning: one of seven.
_BINDING = BINDING | {ast.AugAssign, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef}
Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class ParsedCell:
    """What Python's parser makes of a cell, and what follows from that alone, whatever the other cells are.

    Attributes:
        cell: The cell, without what is not Python.
        tree: Its syntax tree; None if it cannot be parsed.
        limit: What kept it from being parsed.
        derived: What modules above this one derive from it, each under a key of its own.
    """

    def __init__(self, cell: Cell, tree: ast.Module | None, limit: Limit | None = None) -> None:
        """Keep a cell; nothing is derived from it yet."""
        self.cell, self.tree, self.limit = cell, tree, limit
        self.derived: dict[object, Any] = {}
        self._returned: dict[int, list[ast.expr]] = {}

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes of the tree, each after the one that it is in."""
        return nodes_below(self.tree) if self.tree else []

    @cached_property
    def binding(self) -> list[tuple[ast.AST, list[tuple[str, ast.expr]]]]:
        """The nodes that give names a meaning, with the keys and values that each binds by itself."""
        return [(node, [*bindings(node)]) for node in self.nodes if type(node) in _BINDING]

    @cached_property
    def calls_and_raises(self) -> list[ast.Call | ast.Raise]:
        """Each call and each `raise`, in the order of the nodes."""
        return [node for node in self.nodes if isinstance(node, (ast.Call, ast.Raise))]

    @cached_property
    def definitions(self) -> LocalDefinitions | None:
        """Where names are bound; None if the cell cannot be parsed."""
        return LocalDefinitions(self.tree) if self.tree else None

    def returned(self, function: Function) -> list[ast.expr]:
        """Return the expressions that a function may return.

        Args:
            function: One that is defined in the cell.
        """
        if id(function) not in self._returned:
            self._returned[id(function)] = list(_returned(function))
        return self._returned[id(function)]


def _returned(function: Function) -> Iterator[ast.expr]:
    if isinstance(function, ast.Lambda):
        yield function.body
        return
    for node in nodes_below(function):
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None:
            yield node.value


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
        return ParsedCell(cell, None)
    except (RecursionError, MemoryError):  # it would nest deeper than Python's parser allows
        return ParsedCell(cell, None, CODE_DEPTH)
    return ParsedCell(cell, tree)
