"""Walks over syntax trees that leave out what says nothing by itself: `ast.walk` takes four times as long."""

from __future__ import annotations

import ast
import warnings

# Fields that contain no nodes, or only operators and contexts.
_PLAIN = frozenset(
    ("ctx", "op", "ops", "id", "attr", "arg", "asname", "module", "level", "type_comment", "kind", "is_async", "simple",
     "conversion", "type_ignores")
)  # fmt: skip


def parse(source: str) -> ast.Module:
    """Return the syntax tree of Python code, without the warnings that Python prints about somebody else's code.

    Args:
        source: The code.

    Raises:
        SyntaxError: It is not valid Python.
        ValueError: It contains a NUL.
        RecursionError: It is nested too deeply.
        MemoryError: Likewise.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source)


class _InnerFields(dict[type[ast.AST], tuple[str, ...]]):
    """For each kind of node the fields that may contain nodes: most nodes are names and constants, which have none."""

    def __missing__(self, kind: type[ast.AST]) -> tuple[str, ...]:
        is_leaf = kind is ast.Constant
        self[kind] = () if is_leaf else tuple(name for name in kind._fields if name not in _PLAIN)
        return self[kind]


_INNER_FIELDS = _InnerFields()


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, without operators, contexts and statements such as `pass`.

    Args:
        node: A node of a syntax tree.
    """
    found: list[ast.AST] = []
    for name in _INNER_FIELDS[type(node)]:
        value = getattr(node, name, None)
        if isinstance(value, list):
            found += [child for child in value if isinstance(child, ast.AST)]
        elif isinstance(value, ast.AST) and value._fields:
            found.append(value)
    return found


def nodes_below(node: ast.AST) -> list[ast.AST]:
    """Return a node and all nodes below it, each after the one that it is in.

    Args:
        node: A node of a syntax tree.
    """
    found = [node]
    for each in found:  # it grows meanwhile
        if _INNER_FIELDS[type(each)]:
            found += children(each)
    return found
