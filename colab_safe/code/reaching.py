"""Which definitions of a name reach a use of it: the last one before it, and those that may or may not run in between."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence

from colab_safe.code.definitions import MODULE, Context, LocalDefinition, Position
from colab_safe.code.program import Code, Program
from colab_safe.typed import NamedTuple

_NOTEBOOK = 0  # the scope and the block that all cells share


class Definition(NamedTuple):
    """A place that binds a name."""

    name: str
    cell: int
    local: LocalDefinition


class Reaching:
    """The definitions of all names in a program, in the order of its cells."""

    def __init__(self, program: Program) -> None:
        """Put the definitions of the cells together.

        Args:
            program: The code of a notebook.
        """
        self._program = program
        self._cells = program.definitions()
        self._of_notebook: dict[str, list[Definition]] = defaultdict(list)
        for cell, found in self._cells.items():
            for (scope, name), local in found.by_name.items():
                if scope == _NOTEBOOK:
                    self._of_notebook[name] += [Definition(name, cell, one) for one in local]

    def definitions(self) -> Iterator[tuple[str, Sequence[Definition]]]:
        """Yield each name of the notebook, and of each function or comprehension, with its definitions."""
        yield from self._of_notebook.items()
        for cell, found in self._cells.items():
            for (scope, name), local in found.by_name.items():
                if scope != _NOTEBOOK:
                    yield name, [Definition(name, cell, one) for one in local]

    def values(self, definition: Definition) -> Sequence[Code]:
        """Return what a definition may bind its name to; empty if that is not known.

        Args:
            definition: One of this program.
        """
        if definition.local.is_parameter:
            return self._program.bound.get(definition.name, ())
        return [Code(value, definition.cell) for value in definition.local.values]

    def of(self, name: ast.Name, cell: int) -> Iterator[Definition]:
        """Yield the definitions that may have given a name its value, the nearest first.

        Args:
            name: A name that is read.
            cell: The number of its cell.
        """
        found = self._cells.get(cell)
        context = found.uses.get(id(name), MODULE) if found else MODULE
        return self._reaching(name.id, cell, (name.lineno, name.col_offset), context)

    def before(self, name: str, cell: int, line: int) -> Iterator[Definition]:
        """Yield the definitions that may have given a name of the notebook its value at a line of a cell.

        Args:
            name: The name.
            cell: The number of the cell.
            line: The number of the line in it, from 1.
        """
        return self._reaching(name, cell, (line, 0), MODULE)

    def _reaching(
        self, name: str, cell: int, at: Position, context: Context
    ) -> Iterator[Definition]:
        local = self._cells.get(cell)
        scope: int | None = context.scope
        is_inside = True  # whether the use is run where it is written, so that the order counts
        while scope is not None:
            found = self._in_scope(scope, name, cell)
            if not is_inside:
                yield from found
                if found:
                    return
            elif found:
                count = bisect_right(found, (cell, at), key=lambda one: (one.cell, one.local.at))
                around = local.around(context.block) if local else {_NOTEBOOK}
                for one in reversed(found[:count]):
                    yield one
                    if one.local.block in (around if one.cell == cell else {_NOTEBOOK}):
                        return
                if not count and scope == _NOTEBOOK:  # cells may have been run in another order
                    yield from found
            if local is None:
                return
            is_inside = is_inside and not local.is_function[scope]
            scope = local.parents[scope]

    def _in_scope(self, scope: int, name: str, cell: int) -> Sequence[Definition]:
        if scope == _NOTEBOOK:
            return self._of_notebook.get(name, ())
        local = self._cells[cell].by_name.get((scope, name), ())
        return [Definition(name, cell, one) for one in local]
