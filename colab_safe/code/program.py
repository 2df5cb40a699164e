"""All code cells of a notebook as one program: its syntax trees, its functions, and what its names are bound to."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from colab_safe.code.bindings import key_of
from colab_safe.code.cells import Line
from colab_safe.code.definitions import LocalDefinitions
from colab_safe.code.parsed import Function, ParsedCell, ParsedCells
from colab_safe.limits import CODE_BINDINGS, Limit
from colab_safe.typed import NamedTuple

# As Python's parser ends lines: https://docs.python.org/3/reference/lexical_analysis.html#physical-lines
_LINE_END = re.compile(r"\r\n?|\n")
_VARIABLE = re.compile(
    r"\s*(?:(?:export|env|set_env)\s+)?(?P<name>[A-Za-z_]\w*)="
    r"(?:\"(?P<quoted>[^\"$`\\{\n]+)\"|(?P<bare>[^\s\"'$`\\{;|&<>()]+))(?=\s|;|&|$)"
)


class Code(NamedTuple):
    """An expression, and where it is."""

    node: ast.expr
    cell: int  # the number of the cell, from 0; -1 for an expression inside a shell line


class Binding(NamedTuple):
    """What one node binds."""

    node: ast.AST
    cell: int
    key: str  # as in `Program.bound`
    value: ast.expr


class Program:
    """The code cells of a notebook. Its bindings have no order, because cells are run in any order.

    Attributes:
        cells: The sources of the code cells.
        trees: The syntax tree of each cell that can be parsed, by the cell's number.
        lines: Each shell line and line magic, with the number of its cell.
        bound: What is bound to each name, `.attribute`, `[key]` and `$VARIABLE`.
        calls: Each call, in the order of the nodes, with the number of its cell.
        functions: The functions that the code defines, by name, with the numbers of their cells.
        originals: What imported names are called in their modules: j → join for `import join as j`.
        given: For the id of each argument of such a function, and of a shell variable's value, the keys it is bound to.
        limits: The limits that kept a part of the code from being read.
    """

    def __init__(self, cells: list[str], parsed: ParsedCells | None = None) -> None:
        """Parse the cells.

        Args:
            cells: The sources of the code cells.
            parsed: Knows cells of other programs; None to parse all of them.
        """
        parsed = parsed if parsed is not None else ParsedCells()
        self.cells = cells
        self.trees: dict[int, ast.Module] = {}
        self.lines: list[tuple[int, Line]] = []
        self.bound: dict[str, list[Code]] = defaultdict(list)
        self.calls: list[tuple[int, ast.Call]] = []
        self.functions: dict[str, list[tuple[Function, int]]] = defaultdict(list)
        self.originals: dict[str, str] = {}
        self.limits: set[Limit] = set()
        self.given: dict[int, list[str]] = defaultdict(list)
        self._returned: dict[str, list[Code]] = {}
        self._partials: dict[str, ast.Call] = {}
        self._applied: dict[int, ast.Call] = {}
        self._bindings_left = CODE_BINDINGS.most
        self._parsed: dict[int, ParsedCell] = {}
        self._starts: dict[int, list[int]] = {}
        for number, source in enumerate(cells):
            if source:
                self._add(number, parsed[source])
        for number, line in self.lines:
            self._bind_variable(cells[number][line.start : line.end])
        for number, call in self.calls:
            self._bind_arguments(call, number)

    def nodes(self) -> Iterator[tuple[int, ast.AST]]:
        """Yield every node of every cell that can be parsed, with the number of its cell."""
        for number, parsed in self._parsed.items():
            for node in parsed.nodes:
                yield number, node

    def binding_nodes(self, cell: int) -> list[tuple[ast.AST, list[tuple[str, ast.expr]]]]:
        """Return the nodes of a cell that give names a meaning, with the keys and values that each binds by itself.

        Args:
            cell: The number of the cell.
        """
        return self._parsed[cell].binding if cell in self._parsed else []

    def bindings(self) -> Iterator[Binding]:
        """Yield what each node binds by itself, in the order of the nodes."""
        for number, parsed in self._parsed.items():
            for node, bound in parsed.binding:
                yield from (Binding(node, number, key, value) for key, value in bound)

    def calls_and_raises(self) -> Iterator[tuple[int, ast.Call | ast.Raise]]:
        """Yield each call and each `raise`, in the order of the nodes, with the number of its cell."""
        for number, parsed in self._parsed.items():
            for node in parsed.calls_and_raises:
                yield number, node

    def calls_of(self, *names: str) -> list[tuple[int, ast.Call]]:
        """Return the calls of functions, in the order of the nodes, with the numbers of their cells.

        Args:
            names: What `name` says of the functions.
        """
        found = sorted(number for name in names for number in self._numbers_of_calls.get(name, ()))
        return [self.calls[number] for number in found]

    @cached_property
    def _numbers_of_calls(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, (_, call) in enumerate(self.calls):
            found[self.name(call.func)].append(number)
        return found

    def definitions(self) -> dict[int, LocalDefinitions]:
        """Return where each cell that can be parsed binds names, by the cell's number."""
        found = {number: parsed.definitions for number, parsed in self._parsed.items()}
        return {number: local for number, local in found.items() if local}

    def nodes_of(self, cell: int) -> list[ast.AST]:
        """Return every node of a cell; none if it cannot be parsed.

        Args:
            cell: The number of the cell.
        """
        return self._parsed[cell].nodes if cell in self._parsed else []

    def span(self, node: ast.expr, cell: int) -> tuple[int, int]:
        """Return the first character of an expression in its cell, and the one after its last.

        Args:
            node: The expression.
            cell: The number of its cell.
        """
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset
        start = self._character(cell, node.lineno, node.col_offset)
        return start, self._character(cell, end_line, end_column or node.col_offset)

    def name(self, node: ast.expr) -> str:
        """Return the last part of a name, as its own module calls it; empty for what has no name.

        Args:
            node: What is called or named: `os.path.join`, or `j`.
        """
        if isinstance(node, ast.Name):
            return self.originals.get(node.id, node.id)
        return node.attr if isinstance(node, ast.Attribute) else ""

    def applied(self, call: ast.Call) -> ast.Call:
        """Return a call with the arguments of `functools.partial` before its own: `join(drive, x)` for `at(x)`.

        Args:
            call: A call, such as `at(x)` with `at = partial(join, drive)`; also `partial(join, drive)` itself.
        """
        partial = self._partials.get(key_of(call.func) or "") if self._partials else None
        if partial is None and not (call.args and self.name(call.func) == "partial"):
            return call
        if id(call) not in self._applied:
            first, *given = (partial or call).args
            given += call.args if partial else []
            named = [*partial.keywords, *call.keywords] if partial else call.keywords
            self._applied[id(call)] = ast.copy_location(ast.Call(first, given, named), call)
        return self._applied[id(call)]

    def returned(self, name: str) -> list[Code]:
        """Return the expressions that the code's own functions of a name may return.

        Args:
            name: The name that a function is called by.
        """
        if name not in self._returned:
            self._returned[name] = list(self._returns(name))
        return self._returned[name]

    def _returns(self, name: str) -> Iterator[Code]:
        for function, cell in self.functions.get(name, ()):
            for value in self._parsed[cell].returned(function):
                yield Code(value, cell)

    def _add(self, number: int, parsed: ParsedCell) -> None:
        self.lines += [(number, line) for line in parsed.cell.lines]
        self._parsed[number] = parsed
        if parsed.limit:
            self.limits.add(parsed.limit)
        if parsed.tree is None:
            return
        self.trees[number] = parsed.tree
        for node, bound in parsed.binding:
            for key, value in bound:
                self._bind(key, value, number)
            if type(node) is ast.Call:  # half of them
                self.calls.append((number, node))
            else:
                self._define(node, number)

    def _bind(self, key: str, value: ast.expr, number: int) -> None:
        self.bound[key].append(Code(value, number))
        if type(value) is ast.Call and value.args and self.name(value.func) == "partial":
            self._partials[key] = value

    def _define(self, node: ast.AST, number: int) -> None:
        if isinstance(node, ast.AugAssign):
            self._extend(node, number)
        elif isinstance(node, ast.ImportFrom):
            self.originals.update((alias.asname or alias.name, alias.name) for alias in node.names)
        else:
            self._add_function(node, number)

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

    def _bind_variable(self, line: str) -> None:
        """`export NAME=value` of a shell line, or `%env NAME=value`, where the value is plain text."""
        found = _VARIABLE.match(line)
        if found:
            value = ast.Constant(found["quoted"] or found["bare"] or "")
            self._give(f"${found['name']}", Code(value, -1))

    def _bind_arguments(self, call: ast.Call, number: int) -> None:
        for function, _ in self.functions.get(self.name(call.func), ()):
            names = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
            own = names[1:] if names[:1] in (["self"], ["cls"]) else names
            given = dict(zip(own, call.args, strict=False))
            given.update({keyword.arg: keyword.value for keyword in call.keywords if keyword.arg})
            self._bindings_left -= 1 + len(given)
            if self._bindings_left < 0:
                self.limits.add(CODE_BINDINGS)
                return
            for name, value in given.items():
                self._give(name, Code(value, number))

    def _give(self, key: str, code: Code) -> None:
        self.bound[key].append(code)
        self.given[id(code.node)].append(key)

    def _character(self, cell: int, line: int, column: int) -> int:
        """The character at a line (from 1) and a column, which `ast` counts in bytes of UTF-8."""
        source = self._parsed[cell].cell.python
        if cell not in self._starts:
            self._starts[cell] = [0, *(end.end() for end in _LINE_END.finditer(source))]
        start = self._starts[cell][line - 1]
        text = source[start : start + column]
        if text.isascii():
            return start + column
        return start + len(text.encode()[:column].decode(errors="ignore"))
