"""What texts an expression may give, as far as it can be told without running it."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, product

from colab_safe.paths.code.bindings import Code, Function, Program, key_of
from colab_safe.paths.code.strings import Field, parts
from colab_safe.paths.code.values import UNKNOWN, Chunk, TracedText, as_str, joined, parent
from colab_safe.paths.credentials import words

MOST = 8  # texts of one expression
_DEPTH = 40
_STEPS = 50_000  # expressions looked at in one notebook: the largest of 248 needs 3,000
DRIVE = Chunk("/content/drive/MyDrive")
_UNKNOWN: TracedText = (Chunk(UNKNOWN),)
_UNCHANGED = frozenset(
    ("str", "fspath", "expanduser", "expandvars", "abspath", "normpath", "realpath", "fsdecode", "as_posix", "resolve", "absolute",
     "strip", "rstrip", "lstrip", "format_map", "quote", "Text", "String")
)  # fmt: skip
_PATHS = frozenset(
    (
        "Path",
        "PurePath",
        "PosixPath",
        "PurePosixPath",
        "WindowsPath",
        "PureWindowsPath",
        "UPath",
        "AnyPath",
    )
)
_FORMAT = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?[sdrifax]|%\((\w+)\)[sdr]")
_BRACES = re.compile(r"\{(\w*)(?:![rsa])?(?::[^}]*)?\}")


class Evaluator:
    """Gives each expression its texts; an expression that depends on itself gives what it gives otherwise."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._known: dict[int, list[TracedText]] = {}
        self._open: set[int] = set()
        self._cuts = 0  # how often an expression was met inside itself
        self._left = _STEPS
        self._names: Counter[str] = Counter()

    def texts(self, code: Code) -> list[TracedText]:
        """At most MOST texts, none for what is no text."""
        key = id(code.node)
        if key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > _DEPTH or self._left <= 0:
            self._cuts += 1
            return []
        self._open.add(key)
        self._left -= 1
        cuts = self._cuts
        found = list(islice(self._texts(code.node, code.cell), MOST))
        self._open.discard(key)
        if self._cuts == cuts or not self._open:  # elsewhere, what was cut off here may give more
            self._known[key] = found
        return found

    def bound(self, key: str) -> Iterator[TracedText]:
        """What is bound to a name or key; inside itself once more, as in `p = p + "/x"`, and not deeper."""
        if self._names[key] > 1:
            self._cuts += 1
            return
        self._names[key] += 1
        try:
            for code in self.program.bound.get(key, ()):
                yield from self.texts(code)
        finally:  # also when nobody wants the rest
            self._names[key] -= 1

    def _all(self, node: ast.expr, cell: int) -> list[TracedText]:
        return self.texts(Code(node, cell)) or [_hint(node)]

    def _texts(self, node: ast.expr, cell: int) -> Iterable[TracedText]:
        for kinds, read in _READERS:
            if isinstance(node, kinds):
                return read(self, node, cell)
        return ()

    def _inner(
        self, node: ast.NamedExpr | ast.Starred | ast.Await, cell: int
    ) -> Iterable[TracedText]:
        return self.texts(Code(node.value, cell))

    def _choices(self, node: ast.IfExp | ast.BoolOp, cell: int) -> Iterator[TracedText]:
        for choice in [node.body, node.orelse] if isinstance(node, ast.IfExp) else node.values:
            yield from self.texts(Code(choice, cell))

    def _constant(self, node: ast.Constant, cell: int) -> Iterable[TracedText]:
        return [self._literal(node, cell)] if isinstance(node.value, str) else []

    def _literal(self, node: ast.expr, cell: int) -> TracedText:
        source = self.program.cells[cell] if cell >= 0 else ""
        if not source:  # an expression inside a shell line
            return (Chunk(str(getattr(node, "value", ""))),)
        found = tuple(
            part
            for part in parts(source, *self.program.span(node, cell), cell)
            if isinstance(part, Chunk)
        )
        value = str(
            getattr(node, "value", "")
        )  # before Python 3.12 the places inside f-strings are not reliable
        return found if as_str(found) == value else (Chunk(value),)

    def _formatted(self, node: ast.JoinedStr, cell: int) -> Iterator[TracedText]:
        if cell < 0:
            return
        fields = iter([value for value in node.values if isinstance(value, ast.FormattedValue)])
        pieces: list[list[TracedText]] = []
        for part in parts(self.program.cells[cell], *self.program.span(node, cell), cell):
            if isinstance(part, Field):
                field = next(fields, None)
                pieces.append(self._all(field.value, cell) if field else [_UNKNOWN])
            else:
                pieces.append([(part,)])
        for chosen in product(*pieces):
            yield tuple(chunk for text in chosen for chunk in text)

    def _named(self, node: ast.expr, cell: int) -> Iterator[TracedText]:
        if isinstance(node, ast.Attribute) and node.attr == "parent":
            yield from (parent(text) for text in self.texts(Code(node.value, cell)))
        key = key_of(node)
        if key == ".sep":
            yield (Chunk("/"),)
        elif key:
            yield from self.bound(key)
            if key.startswith("."):
                yield from self.bound(key[1:])

    def _operation(self, node: ast.BinOp, cell: int) -> Iterator[TracedText]:
        if isinstance(node.op, ast.Mod):
            for template in self.texts(Code(node.left, cell)):
                yield from self._percent(template, node.right, cell)
        elif isinstance(node.op, (ast.Add, ast.Div)):
            for left, right in product(self._all(node.left, cell), self._all(node.right, cell)):
                yield (*left, *right) if isinstance(node.op, ast.Add) else joined([left, right])

    def _percent(self, template: TracedText, values: ast.expr, cell: int) -> Iterator[TracedText]:
        given = values.elts if isinstance(values, ast.Tuple) else [values]
        named = _dictionary(values)
        order = iter(given)

        def value(match: re.Match[str]) -> ast.expr | None:
            return named.get(match[1]) if match[1] else next(order, None)

        return self._filled(template, _FORMAT, value, cell)

    def _filled(
        self, template: TracedText, pattern: re.Pattern[str], value: object, cell: int
    ) -> Iterator[TracedText]:
        pieces: list[list[TracedText]] = []
        for chunk in template:
            position = 0
            for match in pattern.finditer(chunk.text):
                node = value(match)  # type: ignore[operator]
                pieces.append([(chunk.part(position, match.start()),)])
                pieces.append(self._all(node, cell) if node else [_UNKNOWN])
                position = match.end()
            pieces.append([(chunk.part(position, len(chunk.text)),)])
        for chosen in product(*pieces):
            yield tuple(chunk for text in chosen for chunk in text)

    def _call(self, node: ast.Call, cell: int) -> Iterable[TracedText]:
        name = self.program.name(node.func)
        receiver = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name in self.program.functions:
            return self._returned(name)
        read = _CALLS.get(name)
        return read(self, node, receiver, cell) if read else ()

    def _unchanged(
        self, node: ast.Call, receiver: ast.expr | None, cell: int
    ) -> Iterator[TracedText]:
        for inner in (
            [receiver] if receiver is not None and not _is_module(receiver) else node.args[:1]
        ):
            yield from self.texts(Code(inner, cell))

    def _path(self, node: ast.Call, receiver: ast.expr | None, cell: int) -> Iterator[TracedText]:
        return self._joined(node.args, cell)

    def _joinpath(
        self, node: ast.Call, receiver: ast.expr | None, cell: int
    ) -> Iterator[TracedText]:
        return self._joined([*([receiver] if receiver is not None else []), *node.args], cell)

    def _returned(self, name: str) -> Iterator[TracedText]:
        for function, cell in self.program.functions[name]:
            for value in returns(function):
                yield from self.texts(Code(value, cell))

    def _join(self, node: ast.Call, receiver: ast.expr | None, cell: int) -> Iterator[TracedText]:
        separators = (
            self.texts(Code(receiver, cell))
            if receiver is not None and not _is_module(receiver)
            else []
        )
        is_sep = isinstance(receiver, ast.Attribute) and receiver.attr == "sep"
        if (
            (separators or is_sep)
            and len(node.args) == 1
            and isinstance(node.args[0], (ast.List, ast.Tuple))
        ):
            separator = separators[0] if separators else (Chunk("/"),)
            for chosen in product(*(self._all(element, cell) for element in node.args[0].elts)):
                yield tuple(
                    chunk
                    for number, text in enumerate(chosen)
                    for chunk in ((*separator, *text) if number else text)
                )
        elif not separators:
            yield from self._joined(node.args, cell)

    def _joined(self, nodes: list[ast.expr], cell: int) -> Iterator[TracedText]:
        flat: list[ast.expr] = []
        for node in nodes:
            inner = node.value if isinstance(node, ast.Starred) else node
            flat += inner.elts if isinstance(inner, (ast.List, ast.Tuple)) else [inner]
        for chosen in product(*(self._all(node, cell) for node in flat)):
            yield joined(list(chosen))

    def _dirname(
        self, node: ast.Call, receiver: ast.expr | None, cell: int
    ) -> Iterator[TracedText]:
        for argument in node.args[:1]:
            yield from map(parent, self.texts(Code(argument, cell)))

    def _with_name(
        self, node: ast.Call, receiver: ast.expr | None, cell: int
    ) -> Iterator[TracedText]:
        if receiver is not None and node.args:
            for text, name in product(
                self.texts(Code(receiver, cell)), self._all(node.args[0], cell)
            ):
                yield joined([parent(text), name])

    def _format(self, node: ast.Call, receiver: ast.expr | None, cell: int) -> Iterator[TracedText]:
        named = {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
        order = iter(node.args)

        def value(match: re.Match[str]) -> ast.expr | None:
            if match[1].isdigit():
                return node.args[int(match[1])] if int(match[1]) < len(node.args) else None
            return named.get(match[1]) if match[1] else next(order, None)

        for template in self.texts(Code(receiver, cell)) if receiver is not None else ():
            yield from self._filled(template, _BRACES, value, cell)

    def _looked_up(
        self, node: ast.Call, receiver: ast.expr | None, cell: int
    ) -> Iterator[TracedText]:
        key = node.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            yield from self.bound(f"${key.value}")
            yield from self.bound(f"[{key.value}]")
        for default in node.args[1:2]:
            yield from self.texts(Code(default, cell))


# What is called → how its result is told from the call, what it is called on, and the cell.
_CALLS: dict[str, Callable[[Evaluator, ast.Call, ast.expr | None, int], Iterable[TracedText]]] = {
    "mount_drive": lambda evaluator, node, receiver, cell: [(DRIVE,)],
    "join": Evaluator._join,
    "joinpath": Evaluator._joinpath,
    "with_name": Evaluator._with_name,
    "dirname": Evaluator._dirname,
    "format": Evaluator._format,
    "getenv": Evaluator._looked_up,
    "get": Evaluator._looked_up,
    **dict.fromkeys(_PATHS, Evaluator._path),
    **dict.fromkeys(_UNCHANGED, Evaluator._unchanged),
}
_READERS: tuple[tuple[type | tuple[type, ...], Callable[..., Iterable[TracedText]]], ...] = (
    (ast.Constant, Evaluator._constant),
    (ast.JoinedStr, Evaluator._formatted),
    ((ast.Name, ast.Attribute, ast.Subscript), Evaluator._named),
    (ast.BinOp, Evaluator._operation),
    (ast.Call, Evaluator._call),
    ((ast.IfExp, ast.BoolOp), Evaluator._choices),
    ((ast.NamedExpr, ast.Starred, ast.Await), Evaluator._inner),
)


def returns(function: Function) -> list[ast.expr]:
    """The expressions that a function may return."""
    if isinstance(function, ast.Lambda):
        return [function.body]
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None
    ]


def _hint(node: ast.expr) -> TracedText:
    """What is not known: the Drive, if that is its name."""
    name = node.func if isinstance(node, ast.Call) else node
    called = (
        name.id
        if isinstance(name, ast.Name)
        else name.attr
        if isinstance(name, ast.Attribute)
        else ""
    )
    return (DRIVE,) if is_drive_name(called) else _UNKNOWN


def is_drive_name(name: str) -> bool:
    """`drive_path`, `DRIVE`, `gdrive_root`, `mydrive`."""
    return bool(
        words(name) & {"drive", "gdrive", "mydrive", "googledrive"}
    ) and "driver" not in words(name)


def _is_module(node: ast.expr) -> bool:
    return key_of(node) in (
        "os",
        ".path",
        "osp",
        "path",
        "posixpath",
        "ntpath",
        "pathlib",
        "shlex",
        "urllib",
        ".parse",
    )


def _dictionary(node: ast.expr) -> dict[str, ast.expr]:
    if not isinstance(node, ast.Dict):
        return {}
    pairs = zip(node.keys, node.values, strict=True)
    return {
        key.value: value
        for key, value in pairs
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }
