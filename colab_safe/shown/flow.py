"""Which texts of the code contain a credential, followed from where it comes from through names, files and calls."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from colab_safe.code.evaluate import CallReader, Evaluator
from colab_safe.code.program import Code, Program
from colab_safe.code.reaching import Definition, Reaching
from colab_safe.code.values import Chunk, TracedText, as_str
from colab_safe.limits import SHOWN_CODE
from colab_safe.shown import sources
from colab_safe.shown.commands import output_of
from colab_safe.shown.languages import is_r
from colab_safe.shown.marks import (
    CONTENT,
    CREDENTIAL,
    ENVIRONMENT,
    NAMED,
    NOT_KNOWN,
    is_marked,
    is_reader,
    mark,
    read_from,
    remarked,
)


class CredentialFlow(Evaluator):
    """Tells which texts the expressions of a program may give, with a mark for each credential.

    Names are followed in the order of the cells, other than for paths: a name such as `key` is used for many things.

    Attributes:
        shows_every_expression: Whether a cell shows each of its expressions, not only the last.
    """

    most_texts = SHOWN_CODE

    def __init__(self, program: Program, calls: Mapping[str, CallReader]) -> None:
        """Collect the definitions of names; nothing is evaluated yet.

        Args:
            program: The code of a notebook.
            calls: What reads calls, by the names of their functions.
        """
        super().__init__(program, calls)
        self.shows_every_expression = is_r(program.cells) or any(
            "ast_node_interactivity" in cell for cell in program.cells
        )
        self._reaching = Reaching(program)
        self._lines = {(cell, line.start - 1): line for cell, line in program.lines}

    def bound_names(self) -> Iterator[str]:
        """Yield the names that credentials are bound to."""
        for name, definitions in self._reaching.definitions():
            computed = [one for one in definitions if not self._is_plain(one)]
            if computed and any(map(is_marked, self._defined(computed))):
                yield name

    def is_marked(self, code: Code) -> bool:
        """Return whether an expression may give a text with a credential in it.

        Args:
            code: The expression, and its cell.
        """
        return not _is_text(code) and any(map(is_marked, self.texts(code)))

    def logged(self, call: ast.Call, cell: int) -> list[TracedText]:
        """Return the texts of a message for a logger: `"token %s", token`.

        Args:
            call: A call of a method such as `info`.
            cell: The number of its cell.
        """
        if not call.args:
            return []
        message, *values = call.args
        if not values:
            return self.texts(Code(message, cell))
        whole = ast.Tuple(values, ast.Load())
        return [
            filled
            for template in self.texts(Code(message, cell))
            for filled in self._percent(template, whole, cell)
        ]

    def in_shell(self, name: str, cell: int, place: int) -> list[TracedText]:
        """Return the texts of a Python name at a place in a shell line, or of an environment variable.

        Args:
            name: The name.
            cell: The number of the cell.
            place: The character of the cell that the name begins at.
        """
        line = self.program.cells[cell].count("\n", 0, place) + 1
        found = list(self._defined(self._reaching.before(name, cell, line)))
        found += self.bound(f"${name}")
        if not found and sources.is_credential_variable(name):
            found = [(Chunk(CREDENTIAL, cell, (place, place + 1 + len(name))),)]
        return found

    def source(self, code: Code, sign: str = CREDENTIAL) -> TracedText:
        """Return the text of a credential, with the expression that it comes from.

        Args:
            code: The expression.
            sign: What kind of credential it is.
        """
        if code.cell < 0:
            return (Chunk(sign),)
        return (Chunk(sign, code.cell, self.program.span(code.node, code.cell)),)

    def marks_of(self, node: ast.expr, cell: int) -> Iterator[TracedText]:
        """Yield what an expression gives that is nothing but a credential.

        Args:
            node: The expression.
            cell: The number of its cell.
        """
        yield from (text for text in self.texts(Code(node, cell)) if mark(text))

    def _defined(self, definitions: Iterable[Definition]) -> Iterator[TracedText]:
        for one in definitions:
            if not self.step():
                return
            for code in self._reaching.values(one):
                texts = self.texts(code)
                if one.local.is_part:  # of an open file: a line
                    texts = list(filter(_has_parts, map(read_from, texts)))
                yield from texts

    def _is_plain(self, definition: Definition) -> bool:
        """Whether the values of a definition are literals, or not known."""
        return all(map(_is_text, self._reaching.values(definition)))

    def _read_variable(self, node: ast.Name, cell: int) -> Iterator[TracedText]:
        found = list(self._defined(self._reaching.of(node, cell))) if cell >= 0 else []
        yield from found
        if not found and sources.is_named_credential(node.id):
            yield (Chunk(NAMED),)

    def _read_entry(self, node: ast.Subscript, cell: int) -> Iterator[TracedText]:
        yield from self.read_name(node, cell)
        if isinstance(node.slice, (ast.Slice, ast.Tuple)):
            return
        names = [as_str(text) for text in self.texts(Code(node.slice, cell))]
        owner = self.program.name(node.value)
        if owner in sources.ENVIRONMENTS:
            if any(map(sources.is_credential_variable, names)):
                yield self.source(Code(node, cell))
        elif owner in sources.VAULTS and names:
            yield self.source(Code(node, cell))
        else:
            yield from self.entry(node.value, names, cell)
            if any(map(sources.is_named_credential, names)):
                yield (Chunk(NAMED),)

    def entry(self, node: ast.expr, names: list[str], cell: int) -> Iterator[TracedText]:
        """Yield the credentials that may be an entry of what an expression gives.

        Args:
            node: The expression of the whole, such as the content of a file.
            names: What the entry may be called.
            cell: The number of the cell.
        """
        for text in self.marks_of(node, cell):
            if mark(text) in (CONTENT, ENVIRONMENT) and not any(map(sources.is_harmless, names)):
                yield text if mark(text) == CONTENT else remarked(text, CREDENTIAL)

    def _read_attribute(self, node: ast.Attribute, cell: int) -> Iterator[TracedText]:
        if node.attr in ("environ", "environb"):
            yield self.source(Code(node, cell), ENVIRONMENT)
        yield from self.read_name(node, cell)
        if node.attr in _PARTS_OF_CREDENTIALS:
            yield from self.marks_of(node.value, cell)
        if node.attr in _STREAMS:
            yield from (text for text in self.texts(Code(node.value, cell)) if is_reader(text))
        owner = node.value.func if isinstance(node.value, ast.Call) else node.value
        owner_name = self.program.name(owner)
        if (
            owner_name in sources.ENVIRONMENTS and sources.is_credential_variable(node.attr)
        ) or sources.holds(owner_name, node.attr):
            yield self.source(Code(node, cell))
        elif sources.is_named_credential(node.attr):
            yield (Chunk(NAMED),)

    def _read_starred(self, node: ast.Starred, cell: int) -> Iterator[TracedText]:
        """`print(*file)`: its lines."""
        yield from map(read_from, self.texts(Code(node.value, cell)))

    def _read_dictionary(self, node: ast.Dict, cell: int) -> Iterator[TracedText]:
        """`{'token': token}` as Python shows it; only the entries with credentials."""
        for key, value in zip(node.keys, node.values, strict=True):
            for name in [as_str(text) for text in self.texts(Code(key, cell))] if key else ():
                for text in self.texts(Code(value, cell)):
                    if is_marked(text):
                        yield (*NOT_KNOWN, Chunk(f"'{name}': '"), *text, Chunk("'"), *NOT_KNOWN)

    def _read_list(self, node: ast.List | ast.Tuple | ast.Set, cell: int) -> Iterator[TracedText]:
        for each in node.elts:
            for text in self.texts(Code(each, cell)):
                if is_marked(text):
                    yield (*NOT_KNOWN, *_quoted(text), *NOT_KNOWN)

    def _read_template(self, node: ast.JoinedStr, cell: int) -> Iterator[TracedText]:
        """An f-string: only its text counts here, not where each character is written."""
        pieces: list[list[TracedText]] = []
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                texts = self.texts_or_hint(part.value, cell)
                is_quoted = part.conversion == ord("r")
                pieces.append([_quoted(text) for text in texts] if is_quoted else texts)
            elif isinstance(part, ast.Constant):
                pieces.append([(Chunk(str(part.value)),)])
        yield from self.combinations(pieces)

    def _read_shell(self, node: ast.Constant, cell: int) -> Iterable[TracedText]:
        """The `0` in place of `!command`, or any other constant."""
        if node.value == 0 and cell >= 0 and isinstance(node.value, int):
            start = self.program.span(node, cell)[0]
            line = self._lines.get((cell, start))
            if line and line.sign == "!":
                text = output_of(self.program.cells[cell][line.start : line.end])
                return [(Chunk(text, cell, (start, line.end)),)] if text else []
        return [(Chunk(node.value),)] if isinstance(node.value, str) else []


def _is_text(code: Code) -> bool:
    """Whether an expression is a literal: most are, and evaluating them would take half of the time."""
    return type(code.node) is ast.Constant and code.node.value != 0  # see `_read_shell`


def _quoted(text: TracedText) -> TracedText:
    return (Chunk("'"), *text, Chunk("'"))


def _has_parts(text: TracedText) -> bool:
    return mark(text) == CONTENT


_PARTS_OF_CREDENTIALS = frozenset(
    ("value", "token", "secret", "password", "data", "payload", "secret_key", "access_key", "secret_value", "text", "content", "stdout",
     "T", "s", "n", "nlstr", "spstr", "SecretString", "plaintext")
)  # fmt: skip
_STREAMS = ("stdout", "stderr", "buffer")  # of a process or a file, to read from
CredentialFlow.readers = (
    (ast.Name, CredentialFlow._read_variable),
    (ast.Subscript, CredentialFlow._read_entry),
    (ast.Attribute, CredentialFlow._read_attribute),
    (ast.Dict, CredentialFlow._read_dictionary),
    ((ast.List, ast.Tuple, ast.Set), CredentialFlow._read_list),
    (ast.JoinedStr, CredentialFlow._read_template),
    (ast.Constant, CredentialFlow._read_shell),
    (ast.Starred, CredentialFlow._read_starred),
    *Evaluator.readers,
)
