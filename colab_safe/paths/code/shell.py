"""Which words a shell line or line magic has, with the Python values that IPython puts into them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from colab_safe.paths.code.evaluate import DRIVE, Evaluator, is_drive_name
from colab_safe.paths.code.program import Code
from colab_safe.paths.code.sinks import SHELL, VARIABLES
from colab_safe.paths.code.values import UNKNOWN, Chunk, TracedText, as_str
from colab_safe.paths.credentials import is_credential_name
from colab_safe.typed import NamedTuple

# A piece of a word: an escaped character, a quoted string's quote, {python}, $name or ${name}, a blank, anything else.
_PIECE = re.compile(
    r"\\(?P<escaped>.)|(?P<quote>[\"'])|\{(?P<python>[^{}\n]+)\}|\$\{?(?P<name>\w+)\}?|(?P<blank>[\s;|&<>]+)|.",
    re.DOTALL,
)
_VARIABLE = re.compile(r"(?:%?(?:set_)?env\s+|export\s+)?(\w+)[= ]")


class Word(NamedTuple):
    """One word of a line."""

    text: TracedText
    sure: bool  # whether the line says that it is the path of a credential


def shell_words(evaluator: Evaluator, cell: int, start: int, end: int) -> Iterator[Word]:
    """Yield the words of a shell line or line magic, with the values of its variables.

    Args:
        evaluator: The evaluator of the notebook's code.
        cell: The number of the cell that the line is in.
        start: The first character of the line, after `!` or `%`.
        end: The character after its last one.
    """
    source = evaluator.program.cells[cell]
    line = source[start:end]
    variable = _VARIABLE.match(line.strip())
    name = variable[1] if variable else ""
    sure = bool(SHELL.search(line)) or name in VARIABLES or is_credential_name(name)
    for chunks in _words(evaluator, source, cell, start, end):
        yield Word(_value(chunks), sure)


def changed_folder(evaluator: Evaluator, cell: int, start: int, end: int) -> TracedText | None:
    """Return the folder that `%cd` or `!cd` goes to; None for any other line.

    Args:
        evaluator: The evaluator of the notebook's code.
        cell: The number of the cell that the line is in.
        start: The first character of the line, after `!` or `%`.
        end: The character after its last one.
    """
    source = evaluator.program.cells[cell]
    if not re.match(r"cd\s", source[start:end]):
        return None
    words = list(_words(evaluator, source, cell, start + 3, end))
    return words[0] if words else None


def _value(word: TracedText) -> TracedText:
    """The part of NAME=value, or --option=value, behind the sign."""
    sign = re.match(r"-{0,2}[\w-]+=", as_str(word))
    cut = sign.end() if sign else 0
    chunks = []
    for chunk in word:
        chunks.append(chunk.part(min(cut, len(chunk.text)), len(chunk.text)))
        cut = max(0, cut - len(chunk.text))
    return tuple(chunk for chunk in chunks if chunk.text)


def _words(
    evaluator: Evaluator, source: str, cell: int, start: int, end: int
) -> Iterator[TracedText]:
    word: list[Chunk] = []
    open_quote = ""
    for piece in _PIECE.finditer(source, start, end):
        if piece["quote"] and open_quote in ("", piece["quote"]):
            open_quote = "" if open_quote else piece["quote"]
        elif piece["blank"] and not open_quote:
            if word:
                yield tuple(word)
            word = []
        elif piece["python"] or piece["name"]:
            word += _inserted(evaluator, piece)
        else:
            text = piece["escaped"] or piece[0]
            word.append(Chunk(text, cell, (piece.start(), *[piece.end()] * len(text))))
    if word:
        yield tuple(word)


def _inserted(evaluator: Evaluator, piece: re.Match[str]) -> TracedText:
    name = piece["name"] or piece["python"]
    if piece["name"]:
        found = [*evaluator.bound(name), *evaluator.bound(f"${name}")]
    else:
        try:
            found = evaluator.texts(Code(ast.parse(name.strip(), mode="eval").body, -1))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            found = []
    if found:
        return found[0]
    return (DRIVE,) if is_drive_name(name) else (Chunk(UNKNOWN),)
