"""Which cells a path on a Drive can reach: only these are worth parsing, which takes half the time of hiding.

A cell counts if it has a sign of a Drive, or what takes the path of a token file. So does one that may give a meaning to a name
in a statement that counts, and one that has a name which such a statement gives a meaning. Cells that are not parsed yet are
looked at by their words alone: too many may be parsed, none is missed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from unicodedata import normalize

from colab_safe.code.bindings import bindings, key_of
from colab_safe.code.parsed import ParsedCell, ParsedCells
from colab_safe.code.syntax import nodes_below
from colab_safe.drive_layout import CODE_SIGNS
from colab_safe.paths.code.sinks import CALLS, COPIERS
from colab_safe.typed import NamedTuple

_WORD = re.compile(r"\w+")
# A word, and what is between it and the next one: `a, b = 1`, `{"a": 1}`, `x["a"] = 1`, `def f(a) -> b`, `f(a=1)`. A comment may be
# in between.
_BEFORE_SIGN = re.compile(r"(\w+)[^\w,:=>#]*[,:=>#]")
_BEFORE_WORD = re.compile(r"(\w+)(?=\W+in\b|\s*\.\s*read\b)")
_AFTER_WORD = re.compile(r"\b(?:as|def|class|lambda|for)\W+(\w+)")
# Functions that a path counts for even if only a run would tell that it is on a Drive; then words that are in what `sinks.SHELL`
# finds, if it has none of the signs.
_TAKERS = frozenset((*CALLS, *COPIERS, "extra_hosts"))
_COMMANDS = frozenset(("ssh", "scp", "sftp", "login", "gcloud", "dotenv", "helper", "env"))
_TAKING_WORDS = _TAKERS | _COMMANDS
_TAKING_SIGNS = ("~/.", "/root/.", "--")
# Letters that are written as numbers.
_NUMBERED = re.compile(r"\\[xuUN0-7]")
# A shell line or magic, into which values may be put.
_SHELL_LINE = re.compile(r"^[ \t]*[!%]|=[ \t]*[!%]", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n")
_PARTIAL = "partial"
_PARTIAL_RENAMED = re.compile(r"\bpartial\s+as\b")
_FEW = 64  # names that are looked for one by one
_ROUNDS = (
    8  # of 600 notebooks none needed more; then every cell is parsed, so that the time stays linear
)


def cells_in_reach(cells: list[str], parsed: ParsedCells) -> list[str]:
    """Return the cells with an empty one in place of each that no path can reach.

    Args:
        cells: The sources of the code cells of a notebook.
        parsed: Gets the cells that are parsed.
    """
    reach = _Reach(cells, parsed)
    rounds = 0 if any(map(_PARTIAL_RENAMED.search, cells)) else _ROUNDS
    for _ in range(rounds):
        if not reach.grows():
            return [cell if number in reach.cells else "" for number, cell in enumerate(cells)]
    return cells


class _Text:
    """A text of code, known by its words."""

    def __init__(self, text: str) -> None:
        self.text = text if text.isascii() else normalize("NFKC", text)  # as Python's names are

    @cached_property
    def words(self) -> set[str]:
        """All its words, also in strings and comments."""
        return set(_WORD.findall(self.text))

    @cached_property
    def bound(self) -> set[str]:
        """The words that it may give a meaning to."""
        after = _AFTER_WORD.findall(self.text)
        return {*_BEFORE_SIGN.findall(self.text), *_BEFORE_WORD.findall(self.text), *after}

    def may_bind(self, needed: set[str]) -> bool:
        """Whether it may give a meaning to one of some words."""
        return not self.words.isdisjoint(needed) and not self.bound.isdisjoint(needed)

    def is_on_drive(self) -> bool:
        """Whether a path on a Drive may begin here."""
        text = self.text
        is_numbered = "\\" in text and _NUMBERED.search(text) is not None
        return is_numbered or any(sign in text for sign in CODE_SIGNS)

    def takes_paths(self, is_shell: bool) -> bool:
        """Whether a path here may be taken for that of a token file."""
        text = self.text
        return (
            (is_shell and ("$" in text or "{" in text))
            or any(sign in text for sign in _TAKING_SIGNS)
            or (
                any(word in text for word in _TAKING_WORDS)
                and not self.words.isdisjoint(_TAKING_WORDS)
            )
        )


class _Statement(_Text):
    """A statement of the notebook's top level, with all that is inside it; or a shell line, which has no node."""

    def __init__(self, text: str, nodes: Sequence[ast.stmt] = ()) -> None:
        super().__init__(text)
        self._nodes = nodes
        self.is_first = self.is_on_drive()
        self.takes = self.takes_paths(is_shell=not nodes)

    @cached_property
    def names(self) -> _Names:
        """What it reads, binds and defines."""
        if not self._nodes:
            return _Names(self.words, self.bound, set())
        return _names([inner for node in self._nodes for inner in nodes_below(node)])


class _Names(NamedTuple):
    """The names and keys of a statement: of a key, its last word."""

    read: set[str]
    bound: set[str]  # what gets a meaning, also functions and their parameters
    functions: set[str]  # also `import join as j`, `at = partial(join, "/x")`


def _names(nodes: list[ast.AST]) -> _Names:
    names = _Names(set(), set(), set())
    for node in nodes:
        names.bound.update([_last_word(key.removesuffix(".read()")) for key, _ in bindings(node)])
        reader = _READERS.get(type(node))
        if reader:
            reader(node, names)
    if _PARTIAL in names.read or any(type(node) is ast.Lambda for node in nodes):
        names.functions.update(names.bound)
    return names


