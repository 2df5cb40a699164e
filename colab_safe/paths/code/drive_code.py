"""Which expressions of a notebook may give a path on a Drive: only these are worth evaluating.

A text on a Drive begins with a folder's name that some literal writes, or with what a name such as `drive_path` says. From there
it goes on through bindings and functions, which are followed here without their order and their values: too many expressions
may be found, but none is missed. Before, every expression was evaluated, at 1.4 times the cost of hiding.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from colab_safe.code.bindings import key_of
from colab_safe.code.program import Program
from colab_safe.code.syntax import children
from colab_safe.code.values import UNKNOWN, as_str
from colab_safe.drive_layout import SIGNS
from colab_safe.paths.code.drive_values import drive_hint

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def drive_code(program: Program, beginnings: Sequence[str] = ()) -> set[int]:
    """Return the ids of all nodes that may give a path on a Drive, or contain an expression that may.

    Args:
        program: The code of a notebook.
        beginnings: What other paths on a Drive begin with, such as those through a link.
    """
    return _Flow(program, tuple(beginnings)).reached


# A node, and the number of its cell; -1 for one in a shell line. A NamedTuple takes six times as long.
_Node = tuple[ast.AST, int]


class _Flow:
    """Follows what begins on a Drive: from a node to those around it, to what it is bound to, and to where that is read."""

    def __init__(self, program: Program, beginnings: tuple[str, ...]) -> None:
        self.reached: set[int] = set()
        self._program = program
        self._around: dict[int, dict[int, ast.AST]] = {}
        self._names: dict[str, list[_Node]] = defaultdict(list)  # where each is read, or bound
        self._texts: dict[str, list[_Node]] = defaultdict(list)
        self._bound: dict[int, dict[int, list[str]]] = {}
        for cell in program.trees:
            self._add(cell)
        self._follow([*self._beginnings(beginnings)])

    def _add(self, cell: int) -> None:
        for node in self._program.nodes_of(cell):
            kind = type(node)  # `isinstance` takes twice as long, for a million nodes
            if kind is ast.Name:
                self._names[node.id].append((node, cell))  # type: ignore[attr-defined]
            elif kind is ast.Attribute:
                self._names[node.attr].append((node, cell))  # type: ignore[attr-defined]
            elif kind is ast.Constant and isinstance(node.value, str):  # type: ignore[attr-defined]
                self._texts[node.value].append((node, cell))  # type: ignore[attr-defined]

    def _beginnings(self, beginnings: tuple[str, ...]) -> Iterator[_Node]:
        """The literals with a folder's name, the names such as `drive_path`, and the values of shell variables with either."""
        for text, nodes in self._texts.items() if beginnings else ():
            if text.startswith(beginnings):
                yield from nodes
        signs = _signs_in("\0".join(self._texts))
        for text, nodes in self._texts.items() if signs else ():
            if any(sign in text for sign in signs):
                yield from nodes
        for name in filter(_is_drive, self._names):
            yield from self._names[name]
        for name, original in self._program.originals.items():
            if _is_drive(original):
                yield from (each for each in self._names.get(name, ()) if type(each[0]) is ast.Name)
        for key, codes in self._program.bound.items():
            values = [code.node for code in codes if code.cell < 0] if key[:1] == "$" else ()
            yield from ((node, -1) for node in values if _signs_in(_text(node)))

    def _follow(self, begins: list[_Node]) -> None:
        left, known = begins, set[str]()
        while left:
            begin, cell = left.pop()
            around, bound = self._parents(cell), self._keys_bound(cell)
            node: ast.AST | None = begin
            while node is not None and id(node) not in self.reached:
                self.reached.add(id(node))
                function = [node.name] if isinstance(node, _FUNCTIONS) else []
                given = self._program.given.get(id(node), ())
                for key in (*bound.get(id(node), ()), *given, *function):
                    if key not in known:
                        known.add(key)
                        left += self._readers(key)
                node = around.get(id(node))

    def _readers(self, key: str) -> list[_Node]:
        """The nodes that may read a key of `Program.bound`, without its dot, or name a function."""
        if key.startswith("$"):  # os.getenv("X")
            return self._texts.get(key[1:], [])
        if key.startswith("["):  # settings["x"], settings.get("x")
            return self._texts.get(key[1:-1], [])
        return self._names.get(key, [])

    def _parents(self, cell: int) -> dict[int, ast.AST]:
        """For the id of each node of a cell, the node around it."""
        if cell not in self._around:
            around: dict[int, ast.AST] = {}
            self._around[cell] = around
            for node in self._program.nodes_of(cell):
                around.update((id(child), node) for child in children(node))
        return self._around[cell]

    def _keys_bound(self, cell: int) -> dict[int, list[str]]:
        if cell not in self._bound:
            self._bound[cell] = _keys_bound(self._program, cell)
        return self._bound[cell]


def _keys_bound(program: Program, cell: int) -> dict[int, list[str]]:
    """For the id of each expression of a cell, the keys that the cell binds it to, without dots."""
    found: dict[int, list[str]] = defaultdict(list)
    for node, bound in program.binding_nodes(cell):
        for key, value in bound:
            found[id(value)].append(key.lstrip("."))
        if type(node) is ast.AugAssign:
            found[id(node.value)].append((key_of(node.target) or "").lstrip("."))
    return found


def _signs_in(text: str) -> list[str]:
    return [sign for sign in SIGNS if sign in text]


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_drive(name: str) -> bool:
    """Whether a name says Drive; most names lack the word, and need no look into the memory of `drive_hint`."""
    return "drive" in name.lower() and as_str(drive_hint(name)) != UNKNOWN
