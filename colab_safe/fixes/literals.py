"""How a text is written once a part of it, or all of it, is read at run time; everything around stays as it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from colab_safe.errors import EditError
from colab_safe.fixes.cell_code import CellCode
from colab_safe.fixes.same_value import folded
from colab_safe.model import Span
from colab_safe.typed import NamedTuple
from colab_safe.views.decoder import TextEdit

_OPENING = re.compile(r"([A-Za-z]{0,2})(\"\"\"|'''|\"|')")
_IN_WORD = re.compile(r"\w")


class Part(NamedTuple):
    """A secret in a text, and what reads it."""

    secret: str
    span: Span  # characters of the cell's source
    reading: str  # an expression, such as `os.environ["X"]`


class _Piece(NamedTuple):
    """One of the literals that the compiler joins to one text: its prefix and quotes, and what is between these."""

    opening: str  # such as `rb"`
    quote: str
    body: Span

    @property
    def is_raw(self) -> bool:
        return "r" in self.opening.lower().rstrip("\"'")


def read_at_run_time(code: CellCode, text: ast.expr, parts: Sequence[Part]) -> TextEdit:
    """Return the edit that makes a text read its secrets at run time.

    Args:
        code: The cell.
        text: A text of it, from `text_around`.
        parts: The secrets in it, in ascending order.

    Raises:
        EditError: It cannot be written in another way, with the reason.
    """
    span = code.span(text)
    value = folded(text)
    is_bytes = isinstance(value, bytes)
    whole = value.decode("latin-1") if isinstance(value, bytes) else value
    if whole is not None and whole == parts[0].secret and not isinstance(text, ast.JoinedStr):
        return _spaced(code.source, span, _expression(parts[0], is_bytes))
    if isinstance(text, ast.BinOp):
        raise EditError(
            "it is put together from several texts: assign it to a variable as one text"
        )
    if any(code.source[each.span.start : each.span.end] != each.secret for each in parts):
        raise EditError("it is a part of a text, and written there in another way")
    pieces = list(_pieces(code.source, span))
    if isinstance(text, ast.JoinedStr):
        return TextEdit(*span, _with_fields(code.source, span, pieces, parts))
    return TextEdit(*span, f"({_joined(code.source, span, pieces, parts, is_bytes)})")


def _expression(part: Part, is_bytes: bool) -> str:
    return f"{part.reading}.encode()" if is_bytes else part.reading


def _spaced(source: str, span: Span, text: str) -> TextEdit:
    """`return"…"` and `"…"if x` need a blank where the quotation mark was."""
    before = " " if _IN_WORD.match(source[span.start - 1 : span.start]) else ""
    after = " " if _IN_WORD.match(source[span.end : span.end + 1]) else ""
    return TextEdit(*span, f"{before}{text}{after}")


def _pieces(source: str, span: Span) -> Iterator[_Piece]:
    position = span.start
    while position < span.end:
        opening = _OPENING.match(source, position)
        if opening is None:
            line_end = source.find("\n", position)
            is_comment = source[position] == "#" and line_end >= 0
            position = line_end if is_comment else position + 1
            continue
        start = position = opening.end()
        quote = opening[2]
        while position < span.end and not source.startswith(quote, position):
            position += 2 if source[position] == "\\" else 1
        yield _Piece(opening[0], quote, Span(start, position))
        position += len(quote)


def _joined(
    source: str, span: Span, pieces: Sequence[_Piece], parts: Sequence[Part], is_bytes: bool
) -> str:
    """The text as a sum, such as `"https://" + os.environ["X"] + "@host"`; its literals keep their prefixes and quotes."""
    written: list[str] = []
    position, opening, is_alone = span.start, "", len(pieces) == 1
    for part in parts:
        piece = _piece_around(pieces, part)
        reading = _expression(part, is_bytes)
        is_empty = part.span.start == max(position, piece.body.start)
        before = source[position : part.span.start]
        literal = f"{opening}{before if is_empty else _closed(before, piece)}{piece.quote}"
        written += [reading] if is_empty and is_alone else [literal, reading]
        position, opening = part.span.end, piece.opening
    rest = source[position : span.end]
    if not (is_alone and rest == pieces[0].quote):
        written.append(f"{opening}{rest}")
    return " + ".join(written)


def _closed(body: str, piece: _Piece) -> str:
    """The beginning of a literal, so that its last character does not become a part of the quotation marks."""
    if len(piece.quote) == 1 or piece.is_raw or not body.endswith(piece.quote[0]):
        return body
    backslashes = len(body[:-1]) - len(body[:-1].rstrip("\\"))
    return body if backslashes % 2 else f"{body[:-1]}\\{body[-1]}"


def _with_fields(source: str, span: Span, pieces: Sequence[_Piece], parts: Sequence[Part]) -> str:
    """An f-string with a field for each secret; before Python 3.12 a field has no quotation marks of the f-string."""
    written, position = [], span.start
    for part in parts:
        piece = _piece_around(pieces, part)
        if "f" not in piece.opening.lower():
            raise EditError("it is a part of a text beside an f-string: write it as one of its own")
        reading = part.reading.replace('"', "'") if piece.quote[0] == '"' else part.reading
        written.append(f"{source[position : part.span.start]}{{{reading}}}")
        position = part.span.end
    return "".join([*written, source[position : span.end]])


def _piece_around(pieces: Sequence[_Piece], part: Part) -> _Piece:
    for piece in pieces:
        if piece.body.start <= part.span.start and part.span.end <= piece.body.end:
            return piece
    raise EditError("it runs over several literals: write it as one")
