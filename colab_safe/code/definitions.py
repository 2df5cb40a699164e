"""Where a cell's code binds names, by function, comprehension and branch; the same in every program that has the cell."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator

from colab_safe.code.bindings import bindings
from colab_safe.code.syntax import children
from colab_safe.typed import NamedTuple

Position = tuple[int, int]  # line, from 1, and column
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor)
# Four of five nodes: they bind nothing, and are in the function and branch that the node around them is in.
_PLAIN = frozenset(
    (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.Constant, ast.keyword, ast.Expr, ast.BinOp, ast.UnaryOp, ast.Compare,
     ast.BoolOp, ast.List, ast.Tuple, ast.Dict, ast.JoinedStr, ast.FormattedValue, ast.Slice, ast.Return, ast.arguments, ast.arg)
)  # fmt: skip
_BRANCHES = ("body", "orelse", "handlers", "cases")


class LocalDefinition(NamedTuple):
    """A place that binds a name."""

    at: Position  # from here on
    values: tuple[ast.expr, ...]  # what the name may be bound to; empty if that is not known
    is_part: bool  # whether the name is bound to a part of the value, as in a loop over it
    block: int
    is_parameter: bool = False  # then its values are what calls give, wherever they are


class Context(NamedTuple):
    """Where a node is: in which function or comprehension, and in which branch."""

    scope: int
    block: int


MODULE = Context(0, 0)


class LocalDefinitions:
    """The definitions of all names in one cell.

    Attributes:
        by_name: By scope and name, in the order of the code. Scope 0 is the notebook itself.
        parents: The scope around each scope; None for the notebook.
        is_function: Whether each scope is a function.
        blocks: The block around each block; None for the notebook.
        uses: By the `id` of a name inside of a function or branch, where it is.
    """

    def __init__(self, tree: ast.Module) -> None:
        """Collect the definitions.

        Args:
            tree: The syntax tree of the cell, which is kept as long as this is.
        """
        self.parents: list[int | None] = [None]
        self.is_function = [False]
        self.blocks: list[int | None] = [None]
        self.uses: dict[int, Context] = {}
        self.by_name: dict[tuple[int, str], list[LocalDefinition]] = defaultdict(list)
        self._kept: list[ast.AST] = []  # nodes made here, so that no other gets the same `id`
        self._walk(tree)
        for found in self.by_name.values():
            found.sort(key=lambda one: one.at)

    def around(self, block: int | None) -> set[int]:
        """Return a block and all blocks around it.

        Args:
            block: The number of the block.
        """
        around = set()
        while block is not None:
            around.add(block)
            block = self.blocks[block]
        return around

    def _walk(self, tree: ast.Module) -> None:
        left: list[tuple[ast.AST, Context]] = [(tree, MODULE)]
        while left:
            node, context = left.pop()
            if type(node) in _PLAIN:
                if context is not MODULE and type(node) is ast.Name:
                    self.uses[id(node)] = context
                left += [(child, context) for child in children(node)]
            else:
                left += self._visit(node, context)

    def _visit(self, node: ast.AST, context: Context) -> Iterable[tuple[ast.AST, Context]]:
        if isinstance(node, _FUNCTIONS):
            return self._enter_function(node, context)
        if isinstance(node, _COMPREHENSIONS):
            return self._enter_comprehension(node, context)
        self._define(node, context)
        if isinstance(node, (ast.If, ast.While, ast.Try, ast.Match, *_LOOPS)):
            return self._enter_branches(node, context)
        return ((child, context) for child in children(node))

    def _enter_branches(self, node: ast.AST, context: Context) -> Iterator[tuple[ast.AST, Context]]:
        for field, value in ast.iter_fields(node):
            if field not in _BRANCHES:
                children = value if isinstance(value, list) else [value]
                yield from ((child, context) for child in children if isinstance(child, ast.AST))
                continue
            for part in [value] if field in ("body", "orelse") else [[each] for each in value]:
                inner = Context(context.scope, self._new_block(context.block))
                yield from ((child, inner) for child in part)

    def _enter_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda, context: Context
    ) -> Iterator[tuple[ast.AST, Context]]:
        if not isinstance(node, ast.Lambda):
            self._add(node.name, _start(node), (), context)
            yield from ((child, context) for child in node.decorator_list)
        inner = self._new_scope(context, is_function=True)
        arguments = node.args
        yield from (
            (child, context) for child in (*arguments.defaults, *arguments.kw_defaults) if child
        )
        for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            self._add(each.arg, _start(node), (), inner, is_parameter=True)
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        yield from ((child, inner) for child in body)

    def _enter_comprehension(
        self, node: ast.AST, context: Context
    ) -> Iterator[tuple[ast.AST, Context]]:
        inner = self._new_scope(context, is_function=False)
        for child in children(node):
            if isinstance(child, ast.comprehension):
                self._bind(child, [child.target], child.iter, _start(node), inner)
                yield from ((each, inner) for each in (child.iter, *child.ifs))
            else:
                yield child, inner

    def _define(self, node: ast.AST, context: Context) -> None:
        if isinstance(node, ast.Assign):
            self._bind(node, node.targets, node.value, _end(node), context)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
            self._bind(node, [node.target], node.value, _end(node), context)
        elif isinstance(node, _LOOPS):
            self._bind(node, [node.target], node.iter, _end(node.iter), context)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                if item.optional_vars:
                    at = _end(item.context_expr)
                    self._bind(node, [item.optional_vars], None, at, context)
        elif isinstance(node, ast.AugAssign):
            self._extend(node, context)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                name = (alias.asname or alias.name).partition(".")[0]
                self._add(name, _end(node), (), context)
        elif isinstance(node, ast.Delete):
            for name in _stored(node.targets):
                self._add(name, _end(node), (), context)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self._add(node.name, _start(node), (), context)

    def _bind(
        self,
        node: ast.AST,
        targets: list[ast.expr],
        value: ast.expr | None,
        at: Position,
        context: Context,
    ) -> None:
        """Add the names in targets, each with its own value, or as a part of the whole value."""
        own: dict[str, list[ast.expr]] = defaultdict(list)
        for key, each in bindings(node):
            own[key].append(each)
        for name in _stored(targets):
            if name in own:
                self._add(name, at, tuple(own[name]), context)
            elif value is not None:
                self._add(name, at, (value,), context, is_part=True)
            else:
                self._add(name, at, (), context)

    def _extend(self, node: ast.AugAssign, context: Context) -> None:
        if not isinstance(node.target, ast.Name):
            return
        before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
        whole = ast.copy_location(ast.BinOp(before, node.op, node.value), node.value)
        self._kept += [before, whole]
        self.uses[id(before)] = context
        self._add(before.id, _end(node), (whole,), context)

    def _add(
        self,
        name: str,
        at: Position,
        values: tuple[ast.expr, ...],
        context: Context,
        is_part: bool = False,
        is_parameter: bool = False,
    ) -> None:
        self.by_name[context.scope, name].append(
            LocalDefinition(at, values, is_part, context.block, is_parameter)
        )

    def _new_scope(self, context: Context, is_function: bool) -> Context:
        self.parents.append(context.scope)
        self.is_function.append(is_function)
        return Context(len(self.parents) - 1, self._new_block(context.block))

    def _new_block(self, around: int) -> int:
        self.blocks.append(around)
        return len(self.blocks) - 1


def _stored(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
                yield node.id


def _start(node: ast.AST) -> Position:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _end(node: ast.stmt | ast.expr) -> Position:
    return node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
