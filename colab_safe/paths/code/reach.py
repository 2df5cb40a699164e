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

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.code.bindings import bindings, key_of
from colab_safe.code.parsed import ParsedCell, ParsedCells
from colab_safe.code.syntax import nodes_below
from colab_safe.drive_layout import CODE_SIGNS
from colab_safe.joined_texts import JoinedTexts
from colab_safe.paths.code.sinks import CALLS, COPIERS
from colab_safe.typed import NamedTuple

_WORD = re.compile(r"\w+")
# A word, and what is between it and the next one: `a, b = 1`, `{"a": 1}`, `x["a"] = 1`, `def f(a) -> b`, `f(a=1)`. A comment may be
# in between.
_BEFORE_SIGN = re.compile(r"\b(\w+)[^\w,:=>#]*[,:=>#]")
_BEFORE_WORD = re.compile(r"\b(\w+)(?=\W+in\b|\s*\.\s*read\b)")
_AFTER_WORD = re.compile(r"\b(?:as|def|class|lambda|for)\W+(\w+)")
# Functions that a path counts for even if only a run would tell that it is on a Drive; then words that are in what `sinks.SHELL`
# finds, if it has none of the signs.
_COMMANDS = ("ssh", "scp", "sftp", "login", "gcloud", "dotenv", "helper", "env")
_TAKING_WORDS = sorted({*CALLS, *COPIERS, "extra_hosts", *_COMMANDS})
_DRIVE_SIGNS = [sign for sign in CODE_SIGNS if sign.isascii()]
_WIDE_SIGNS = [sign for sign in CODE_SIGNS if not sign.isascii()]
_SIGNS = [*_DRIVE_SIGNS, "~/.", "/root/.", "--"]
_BEGINNINGS = BytesAhoCorasick([word.encode() for word in (*_SIGNS, *_TAKING_WORDS)])
_WORD_BYTE = re.compile(rb"[0-9A-Za-z_]")
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


class InReach(NamedTuple):
    """The cells of a notebook, an empty one in place of each that no path can reach; and the statements that one can reach."""

    cells: list[str]
    parsed: ParsedCells


def in_reach(cells: list[str], parsed: ParsedCells) -> InReach:
    """Return what of the code of a notebook a path on a Drive can reach.

    Args:
        cells: The sources of the code cells.
        parsed: Gets the cells that are parsed.
    """
    reach = _Reach(cells, parsed)
    rounds = (
        0 if any(_PARTIAL in cell and _PARTIAL_RENAMED.search(cell) for cell in cells) else _ROUNDS
    )
    for _ in range(rounds):
        if not reach.grows():
            return reach.reached()
    return InReach(cells, parsed)


class _Text:
    """A text of code, known by its words."""

    def __init__(self, text: str) -> None:
        self.source, self.text = text, _normal(text)

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


def _normal(text: str) -> str:
    """A text with its names as Python reads them."""
    return text if text.isascii() else normalize("NFKC", text)


class _Beginnings(NamedTuple):
    """The numbers of texts in which a path may begin, and in which one may be taken for that of a token file."""

    on_drive: set[int]
    taking: set[int]


def _beginnings(texts: JoinedTexts) -> _Beginnings:
    wide = texts.beyond_ascii()
    on_drive = {number for number, text in wide if any(sign in text for sign in _WIDE_SIGNS)}
    escaped = texts.numbers_with(b"\\")
    on_drive.update(number for number in escaped if _NUMBERED.search(texts[number]))
    taking: set[int] = set()
    for number, start, end in _BEGINNINGS.find_matches_as_indexes(texts.narrow, overlapping=True):
        is_sign = number < len(_SIGNS)
        if is_sign or not (_is_in_word(texts.narrow, start - 1) or _is_in_word(texts.narrow, end)):
            (on_drive if number < len(_DRIVE_SIGNS) else taking).add(texts.number_at(start))
    return _Beginnings(on_drive, taking)


def _is_in_word(data: bytes, place: int) -> bool:
    return place >= 0 and _WORD_BYTE.match(data, place) is not None


