"""Which words a shell line or line magic has, with the Python values that IPython puts into them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from colab_safe.code.evaluate import Evaluator
from colab_safe.code.program import Code
from colab_safe.code.values import Chunk, TracedText

# A piece of a word: an escaped character, a quoted string's quote, {python}, $name or ${name}, a blank, anything else.
_PIECE = re.compile(
    r"\\(?P<escaped>.)|(?P<quote>[\"'])|\{(?P<python>[^{}\n]+)\}|\$\{?(?P<name>\w+)\}?|(?P<blank>[\s;|&<>()]+)|.",
    re.DOTALL,
)


def words_of_line(
    evaluator: Evaluator, cell: int, start: int, end: int, is_one_word: bool = False
) -> Iterator[TracedText]:
    """Yield the words of a shell line or line magic, with the values of its variables.

    Args:
        evaluator: The evaluator of the notebook's code.
        cell: The number of the cell that the line is in.
        start: The first character of the line, after `!` or `%`.
        end: The character after its last one.
        is_one_word: Whether blanks are a part of the only word, as in the value of `%env`.
    """
    source = evaluator.program.cells[cell]
    word: list[Chunk] = []
    open_quote = ""
    for piece in _PIECE.finditer(source, start, end):
        if piece["quote"] and open_quote in ("", piece["quote"]):
            open_quote = "" if open_quote else piece["quote"]
        elif piece["blank"] and not open_quote and not is_one_word:
            if word:
                yield tuple(word)
            word = []
        elif piece["python"] or piece["name"]:
            word += _inserted(evaluator, piece, cell)
        else:
            text = piece["escaped"] or piece[0]
            word.append(Chunk(text, cell, (piece.start(), *[piece.end()] * len(text))))
    if word:
        yield tuple(word)


def _inserted(evaluator: Evaluator, piece: re.Match[str], cell: int) -> TracedText:
    name = (piece["name"] or piece["python"]).strip()
    if piece["name"] or name.isidentifier():
        found = evaluator.in_shell(name, cell, piece.start())
    else:
        try:
            found = evaluator.texts(Code(ast.parse(name, mode="eval").body, -1))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            found = []
    return found[0] if found else evaluator.hint(name)
