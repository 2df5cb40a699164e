"""A Python cell as a syntax tree, with the characters that each node is written with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from colab_safe.code.cells import Line
from colab_safe.code.parsed import parsed
from colab_safe.code.syntax import children
from colab_safe.errors import EditError
from colab_safe.model import Span
from colab_safe.typed import Any, NamedTuple

Text = ast.Constant | ast.JoinedStr
NOT_PYTHON = "the cell is not Python that can be read"
_LONE_RETURN = re.compile(r"\r(?!\n)")


class CellCode(NamedTuple):
    """The code of a cell."""

    source: str
    python: str  # of the same length, with blanks for what is not Python
    tree: ast.Module
    lines: tuple[Line, ...]  # of shells and magics
    starts: tuple[int, ...]  # the first character of each line

    def span(self, node: Any) -> Span:
        """Return the characters of the source that a node is written with.

        Args:
            node: A statement or expression of the tree.
        """
        return Span(
            self.offset(node.lineno, node.col_offset),
            self.offset(node.end_lineno, node.end_col_offset),
        )

    def offset(self, line: int, column: int) -> int:
        """Return the character at a position of the syntax tree.

        Args:
            line: From 1.
            column: Bytes of UTF-8 from the beginning of the line.
        """
        start = self.starts[line - 1]
        if self.python.isascii():
            return start + column
        end = self.starts[line] if line < len(self.starts) else len(self.python)
        return start + len(self.python[start:end].encode()[:column].decode())


class Found(NamedTuple):
    """The text that a secret is in, and the nodes around it, the outermost first."""

    text: Text | ast.BinOp
    around: tuple[ast.AST, ...]


def cell_code(source: str) -> CellCode:
    """Return the code of a cell.

    Args:
        source: The cell's source, in which shell lines and magics may be.

    Raises:
        EditError: It is not Python that can be read.
    """
    cell = parsed(source)
    if cell.tree is None or _LONE_RETURN.search(source):
        raise EditError(NOT_PYTHON)
    python = cell.cell.python
    starts = (0, *(match.end() for match in re.finditer("\n", python)))
    return CellCode(source, python, cell.tree, cell.cell.lines, starts)


def text_around(code: CellCode, secret: Span) -> Found:
    """Return the innermost text around some characters.

    Args:
        code: The cell.
        secret: The characters.

    Raises:
        EditError: They are not in a text, with the reason.
    """
    found: Found | None = None
    for node, around in _below(code, secret, code.tree, ()):
        if _is_text(node):
            found = Found(node, around)  # type: ignore[arg-type]
    if found is None:
        raise EditError(_outside_of_texts(code, secret))
    if isinstance(found.around[-1], ast.Expr):
        raise EditError("it is in a text that no code uses: delete it there")
    return found


def _is_text(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, (str, bytes))
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    )


def _below(
    code: CellCode, secret: Span, node: ast.AST, around: tuple[ast.AST, ...]
) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """The expressions around the characters, the outermost first; the positions inside f-strings are not reliable."""
    if isinstance(node, ast.JoinedStr):
        return
    around = (*around, node)
    for child in children(node):
        if isinstance(child, ast.stmt) and not _may_contain(code, child, secret):
            continue
        if isinstance(child, ast.expr):
            start, end = code.span(child)
            if not (start <= secret.start and secret.end <= end):
                continue
            yield child, around
        yield from _below(code, secret, child, around)


def _may_contain(code: CellCode, statement: ast.stmt, secret: Span) -> bool:
    """Whether the lines of a statement contain the characters: its parts need not be looked at otherwise."""
    decorators = getattr(statement, "decorator_list", ())
    first = min((statement.lineno, *(each.lineno for each in decorators)))
    last = statement.end_lineno or first
    below = code.starts[last] if last < len(code.starts) else len(code.source)
    return code.starts[first - 1] <= secret.start and secret.end <= below


def _outside_of_texts(code: CellCode, secret: Span) -> str:
    if any(line.start <= secret.start < line.end for line in code.lines):
        return (
            "it is in a shell line or magic: give it a Python variable, and write {variable} there"
        )
    line = code.source[code.source.rfind("\n", 0, secret.start) + 1 : secret.start]
    if "#" in line:
        return "it is in a comment: delete it there"
    return "it is not in a single text of the code"


def target_of(found: Found) -> str:
    """Return the name that the code gives a text to: a variable, an attribute, a key, an argument; empty if none.

    Args:
        found: The text.
    """
    owner = found.around[-1]
    if isinstance(owner, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        target = owner.targets[0] if isinstance(owner, ast.Assign) else owner.target
        return _name(target)
    if isinstance(owner, ast.keyword):
        return owner.arg or ""
    if isinstance(owner, ast.Dict):
        keys = [
            key
            for key, value in zip(owner.keys, owner.values, strict=True)
            if value is found.text and key is not None
        ]
        return _constant(keys[0]) if keys else ""
    return ""


def _name(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return target.id
    if isinstance(target, ast.Attribute):
        return target.attr
    return _constant(target.slice) if isinstance(target, ast.Subscript) else ""


def _constant(node: ast.expr) -> str:
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return str(node.value) if is_text else ""  # type: ignore[attr-defined]
