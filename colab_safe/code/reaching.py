"""Which definitions of a name reach a use of it: the last one before it, and those that may or may not run in between."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator

from colab_safe.code.bindings import bindings
from colab_safe.code.program import Code, Program
from colab_safe.code.syntax import children
from colab_safe.typed import NamedTuple

_Position = tuple[int, int, int]  # number of the cell, line, column
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor)
# Four of five nodes: they bind nothing, and are in the function and branch that the node around them is in.
_PLAIN = frozenset(
    (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.keyword, ast.Expr, ast.BinOp, ast.UnaryOp, ast.Compare,
     ast.BoolOp, ast.List, ast.Tuple, ast.Dict, ast.JoinedStr, ast.FormattedValue, ast.Slice, ast.Return, ast.arguments, ast.arg)
)  # fmt: skip
_BRANCHES = ("body", "orelse", "handlers", "cases")


class Definition(NamedTuple):
    """A place that binds a name."""

    at: _Position  # from here on
    values: tuple[Code, ...]  # what the name may be bound to; empty if that is not known
    is_part: bool  # whether the name is bound to a part of the value, as in a loop over it
    block: int


class _Context(NamedTuple):
    """Where a node is: in which function or comprehension, and in which branch."""

    scope: int
    block: int


_MODULE = _Context(0, 0)


class Reaching:
    """The definitions of all names in a program, in the order of its cells."""

    def __init__(self, program: Program) -> None:
        """Collect the definitions.

        Args:
            program: The code of a notebook.
        """
        self._program = program
        self._parents: list[int | None] = [None]  # of each scope
        self._is_function = [False]
        self._blocks: list[int | None] = [None]  # the block around each block
        self._uses: dict[int, _Context] = {}  # by the `id` of a name inside of a function or branch
        self._kept: list[ast.AST] = []  # nodes made here, so that no other gets the same `id`
        self._definitions: dict[tuple[int, str], list[Definition]] = defaultdict(list)
        for cell, tree in program.trees.items():
            self._walk(tree, cell)
        for found in self._definitions.values():
            found.sort(key=lambda one: one.at)

    def definitions(self) -> Iterator[tuple[str, list[Definition]]]:
        """Yield each name of each function or comprehension, and of the notebook, with its definitions."""
        for (_, name), found in self._definitions.items():
            yield name, found

    def of(self, name: ast.Name, cell: int) -> Iterator[Definition]:
        """Yield the definitions that may have given a name its value, the nearest first.

        Args:
            name: A name that is read.
            cell: The number of its cell.
        """
        context = self._uses.get(id(name), _MODULE)
        return self._reaching(name.id, (cell, name.lineno, name.col_offset), context)

    def before(self, name: str, cell: int, line: int) -> Iterator[Definition]:
        """Yield the definitions that may have given a name of the notebook its value at a line of a cell.

        Args:
            name: The name.
            cell: The number of the cell.
            line: The number of the line in it, from 1.
        """
        return self._reaching(name, (cell, line, 0), _MODULE)

    def _reaching(self, name: str, at: _Position, context: _Context) -> Iterator[Definition]:
        scope: int | None = context.scope
        is_inside = True  # whether the use is run where it is written, so that the order counts
        while scope is not None:
            found = self._definitions.get((scope, name), [])
            if not is_inside:
                yield from found
                if found:
                    return
            else:
                count = bisect_right(found, at, key=lambda one: one.at)
                around = self._around(context.block)
                for one in reversed(found[:count]):
                    yield one
                    if one.block in around:
                        return
                if not count and scope == 0:  # cells may have been run in another order
                    yield from found
            is_inside = is_inside and not self._is_function[scope]
            scope = self._parents[scope]

    def _around(self, block: int | None) -> set[int]:
        around = set()
        while block is not None:
            around.add(block)
            block = self._blocks[block]
        return around

    def _walk(self, tree: ast.Module, cell: int) -> None:
        left: list[tuple[ast.AST, _Context]] = [(tree, _MODULE)]
        while left:
            node, context = left.pop()
            if type(node) in _PLAIN:
                if context is not _MODULE and type(node) is ast.Name:
                    self._uses[id(node)] = context
                left += [(child, context) for child in children(node)]
            else:
                left += self._visit(node, cell, context)

    def _visit(
        self, node: ast.AST, cell: int, context: _Context
    ) -> Iterable[tuple[ast.AST, _Context]]:
        if isinstance(node, _FUNCTIONS):
            return self._enter_function(node, cell, context)
        if isinstance(node, _COMPREHENSIONS):
            return self._enter_comprehension(node, cell, context)
        self._define(node, cell, context)
        if isinstance(node, (ast.If, ast.While, ast.Try, ast.Match, *_LOOPS)):
            return self._enter_branches(node, context)
        return ((child, context) for child in children(node))

    def _enter_branches(
        self, node: ast.AST, context: _Context
    ) -> Iterator[tuple[ast.AST, _Context]]:
        for field, value in ast.iter_fields(node):
            if field not in _BRANCHES:
                children = value if isinstance(value, list) else [value]
                yield from ((child, context) for child in children if isinstance(child, ast.AST))
                continue
            for part in [value] if field in ("body", "orelse") else [[each] for each in value]:
                inner = _Context(context.scope, self._new_block(context.block))
                yield from ((child, inner) for child in part)

    def _enter_function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        cell: int,
        context: _Context,
    ) -> Iterator[tuple[ast.AST, _Context]]:
        if not isinstance(node, ast.Lambda):
            self._add(node.name, _start(node, cell), (), context)
            yield from ((child, context) for child in node.decorator_list)
        inner = self._new_scope(context, is_function=True)
        arguments = node.args
        yield from (
            (child, context) for child in (*arguments.defaults, *arguments.kw_defaults) if child
        )
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            given = tuple(self._program.bound.get(each.arg, ()))
            self._add(each.arg, _start(node, cell), given, inner)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        yield from ((child, inner) for child in body)

    def _enter_comprehension(
        self, node: ast.AST, cell: int, context: _Context
    ) -> Iterator[tuple[ast.AST, _Context]]:
        inner = self._new_scope(context, is_function=False)
        for child in children(node):
            if isinstance(child, ast.comprehension):
                self._bind(child, [child.target], child.iter, _start(node, cell), inner)
                yield from ((each, inner) for each in (child.iter, *child.ifs))
            else:
                yield child, inner

    def _define(self, node: ast.AST, cell: int, context: _Context) -> None:
        if isinstance(node, ast.Assign):
            self._bind(node, node.targets, node.value, _end(node, cell), context)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
            self._bind(node, [node.target], node.value, _end(node, cell), context)
        elif isinstance(node, _LOOPS):
            self._bind(node, [node.target], node.iter, _end(node.iter, cell), context)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars:
                    at = _end(item.context_expr, cell)
                    self._bind(node, [item.optional_vars], None, at, context)
        elif isinstance(node, ast.AugAssign):
            self._extend(node, cell, context)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = (alias.asname or alias.name).partition(".")[0]
                self._add(name, _end(node, cell), (), context)
        elif isinstance(node, ast.Delete):
            for name in _stored(node.targets):
                self._add(name, _end(node, cell), (), context)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self._add(node.name, _start(node, cell), (), context)

    def _bind(
        self,
        node: ast.AST,
        targets: list[ast.expr],
        value: ast.expr | None,
        at: _Position,
        context: _Context,
    ) -> None:
        """Add the names in targets, each with its own value, or as a part of the whole value."""
        own: dict[str, list[Code]] = defaultdict(list)
        for key, each in bindings(node):
            own[key].append(Code(each, at[0]))
        for name in _stored(targets):
            if name in own:
                self._add(name, at, tuple(own[name]), context)
            elif value is not None:
                self._add(name, at, (Code(value, at[0]),), context, is_part=True)
            else:
                self._add(name, at, (), context)

    def _extend(self, node: ast.AugAssign, cell: int, context: _Context) -> None:
        if not isinstance(node.target, ast.Name):
            return
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        whole = ast.copy_location(ast.BinOp(before, node.op, node.value), node.value)
        self._kept += [before, whole]
        self._uses[id(before)] = context
        self._add(before.id, _end(node, cell), (Code(whole, cell),), context)

    def _add(
        self,
        name: str,
        at: _Position,
        values: tuple[Code, ...],
        context: _Context,
        is_part: bool = False,
    ) -> None:
        self._definitions[context.scope, name].append(
            Definition(at, values, is_part, context.block)
        )

    def _new_scope(self, context: _Context, is_function: bool) -> _Context:
        self._parents.append(context.scope)
        self._is_function.append(is_function)
        return _Context(len(self._parents) - 1, self._new_block(context.block))

    def _new_block(self, around: int) -> int:
        self._blocks.append(around)
        return len(self._blocks) - 1


def _stored(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                yield node.id


def _start(node: ast.AST, cell: int) -> _Position:
    return cell, getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.stmt | ast.expr, cell: int) -> _Position:
    return cell, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
