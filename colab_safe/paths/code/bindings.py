"""All code cells of a notebook as one program: which names, keys, attributes and parameters are bound to what."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterator

from colab_safe.paths.code.cells import Cell, Line, split_cell
from colab_safe.typed import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Code(NamedTuple):
    """An expression and the number of its cell."""

    node: ast.expr
    cell: int


class Program:
    """Bindings do not know an order: cells are run in any. The keys of `bound` are names, `.attribute`, `[key]`, `$VAR`."""

    def __init__(self, cells: list[str]) -> None:
        self.cells = cells
        self.trees: dict[int, ast.Module] = {}
        self.lines: list[tuple[int, Line]] = []
        self.bound: dict[str, list[Code]] = defaultdict(list)
        self.functions: dict[str, list[tuple[Function, int]]] = defaultdict(list)
        self.originals: dict[str, str] = {}  # `from os.path import join as j`: j → join
        self._starts: dict[int, list[int]] = {}
        for number, source in enumerate(cells):
            self._add(number, split_cell(source))
        for number, node in self.nodes():
            if isinstance(node, ast.Call):
                self._bind_arguments(node, number)

    def nodes(self) -> Iterator[tuple[int, ast.AST]]:
        """Every node of every cell that can be parsed."""
        for number, tree in self.trees.items():
            for node in ast.walk(tree):
                yield number, node

    def span(self, node: ast.expr, cell: int) -> tuple[int, int]:
        """The characters of the cell that an expression stands in."""
        end_line, end_column = (
            node.end_lineno or node.lineno,
            node.end_col_offset or node.col_offset,
        )
        return self._place(cell, node.lineno, node.col_offset), self._place(
            cell, end_line, end_column
        )

    def name(self, node: ast.expr) -> str:
        """The last part of what is called or named, as its own module calls it."""
        if isinstance(node, ast.Name):
            return self.originals.get(node.id, node.id)
        return node.attr if isinstance(node, ast.Attribute) else ""

    def _add(self, number: int, cell: Cell) -> None:
        self.lines += [(number, line) for line in cell.lines]
        try:
            tree = ast.parse(cell.python)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        self.trees[number] = tree
        for node in ast.walk(tree):
            for key, value in bindings(node):
                self.bound[key].append(Code(value, number))
            if isinstance(node, ast.AugAssign):
                self._extend(node, number)
            self._add_function(node, number)
            if isinstance(node, ast.ImportFrom):
                self.originals.update(
                    (alias.asname or alias.name, alias.name) for alias in node.names
                )

    def _extend(self, node: ast.AugAssign, number: int) -> None:
        """`p += "/x"`: from here on, what `p` was bound to last is the left part of what it is bound to."""
        known = self.bound.get(key_of(node.target) or "")
        if known and known[-1].cell == number and isinstance(node.op, (ast.Add, ast.Div)):
            whole = ast.BinOp(known.pop().node, node.op, node.value)
            known.append(Code(ast.copy_location(whole, node.value), number))

    def _add_function(self, node: ast.AST, number: int) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self.functions[node.name].append((node, number))
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            for target in node.targets:
                self.functions[key_of(target) or ""].append((node.value, number))

    def _bind_arguments(self, call: ast.Call, number: int) -> None:
        for function, _ in self.functions.get(self.name(call.func), ()):
            names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
            own = names[1:] if names[:1] in (["self"], ["cls"]) else names
            given = dict(zip(own, call.args, strict=False))
            given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
            for name, value in given.items():
                self.bound[name].append(Code(value, number))

    def _place(self, cell: int, line: int, column: int) -> int:
        source = self.cells[cell]
        if cell not in self._starts:
            self._starts[cell] = [
                0,
                *(at + 1 for at, character in enumerate(source) if character == "\n"),
            ]
        start = self._starts[cell][line - 1]
        text = source[start : start + column]
        return start + (
            column
            if text.isascii()
            else len(source[start:].encode()[:column].decode(errors="ignore"))
        )


def key_of(node: ast.AST) -> str | None:
    """What a value is bound under: a name, an attribute, or a constant key."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
    ):
        is_environment = isinstance(node.value, ast.Attribute) and node.value.attr == "environ"
        return f"${node.slice.value}" if is_environment else f"[{node.slice.value}]"
    return None


Bindings = Iterator[tuple[str, ast.expr]]


def bindings(node: ast.AST) -> Bindings:
    """What a statement or expression binds, one level deep; `p += …` extends a binding, and makes none."""
    binder = _BINDERS.get(type(node))
    return binder(node) if binder else iter(())


def _plainly(node: ast.Assign) -> Bindings:
    for target in node.targets:
        yield from _assigned(target, node.value)


def _annotated(node: ast.AnnAssign | ast.NamedExpr) -> Bindings:
    if node.value is not None:
        yield from _assigned(node.target, node.value)


def _looped(node: ast.For | ast.AsyncFor | ast.comprehension) -> Bindings:
    for element in node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple, ast.Set)) else ():
        yield from _assigned(node.target, element)


def _entered(node: ast.With | ast.AsyncWith) -> Bindings:
    for item in node.items:
        if item.optional_vars is not None:
            yield from _assigned(item.optional_vars, item.context_expr)


def _listed(node: ast.Dict) -> Bindings:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield f"[{key.value}]", value


def _in_class(node: ast.ClassDef) -> Bindings:
    for statement in node.body:
        yield from ((f".{key}", value) for key, value in bindings(statement))


def _assigned(target: ast.expr, value: ast.expr) -> Bindings:
    if isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            for one, other in zip(target.elts, value.elts, strict=True):
                yield from _assigned(one, other)
        return
    key = key_of(target)
    if key:
        yield key, value


def _defaults(arguments: ast.arguments) -> Bindings:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, only in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if only is not None:
            yield argument.arg, only


def _called(call: ast.Call) -> Bindings:
    """`dict(key=…)`, `Namespace(key=…)`, `os.environ.setdefault("VAR", …)`, `os.putenv("VAR", …)`."""
    for keyword in call.keywords:
        if keyword.arg:
            yield f"[{keyword.arg}]", keyword.value
            yield f".{keyword.arg}", keyword.value
    if (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("setdefault", "putenv")
        and len(call.args) > 1
    ):
        name = call.args[0]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield f"${name.value}", call.args[1]


_BINDERS: dict[type[ast.AST], Callable[..., Bindings]] = {
    ast.Assign: _plainly,
    ast.AnnAssign: _annotated,
    ast.NamedExpr: _annotated,
    ast.For: _looped,
    ast.AsyncFor: _looped,
    ast.comprehension: _looped,
    ast.With: _entered,
    ast.AsyncWith: _entered,
    ast.Dict: _listed,
    ast.ClassDef: _in_class,
    ast.arguments: _defaults,
    ast.Call: _called,
}
