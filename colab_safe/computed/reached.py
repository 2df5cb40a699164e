"""Which expressions of a program use what is decoded, turned round, or begins as a token does: no other computes one.

A notebook that decodes one text puts hundreds of others together, such as messages and file names.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.code.bindings import key_of
from colab_safe.code.program import Code, Program
from colab_safe.code.syntax import nodes_below
from colab_safe.code.values import TracedText, as_str
from colab_safe.computed.codecs import ENCODINGS, FUNCTIONS
from colab_safe.computed.evaluate import MOST_BINDINGS
from colab_safe.shown.words import COMPUTING

Texts = Callable[[Code], "list[TracedText]"]  # which texts an expression may give

_DECODING = frozenset((*FUNCTIONS, "reversed", "bytes", "bytearray"))
_RECODING = frozenset(("decode", "encode"))
# As tokens begin: the words that begin with a quote.
_BEGINNINGS = tuple(word[1:] for word in COMPUTING if word[0] == '"')


class Reached:
    """The expressions, and the names that they are bound to, in whichever order the cells are run."""

    def __init__(self, program: Program, computing: Iterable[int], texts: Texts) -> None:
        """Look at the whole program once.

        Args:
            program: The code cells of a notebook.
            computing: The numbers of the cells with one of the words in `COMPUTING`.
            texts: Tells which texts an expression may give.
        """
        self._program, self._texts = program, texts
        self._origins: set[int] = set()
        for cell in computing:
            self._origins.update(self._origins_in(cell))
        self._names = self._names_reached() if self._origins else set()

    def __bool__(self) -> bool:
        """Whether there is anything to use."""
        return bool(self._origins)

    def uses(self, nodes: Sequence[ast.AST]) -> bool:
        """Return whether one of the nodes of an expression is decoded or begins as a token does, or is such a name.

        Args:
            nodes: All nodes of the expression.
        """
        if not self._origins.isdisjoint(map(id, nodes)):
            return True
        return bool(self._names) and any(
            type(node) in _NAMED and _name(node) in self._names for node in nodes
        )

    def _origins_in(self, cell: int) -> Iterator[int]:
        for node in self._program.nodes_of(cell):
            decides = _DECIDES.get(type(node))
            if decides is not None and decides(self, node, cell):
                yield id(node)

    def _begins(self, node: ast.Constant, cell: int) -> bool:
        return isinstance(node.value, str) and node.value.startswith(_BEGINNINGS)

    def _is_character(self, node: ast.Name, cell: int) -> bool:
        return node.id == "chr"  # in whichever loop

    def _decodes(self, node: ast.Call, cell: int) -> bool:
        name = self._program.name(node.func)
        if name in _RECODING:
            given = (text for each in node.args for text in self._texts(Code(each, cell)))
            return any(as_str(text).lower() in ENCODINGS for text in given)
        return name in _DECODING and bool(self._texts(Code(node, cell)))

    def _turns_round(self, node: ast.Subscript, cell: int) -> bool:
        step = node.slice.step if isinstance(node.slice, ast.Slice) else None
        return isinstance(step, ast.UnaryOp) and bool(self._texts(Code(node, cell)))

    def _names_reached(self) -> set[str]:
        """The names whose values use an origin, or another such name."""
        users: dict[str, set[str]] = defaultdict(set)
        new: set[str] = set()
        for name, value in self._values():
            for node in nodes_below(value):
                if id(node) in self._origins:
                    new.add(name)
                if type(node) in _NAMED:
                    users[_name(node)].add(name)
        reached: set[str] = set()
        while new:
            reached |= new
            new = {user for name in new for user in users[name]} - reached
        return reached - {""}

    def _values(self) -> Iterator[tuple[str, ast.expr]]:
        """The names of the program, each with an expression that it is bound to, or that it returns if it is called."""
        of_functions = {name: self._program.returned(name) for name in self._program.functions}
        for key, codes in (*self._program.bound.items(), *of_functions.items()):
            if len(codes) <= MOST_BINDINGS:
                yield from ((_bare(key), code.node) for code in codes)


_DECIDES: dict[type, Callable[..., bool]] = {
    ast.Constant: Reached._begins,
    ast.Name: Reached._is_character,
    ast.Call: Reached._decodes,
    ast.Subscript: Reached._turns_round,
}
_NAMED = frozenset((ast.Name, ast.Attribute, ast.Subscript))  # what `key_of` knows


def _name(node: ast.AST) -> str:
    return _bare(key_of(node) or "")


def _bare(key: str) -> str:
    """A key of `Program.bound` as the name that an attribute is also read by."""
    return key.removeprefix(".")
