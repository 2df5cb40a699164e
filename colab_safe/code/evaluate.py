"""Which texts an expression may give, as far as that can be told without running it.

This is a small static analysis, and it does not try to be complete: each kind of expression has one reader below, each function
that is known has one in `calls.py`, and anything else gives no text. Limits make it end for any code.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from colab_safe.code.bindings import by_constant_key, key_of
from colab_safe.code.program import Code, Program
from colab_safe.code.strings import Field, parts
from colab_safe.code.values import (
    UNKNOWN,
    Chunk,
    TracedText,
    as_str,
    join_path,
    parent_of,
    size_of,
)
from colab_safe.limits import CODE_DEPTH, CODE_STEPS, CODE_TEXTS
from colab_safe.typed import NamedTuple

_MOST = 16  # texts of one expression
_UNKNOWN: TracedText = (Chunk(UNKNOWN),)
_FORMAT = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sdrifax]|%\((\w+)\)[sdr]")


def unknown(name: str) -> TracedText:
    """Return the text that only a run would tell.

    Args:
        name: Of a variable or function; it says nothing about its text.
    """
    return _UNKNOWN


class Call(NamedTuple):
    """A call of a known function."""

    node: ast.Call
    receiver: ast.expr | None  # what a method is called on; the module of a function
    cell: int


class Evaluator:
    """Tells which texts each expression of a program may give.

    An expression that depends on itself gives what it gives without itself.

    Attributes:
        readers: For each kind of expression, how to read it; the first row that fits is taken.
        most_texts: The limit on the characters of all texts together.
    """

    readers: Sequence[Row]
    most_texts = CODE_TEXTS

    def __init__(
        self,
        program: Program,
        calls: Mapping[str, CallReader],
        hint: Callable[[str], TracedText] = unknown,
    ) -> None:
        """Make an evaluator; nothing is evaluated yet.

        Args:
            program: The code of a notebook.
            calls: For the name of a function that is known, how to read what it returns.
            hint: For the name of a variable or function without a text, which text to expect of it.
        """
        self.program = program
        self.hint = hint
        self._calls = calls
        self._readers: dict[
            type, Reader | None
        ] = {}  # `readers` by kind, as far as they were asked for
        self._known: dict[int, list[TracedText]] = {}
        self._open: set[int] = set()  # expressions that are being evaluated
        self._names: Counter[str] = Counter()  # and names, how often
        self._cuts = 0  # how often an expression was met inside itself
        self._bound: dict[str, list[TracedText]] = {}
        self._steps_left = CODE_STEPS.most
        self._size_left = self.most_texts.most

    def step(self) -> bool:
        """Count one look-up of an expression; False once the limit is reached."""
        self._steps_left -= 1
        if self._steps_left < 0:
            self.program.limits.add(CODE_STEPS)
        return self._steps_left >= 0

    def texts(self, code: Code) -> list[TracedText]:
        """Return the texts that an expression may give, at most sixteen; none for what is not a text.

        Args:
            code: The expression, and its cell.
        """
        if self._reader(type(code.node)) is None:
            return []
        key, goes_on = id(code.node), self.step()
        if key in self._known:
            return self._known[key] if goes_on else []
        if len(self._open) > CODE_DEPTH.most and key not in self._open:
            self.program.limits.add(CODE_DEPTH)
            goes_on = False
        if key in self._open or not goes_on:
            self._cuts += 1
            return []
        self._open.add(key)
        cuts = self._cuts
        found = list(islice(self._affordable(code), _MOST))
        self._open.discard(key)
        is_final = self._cuts == cuts or not self._open  # elsewhere, what was cut off may give more
        if is_final or self._size_left < 0:
            self._known[key] = found
        return found

    def texts_or_hint(self, node: ast.expr, cell: int) -> list[TracedText]:
        """Return the texts that an expression may give; without any, what its name lets expect.

        Args:
            node: The expression.
            cell: The number of its cell; -1 for one inside a shell line.
        """
        return self.texts(Code(node, cell)) or [self.hint(_name_of(node))]

    def bound(self, key: str) -> Iterator[TracedText]:
        """Yield the texts that are bound to a name.

        A name inside its own value, as in `p = p + "/x"`, is followed once more, and not deeper.

        Args:
            key: A key of `Program.bound`.
        """
        if key in self._bound:
            yield from self._bound[key]
            return
        if self._names[key] > 1:
            self._cuts += 1
            return
        self._names[key] += 1
        cuts = self._cuts
        try:
            codes = self.program.bound.get(key, ())
            found = list(islice((text for code in codes for text in self.texts(code)), _MOST))
        finally:
            self._names[key] -= 1
        if self._cuts == cuts:
            self._bound[key] = found
        yield from found

    def in_shell(self, name: str, cell: int, place: int) -> list[TracedText]:
        """Return the texts that IPython or the shell may put in place of `$name`.

        Args:
            name: The name of a Python variable, or of an environment variable.
            cell: The number of the cell.
            place: The character of the cell that the name begins at.
        """
        return [*self.bound(name), *self.bound(f"${name}")]

    def filled(
        self,
        template: TracedText,
        pattern: re.Pattern[str],
        value: Callable[[re.Match[str]], ast.expr | None],
        cell: int,
    ) -> Iterator[TracedText]:
        """Yield a template with its fields filled in.

        Args:
            template: What `%` or `.format` is applied to.
            pattern: Matches one field.
            value: The expression for a field; None for one that is not known.
            cell: The number of the cell that these expressions are in.
        """
        pieces: list[list[TracedText]] = []
        for chunk in template:
            position = 0
            for field in pattern.finditer(chunk.text):
                node = value(field)
                pieces.append([(chunk.part(position, field.start()),)])
                pieces.append(self.texts_or_hint(node, cell) if node else [_UNKNOWN])
                position = field.end()
            pieces.append([(chunk.part(position, len(chunk.text)),)])
        yield from self.combinations(pieces)

    def _affordable(self, code: Code) -> Iterator[TracedText]:
        """The texts of an expression, as long as all texts together are not too long."""
        for text in self._read(code.node, code.cell):
            if not self.pays(text):
                return
            yield text

    def pays(self, *texts: TracedText) -> bool:
        """Count texts; False once all texts together are too long.

        Args:
            texts: Texts to hand on, or to put together.
        """
        for text in texts:
            self._size_left -= size_of(text) if self._size_left >= 0 else 0
            if self._size_left < 0:
                self.program.limits.add(self.most_texts)
                self._cuts += 1
                return False
        return True

    def combinations(self, pieces: Sequence[list[TracedText]]) -> Iterator[TracedText]:
        """Yield every text that begins with one of the first pieces, goes on with one of the second, and so on.

        Args:
            pieces: What each part of the text may be.
        """
        for chosen in product(*pieces):
            if not self.pays(*chosen):
                return
            yield tuple(chunk for text in chosen for chunk in text)

    def _read(self, node: ast.expr, cell: int) -> Iterable[TracedText]:
        reader = self._reader(type(node))
        return reader(self, node, cell) if reader else ()

    def _reader(self, kind: type) -> Reader | None:
        if kind not in self._readers:
            found = (reader for kinds, reader in self.readers if issubclass(kind, kinds))
            self._readers[kind] = next(found, None)
        return self._readers[kind]

    def _read_constant(self, node: ast.Constant, cell: int) -> Iterable[TracedText]:
        if not isinstance(node.value, str):
            return []
        if cell < 0:  # an expression inside a shell line
            return [(Chunk(node.value),)]
        literals = parts(self.program.cells[cell], *self.program.span(node, cell), cell)
        written = tuple(part for part in literals if isinstance(part, Chunk))
        # Before Python 3.12 the places inside f-strings are not reliable.
        return [written if as_str(written) == node.value else (Chunk(node.value),)]

    def _read_f_string(self, node: ast.JoinedStr, cell: int) -> Iterator[TracedText]:
        if cell < 0:
            return
        fields = iter([value for value in node.values if isinstance(value, ast.FormattedValue)])
        pieces: list[list[TracedText]] = []
        for part in parts(self.program.cells[cell], *self.program.span(node, cell), cell):
            if isinstance(part, Field):
                field = next(fields, None)
                pieces.append(self.texts_or_hint(field.value, cell) if field else [_UNKNOWN])
            else:
                pieces.append([(part,)])
        yield from self.combinations(pieces)

    def read_name(self, node: ast.expr, cell: int) -> Iterator[TracedText]:
        """Yield the texts of a name, an attribute or an entry, whatever it was bound to last.

        Args:
            node: The expression.
            cell: The number of its cell.
        """
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            yield from (parent_of(text) for text in self.texts(Code(node.value, cell)))
        key = key_of(node)
        if key == ".sep":
            yield (Chunk("/"),)
        elif key:
            yield from self.bound(key)
            if key.startswith("."):
                yield from self.bound(key[1:])

    def _read_operation(self, node: ast.BinOp, cell: int) -> Iterator[TracedText]:
        if isinstance(node.op, ast.Mod):
            for template in self.texts(Code(node.left, cell)):
                yield from self._percent(template, node.right, cell)
        elif isinstance(node.op, (ast.Add, ast.Div)):
            sides = (self.texts_or_hint(side, cell) for side in (node.left, node.right))
            for left, right in product(*sides):
                if not self.pays(left, right):
                    return
                yield (*left, *right) if isinstance(node.op, ast.Add) else join_path([left, right])

    def _percent(self, template: TracedText, values: ast.expr, cell: int) -> Iterator[TracedText]:
        named = dict(by_constant_key(values)) if isinstance(values, ast.Dict) else {}
        in_order = iter(values.elts if isinstance(values, ast.Tuple) else [values])

        def value(field: re.Match[str]) -> ast.expr | None:
            return named.get(field[1]) if field[1] else next(in_order, None)

        return self.filled(template, _FORMAT, value, cell)

    def _read_call(self, node: ast.Call, cell: int) -> Iterable[TracedText]:
        node = self.program.applied(node)
        name = self.program.name(node.func)
        if name in self.program.functions:
            return self._returned(name)
        reader = self._calls.get(name)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        return reader(self, Call(node, receiver, cell)) if reader else ()

    def _returned(self, name: str) -> Iterator[TracedText]:
        for code in self.program.returned(name):
            yield from self.texts(code)

    def _read_choice(self, node: ast.IfExp | ast.BoolOp, cell: int) -> Iterator[TracedText]:
        for choice in [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values:
            yield from self.texts(Code(choice, cell))

    def _read_inner(
        self, node: ast.NamedExpr | ast.Starred | ast.Await, cell: int
    ) -> Iterable[TracedText]:
        return self.texts(Code(node.value, cell))


CallReader = Callable[[Evaluator, Call], Iterable[TracedText]]
Reader = Callable[..., Iterable[TracedText]]
Row = tuple[type | tuple[type, ...], Reader]
Evaluator.readers = (
    (ast.Constant, Evaluator._read_constant),
    (ast.JoinedStr, Evaluator._read_f_string),
    ((ast.Name, ast.Attribute, ast.Subscript), Evaluator.read_name),
    (ast.BinOp, Evaluator._read_operation),
    (ast.Call, Evaluator._read_call),
    ((ast.IfExp, ast.BoolOp), Evaluator._read_choice),
    ((ast.NamedExpr, ast.Starred, ast.Await), Evaluator._read_inner),
)


def _name_of(node: ast.expr) -> str:
    """The name of a variable, or of a function that is called; empty for anything else."""
    named = node.func if isinstance(node, ast.Call) else node
    name: str = getattr(named, "id", getattr(named, "attr", ""))
    return name
