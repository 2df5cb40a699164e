"""What a single statement or expression of Python binds: names, keys, attributes and parameters."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator


def key_of(node: ast.AST) -> str | None:
    """Return what a target binds its value under: `name`, `.attribute`, `[key]` or `$VARIABLE`; None for any other target.

    Args:
        node: The target of an assignment, or an expression that reads such a value.
    """
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


def read_into(key: str) -> str:
    """Return what files are bound under that an object reads: `parser.read(path)`.

    Args:
        key: The key of the object.
    """
    return f"{key}.read()"


Bindings = Iterator[tuple[str, ast.expr]]  # key, value


def bindings(node: ast.AST) -> Bindings:
    """Yield what a statement or expression itself binds, and to which values: pairs of a key and an expression.

    `p += …` extends a binding, and makes none.

    Args:
        node: Any node; those inside it are not looked at.
    """
    binder = _BINDERS.get(type(node))
    return binder(node) if binder else iter(())


def _of_assignment(node: ast.Assign) -> Bindings:
    for target in node.targets:
        yield from _of_target(target, node.value)


def _of_annotated_assignment(node: ast.AnnAssign | ast.NamedExpr) -> Bindings:
    if node.value is not None:
        yield from _of_target(node.target, node.value)


def _of_loop(node: ast.For | ast.AsyncFor | ast.comprehension) -> Bindings:
    for element in node.iter.elts if isinstance(node.iter, (ast.List, ast.Tuple, ast.Set)) else ():
        yield from _of_target(node.target, element)


def _of_with(node: ast.With | ast.AsyncWith) -> Bindings:
    for item in node.items:
        if item.optional_vars is not None:
            yield from _of_target(item.optional_vars, item.context_expr)


def by_constant_key(node: ast.Dict) -> Bindings:
    """Yield the values of a dictionary literal by those keys that are strings.

    Args:
        node: The literal.
    """
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield key.value, value


def _of_dictionary(node: ast.Dict) -> Bindings:
    yield from ((f"[{key}]", value) for key, value in by_constant_key(node))


def _of_class(node: ast.ClassDef) -> Bindings:
    for statement in node.body:
        yield from ((f".{key}", value) for key, value in bindings(statement))


def _of_target(target: ast.expr, value: ast.expr) -> Bindings:
    if isinstance(target, (ast.Tuple, ast.List)):
        if isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts):
            for each_target, each_value in zip(target.elts, value.elts, strict=True):
                yield from _of_target(each_target, each_value)
        return
    key = key_of(target)
    if key:
        yield key, value


def _of_parameters(arguments: ast.arguments) -> Bindings:
    positional = [*arguments.posonlyargs, *arguments.args]
    for argument, default in zip(reversed(positional), reversed(arguments.defaults), strict=False):
        yield argument.arg, default
    for argument, only in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if only is not None:
            yield argument.arg, only


def _of_call(call: ast.Call) -> Bindings:
    """`dict(key=…)`, `Namespace(key=…)`, `os.environ.setdefault("VAR", …)`, `os.putenv("VAR", …)`."""
    for keyword in call.keywords:
        if keyword.arg:
            yield f"[{keyword.arg}]", keyword.value
            yield f".{keyword.arg}", keyword.value
    if isinstance(call.func, ast.Attribute) and call.func.attr == "read" and call.args:
        yield read_into(key_of(call.func.value) or ""), call.args[0]
    if (
        isinstance(call.func, ast.Attribute)
        and call.func.attr in ("setdefault", "putenv")
        and len(call.args) > 1
    ):
        name = call.args[0]
        if isinstance(name, ast.Constant) and isinstance(name.value, str):
            yield f"${name.value}", call.args[1]


_BINDERS: dict[type[ast.AST], Callable[..., Bindings]] = {
    ast.Assign: _of_assignment,
    ast.AnnAssign: _of_annotated_assignment,
    ast.NamedExpr: _of_annotated_assignment,
    ast.For: _of_loop,
    ast.AsyncFor: _of_loop,
    ast.comprehension: _of_loop,
    ast.With: _of_with,
    ast.AsyncWith: _of_with,
    ast.Dict: _of_dictionary,
    ast.ClassDef: _of_class,
    ast.arguments: _of_parameters,
    ast.Call: _of_call,
}
# The kinds of nodes that bind something by themselves.
BINDING = frozenset(_BINDERS)
