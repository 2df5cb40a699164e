"""Lines as they are left on screen once carriage returns and backspaces have been carried out."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_any_of

_OVERWRITE = r"\x08|\r(?!\n)"
_MARK = Regex(_OVERWRITE)


def overwritten(text: str) -> Decoded | None:
    """Return a text as a terminal shows it, each column with the character written there last.

    Args:
        text: The text with carriage returns and backspaces; line ends of Windows stay.

    Returns:
        None when there is nothing to carry out.
    """
    mark = _MARK.search(text)
    if not mark:
        return None
    builder, position = TextBuilder(), 0
    while mark:
        start = text.rfind("\n", position, mark.start()) + 1 or position
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        builder.keep(text, position, start)
        line = text[start:end]
        for first, last in (_typed if "\b" in line else _returned)(line):
            builder.keep(text, start + first, start + last)
        position = end
        mark = _MARK.search(text, end)
    builder.keep(text, position, len(text))
    return built(builder)


def _returned(line: str) -> Iterator[tuple[int, int]]:
    """The parts of a line left on screen when each carriage return starts over."""
    column, end = 0, len(line)
    while end >= 0:
        start = line.rfind("\r", 0, end) + 1
        if end - start > column:
            yield start + column, end
            column = end - start
        end = start - 1


def _typed(line: str) -> Iterator[tuple[int, int]]:
    """The parts left on screen of a line with backspaces too, character by character."""
    cells: list[int] = []
    column = 0
    for index, character in enumerate(line):
        if character == "\r":
            column = 0
        elif character == "\b":
            column = max(0, column - 1)
        else:
            cells[column : column + 1] = [index]
            column += 1
    return ((index, index + 1) for index in cells)


DECODER = Decoder(
    name="terminal",
    applies=everywhere,
    sign=with_any_of("\r\b", Regex(_OVERWRITE.encode())),
    decode=overwritten,
    write=verbatim,
    is_by_character=True,
    shows=True,
    guesses=False,
)