def _read_name(node: ast.Name, names: _Names) -> None:
    names.read.add(node.id)


def _read_attribute(node: ast.Attribute, names: _Names) -> None:
    names.read.add(node.attr)


def _read_entry(node: ast.Subscript, names: _Names) -> None:
    _read_key(node.slice, names)


def _read_call(node: ast.Call, names: _Names) -> None:
    """`settings.get("key")`, `os.getenv("KEY")`, and whatever these are called here."""
    for argument in node.args[:1]:
        _read_key(argument, names)


def _read_key(node: ast.expr, names: _Names) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        names.read.add(_last_word(node.value))


def _bind_more(node: ast.AugAssign, names: _Names) -> None:
    names.bound.add(_last_word(key_of(node.target) or ""))


def _bind_imported(node: ast.ImportFrom, names: _Names) -> None:
    others = {alias.asname for alias in node.names if alias.asname}
    names.bound.update(others)
    names.functions.update(others)


def _bind_function(node: ast.FunctionDef | ast.AsyncFunctionDef, names: _Names) -> None:
    names.bound.add(node.name)
    names.functions.add(node.name)


def _bind_parameter(node: ast.arg, names: _Names) -> None:
    names.bound.add(node.arg)


_READERS: dict[type[ast.AST], Callable[..., None]] = {
    ast.Name: _read_name,
    ast.Attribute: _read_attribute,
    ast.Subscript: _read_entry,
    ast.Call: _read_call,
    ast.AugAssign: _bind_more,
    ast.ImportFrom: _bind_imported,
    ast.FunctionDef: _bind_function,
    ast.AsyncFunctionDef: _bind_function,
    ast.arg: _bind_parameter,
}


def _last_word(key: str) -> str:
    """What a key is known by in a text: the word before the quote that ends it."""
    words = _WORD.findall(key)
    return words[-1] if words else ""


class _Reach:
    """Grows by the cells that those before lead to."""

    def __init__(self, cells: list[str], parsed: ParsedCells) -> None:
        self.cells: set[int] = set()
        self._sources, self._parsed = cells, parsed
        self._left = {number: _Text(cell) for number, cell in enumerate(cells) if cell}
        self._statements: list[_Statement] = []
        self._reaching: set[str] = set()  # names that a path may be behind
        self._read: set[str] = set()  # names in statements that a path reaches
        self._needed: set[str] = set()  # those, and what gives them their values
        self._callers: set[str] = (
            set()
        )  # of functions that are needed: their calls give values, too
        for number, cell in [*self._left.items()]:
            is_shell = _SHELL_LINE.search(cell.text) is not None
            if cell.is_on_drive() or cell.takes_paths(is_shell):
                self._take(number)

    def grows(self) -> bool:
        """Follow the names that are known so far; False if they lead to nothing new."""
        known = self._size()
        for number, cell in [*self._left.items()]:
            if self._is_reached(cell) or self._is_needed(cell):
                self._take(number)
        for statement in self._statements:
            if statement.is_first or self._is_reached(statement) or self._is_called(statement):
                self._reaching |= statement.names.bound
                self._read |= statement.names.read
                self._needed |= statement.names.read
            elif statement.takes or self._is_needed(statement):
                self._needed |= statement.names.read
                self._callers |= statement.names.functions
        return known != self._size()

    def _size(self) -> list[int]:
        names = (self._reaching, self._read, self._needed, self._callers)
        return [len(self.cells), *map(len, names)]

    def _is_reached(self, text: _Text) -> bool:
        return _has_any(text, self._reaching)

    def _is_needed(self, text: _Text) -> bool:
        return _has_any(text, self._callers) or (
            _has_any(text, self._needed) and text.may_bind(self._needed)
        )

    def _is_called(self, statement: _Statement) -> bool:
        is_named = _has_any(statement, self._read)
        return is_named and not statement.names.functions.isdisjoint(self._read)

    def _take(self, number: int) -> None:
        del self._left[number]
        self.cells.add(number)
        self._statements += _statements(self._sources[number], self._parsed[self._sources[number]])


def _has_any(text: _Text, names: set[str]) -> bool:
    """Whether a text has one of some names as a word; where there are few, most texts have none even as a part of one."""
    may_have = len(names) > _FEW or any(name in text.text for name in names)
    return may_have and not text.words.isdisjoint(names)


def _statements(source: str, parsed: ParsedCell) -> Iterator[_Statement]:
    """The statements of a cell, those that share a line as one; and its shell lines."""
    for line in parsed.cell.lines:
        yield _Statement(source[line.start : line.end])
    lines = _LINE_END.split(parsed.cell.python)
    together: list[ast.stmt] = []
    for statement in parsed.tree.body if parsed.tree else ():
        if together and statement.lineno > _last_line(together[-1]):
            yield _Statement(_text(lines, together), together)
            together = []
        together.append(statement)
    if together:
        yield _Statement(_text(lines, together), together)


def _text(lines: list[str], statements: list[ast.stmt]) -> str:
    decorators = getattr(statements[0], "decorator_list", ())
    start = min(one.lineno for one in (statements[0], *decorators))
    return "\n".join(lines[start - 1 : _last_line(statements[-1])])


def _last_line(statement: ast.stmt) -> int:
    return statement.end_lineno or statement.lineno
