"""Which expressions of a notebook may give a path on a Drive: only these are worth evaluating.

A text on a Drive begins with a folder's name that some literal writes, or with what a name such as `drive_path` says. From there
it goes on through bindings and functions, which are followed here without their order and their values: too many expressions
may be found, but none is missed. Before, every expression was evaluated, at 1.4 times the cost of hiding.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from colab_safe.code.bindings import bindings, key_of
from colab_safe.code.program import Program
from colab_safe.code.syntax import children
from colab_safe.code.values import UNKNOWN, as_str
from colab_safe.drive_layout import SIGNS
from colab_safe.paths.code.drive_values import drive_hint

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def drive_code(program: Program) -> set[int]:
    """Return the ids of all nodes that may give a path on a Drive, or contain an expression that may.

    Args:
        program: The code of a notebook.
    """
    return _Flow(program).reached


class _Flow:
    """Follows what begins on a Drive: from a node to those around it, to what it is bound to, and to where that is read."""

    def __init__(self, program: Program) -> None:
        self.reached: set[int] = set()
        self._around: dict[int, ast.AST] = {}
        self._readers: dict[str, list[ast.AST]] = defaultdict(list)
        self._bound: dict[int, list[str]] = defaultdict(list)
        begins: list[ast.AST] = []
        for _, node in program.nodes():
            for child in children(node):
                self._around[id(child)] = node
            for key in _keys_read(node):
                self._readers[key].append(node)
            for key, value in bindings(node):
                self._bound[id(value)].append(key.lstrip("."))
            if isinstance(node, ast.AugAssign):
                self._bound[id(node.value)].append((key_of(node.target) or "").lstrip("."))
            if _begins_on_drive(node, program):
                begins.append(node)
        for key, codes in program.bound.items():
            for code in codes:
                self._bound[id(code.node)].append(key.lstrip("."))
                if code.cell < 0 and _begins_on_drive(code.node, program):  # of a shell line
                    begins.append(code.node)
        self._follow(begins)

    def _follow(self, begins: list[ast.AST]) -> None:
        left, known = begins, set[str]()
        while left:
            node: ast.AST | None = left.pop()
            while node is not None and id(node) not in self.reached:
                self.reached.add(id(node))
                function = [node.name] if isinstance(node, _FUNCTIONS) else []
                for key in (*self._bound.get(id(node), ()), *function):
                    if key not in known:
                        known.add(key)
                        left += self._readers.get(key, ())
                node = self._around.get(id(node))


def _begins_on_drive(node: ast.AST, program: Program) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and any(sign in node.value for sign in SIGNS)
    if isinstance(node, (ast.Name, ast.Attribute)):
        name = node.id if isinstance(node, ast.Name) else node.attr
        return any(as_str(drive_hint(each)) != UNKNOWN for each in {name, program.name(node)})
    return False


def _keys_read(node: ast.AST) -> Iterator[str]:
    """The keys of `Program.bound`, and the names of functions, that a node may read."""
    key = key_of(node)
    if key:
        yield key.lstrip(".")
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield f"${node.value}"  # os.getenv("X")
        yield f"[{node.value}]"  # settings.get("x")