class _Statement(_Text):
    """A statement of the notebook's top level, with all that is inside it; or a shell line, which has no node."""

    def __init__(self, text: str, nodes: Sequence[ast.stmt] = ()) -> None:
        super().__init__(text)
        self.nodes = nodes
        self.is_first = False  # whether a path on a Drive may begin here
        self.takes = not nodes and (
            "$" in text or "{" in text
        )  # or may be taken for a token file's

    @cached_property
    def names(self) -> _Names:
        """What it reads, binds and defines."""
        if not self.nodes:
            return _Names(self.words, self.bound, set())
        return _names([inner for node in self.nodes for inner in nodes_below(node)])


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
        self._sources, self._parsed = cells, parsed
        self._left = {number: _Text(cell) for number, cell in enumerate(cells) if cell}
        self._texts = JoinedTexts([_normal(cell) for cell in cells])
        self._statements: list[_Statement] = []
        self._counting: set[_Statement] = set()
        self._of_cells: dict[int, list[_Statement]] = {}
        self._reaching: set[str] = set()  # names that a path may be behind
        self._read: set[str] = set()  # names in statements that a path reaches
        self._needed: set[str] = set()  # those, and what gives them their values
        self._callers: set[str] = (
            set()
        )  # of functions that are needed: their calls give values, too
        self._looked_for: set[str] = set()
        begins = _beginnings(self._texts)
        shells = {number for sign in (b"$", b"{") for number in self._texts.numbers_with(sign)}
        shells = {number for number in shells if _SHELL_LINE.search(cells[number])}
        self._take(sorted(begins.on_drive | begins.taking | shells))

    def grows(self) -> bool:
        """Follow the names that are known so far; False if they lead to nothing new."""
        known = self._size()
        for statement in self._statements:
            if statement.is_first or self._is_reached(statement) or self._is_called(statement):
                self._counting.add(statement)
                self._reaching |= statement.names.bound
                self._read |= statement.names.read
                self._needed |= statement.names.read
            elif statement.takes or self._is_needed(statement):
                self._counting.add(statement)
                self._needed |= statement.names.read
                self._callers |= statement.names.functions
        some = ((number, self._left[number]) for number in self._with_new_names())
        self._take([n for n, cell in some if self._is_reached(cell) or self._is_needed(cell)])
        return known != self._size()

    def _with_new_names(self) -> list[int]:
        """The numbers of cells that are left and may have a name that was not looked for before."""
        new = (self._reaching | self._needed | self._callers) - self._looked_for
        self._looked_for |= new
        if len(new) > _FEW:
            return [*self._left]
        names = [name.encode("latin-1", "replace") for name in new]
        found = {number for name in names for number in self._texts.numbers_with(name)}
        return sorted(found.intersection(self._left))

    def reached(self) -> InReach:
        """Return what counts, once nothing grows any more."""
        cells, parsed = ["" for _ in self._sources], ParsedCells()
        for number, statements in self._of_cells.items():
            source = cells[number] = self._sources[number]
            counting = [number for number, each in enumerate(statements) if each in self._counting]
            parsed[source] = _only(counting, self._parsed[source])
        return InReach(cells, parsed)

    def _size(self) -> list[int]:
        names = (self._reaching, self._read, self._needed, self._callers)
        return [len(self._of_cells), *map(len, names)]

    def _is_reached(self, text: _Text) -> bool:
        return not text.words.isdisjoint(self._reaching)

    def _is_needed(self, text: _Text) -> bool:
        return not text.words.isdisjoint(self._callers) or text.may_bind(self._needed)

    def _is_called(self, statement: _Statement) -> bool:
        is_named = not statement.words.isdisjoint(self._read)
        return is_named and not statement.names.functions.isdisjoint(self._read)

    def _take(self, numbers: list[int]) -> None:
        for number in numbers:
            source = self._left.pop(number).source
            self._of_cells[number] = _statements(source, self._parsed[source])
            self._statements += self._of_cells[number]


def _statements(source: str, parsed: ParsedCell) -> list[_Statement]:
    """The statements of a cell, split once for all versions of a notebook."""
    found: list[_Statement] | None = parsed.derived.get(__name__)
    if found is None:
        found = parsed.derived[__name__] = [*_split(source, parsed)]
        begins = _beginnings(JoinedTexts([statement.text for statement in found]))
        for number, statement in enumerate(found):
            statement.is_first = number in begins.on_drive
            statement.takes = statement.takes or number in begins.taking
    return found


def _only(numbers: list[int], parsed: ParsedCell) -> ParsedCell:
    """A cell with these of its statements, made once for all versions of a notebook that leave out the same."""
    key = (__name__, *numbers)
    found: ParsedCell | None = parsed.derived.get(key)
    if found is None:
        statements: list[_Statement] = parsed.derived[__name__]
        nodes = [node for number in numbers for node in statements[number].nodes]
        tree = parsed.tree and ast.Module(nodes, [])
        found = parsed.derived[key] = ParsedCell(parsed.cell, tree, parsed.limit)
    return found


def _split(source: str, parsed: ParsedCell) -> Iterator[_Statement]:
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
