"""Text as a list of its bytes: `[103, 104, 112]`, as `list(b"…")`, `bytes([…])` and JSON of buffers write it, or `0x67, 0x68`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colab_safe.joined_texts import NARROW
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, TextEdit, edits_at, everywhere
from colab_safe.views.sign_search import marks, runs_of, with_words

_BYTE = r"(?:0[xX](?:[2-7][0-9a-fA-F]|0[07-9aAdD]|1[bB])|1[01][0-9]|12[0-6]|27|3[2-9]|[4-9][0-9]|10|13|[0789])(?![0-9.a-zA-Z])"
_COMMA = r",\s{0,16}"  # `pprint` and NumPy wrap and indent lists
_SHORTEST = 16  # numbers: no token is shorter
_RUN = Regex(rf"(?<![0-9.-]){_BYTE}(?:{_COMMA}{_BYTE}){{{_SHORTEST - 1},}}")
# A pattern that begins with a digit is tried at each one, and most lists are of other numbers. So runs of what is in such a list are
# searched first: digits, letters of hexadecimal numbers, commas, blanks, and "?" for blanks beyond Latin-1.
_MARKS = marks(b"0123456789abcdefABCDEFxX,? \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0")
_SHORTEST_RUN = 2 * _SHORTEST - 1  # characters: `9,9,9`
_NUMBER = Regex(r"0[xX][0-9a-fA-F]{2}|[0-9]{1,3}")
# Two letters from "d" to "z" in a row: 997 of 1,000 tokens of 36 letters and digits have them. Sixty words at most are searched
# for with vector instructions.
_WORDS = [
    *(f",{blank}{number},{blank}1".encode() for blank in ("", " ") for number in range(100, 123)),
    *(f",{blank}0{x}{digit}".encode() for blank in ("", " ") for x in "xX" for digit in "67"),
]
_SHAPE = Regex(rf"{_COMMA}{_BYTE}(?:{_COMMA}{_BYTE}){{3}}".encode())


def byte_lists_decoded(text: str) -> Decoded | None:
    """Return the text of each list of printable bytes, one per line.

    Args:
        text: The text that may contain such lists.

    Returns:
        None when it contains none.
    """
    builder = TextBuilder()
    for run in _runs(text):
        numbers = list(_NUMBER.finditer(text, *run.span()))
        ends = [*(number.start() for number in numbers[1:]), run.end()]
        for number, end in zip(numbers, ends, strict=True):
            builder.put(chr(int(number[0], 0)), number.start(), end)
        builder.put("\n", run.end(), run.end())
    return built(builder)


def _runs(text: str) -> Iterator[re.Match[str]]:
    for start, end in runs_of(text.encode(*NARROW).translate(_MARKS), _SHORTEST_RUN):
        yield from _RUN.finditer(text, start, end + 1)  # with what follows the last number


def _written(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterator[TextEdit]:
    """Each edit as decimal numbers; the comma behind its last one stays."""
    for edit in edits:
        spans = decoded.spans(edit.start, edit.end)
        old = parent[spans[0].start : spans[-1].end]
        behind = old[len(old.rstrip(", \t\r\n")) :]
        numbers = ", ".join(str(byte) for byte in edit.text.encode())
        yield from edits_at(spans, numbers and numbers + behind)


DECODER = Decoder(
    name="byte-list",
    applies=everywhere,
    sign=with_words(_WORDS, _SHAPE),
    decode=byte_lists_decoded,
    write=_written,
    is_by_character=True,
    shows=False,
    guesses=False,
)
