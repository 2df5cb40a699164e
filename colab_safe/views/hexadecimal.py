"""Text as two hexadecimal digits per byte, as `bytes.hex()` and databases write it; and in dumps of bytes.

With a blank or a colon between two bytes, as `bytes.hex(" ")` writes it, a text is decoded if it contains a slash, as paths do:
without letters in it, such digits are a row of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.joined_texts import NARROW
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, escaped_by, everywhere, verbatim
from colab_safe.views.sign_search import SearchedTexts, marks, runs_of, with_runs, with_words

# Ten printable characters: 1 in 20,000 runs of twenty random digits. Zeros are between them in UTF-16 and UTF-32.
_PRINTABLE = (
    r"(?:(?:00){,3}(?:[2-7][0-9a-fA-F]|0[7-9aAdD]|1[bB])){10,}(?:(?:00){1,3}(?![2-7][0-9a-fA-F]))?"
)
_RUN = Regex(_PRINTABLE)
_SHORTEST = 20  # digits
_BYTE = r"(?:[2-7][0-9a-fA-F]|0[07-9aAdD])"
_SPACED = Regex(rf"(?<![0-9A-Za-z])[2-7][0-9a-fA-F](?:[ :]{_BYTE}){{9,}}(?![0-9A-Za-z])")
_SLASHES = (b" 2f ", b" 2F ", b":2f:", b":2F:")
_SLASH = Regex(rf"[ :]2[fF](?:[ :]{_BYTE}){{3}}".encode())
_DIGITS = marks(b"0123456789abcdefABCDEF")
_SPACED_DIGITS = marks(b"0123456789abcdefABCDEF :")
_SHORTEST_SPACED = 29  # characters: ten bytes
# The end of the offset in a dump's second line, or in a later one: 16 bytes, in hexadecimal or octal digits.
_OFFSETS = (b"000010", b"000020")
_COLUMN = Regex(rb"0000[12]0[: ]")  # an offset, and a column behind it


def hexadecimal_decoded(text: str) -> Decoded | None:
    """Return every run of printable characters in hexadecimal, decoded, one per line; with blanks in between, behind the others.

    Args:
        text: The text that may contain such runs.

    Returns:
        None when it contains none.
    """
    builder = TextBuilder()
    narrow = text.encode(*NARROW)
    for digits in runs_of(narrow.translate(_DIGITS), _SHORTEST):
        for run in _RUN.finditer(text, *digits):
            builder.scale(bytes.fromhex(run[0]).decode("latin-1"), run.start(), 1, 2)
            builder.put("\n", run.end(), run.end())
    for run in _spaced_runs(text, narrow):
        decoded = bytes.fromhex(run[0].replace(":", " ")).decode("latin-1")
        builder.scale(decoded[:-1], run.start(), 1, 3)
        builder.put(decoded[-1], run.end() - 2, run.end())
        builder.put("\n", run.end(), run.end())
    return built(builder)


def _spaced_runs(text: str, narrow: bytes) -> Iterator[re.Match[str]]:
    """The runs with something between two bytes: the pattern alone, which begins with a digit, is tried at each one."""
    for start, end in runs_of(narrow.translate(_SPACED_DIGITS), _SHORTEST_SPACED):
        yield from _SPACED.finditer(text, start, end + 1)  # with what follows the last byte


def _sign(texts: SearchedTexts) -> set[int]:
    return _WITHOUT_BLANKS(texts) | _WITH_BLANKS(texts)


_WITHOUT_BLANKS = with_runs([Regex(_PRINTABLE.encode())], _DIGITS)
_WITH_BLANKS = with_words(_SLASHES, _SLASH)


def _dumps(text: str) -> Decoded | None:
    from colab_safe.views.dumps import dumps_decoded  # few notebooks have any

    return dumps_decoded(text)


DUMPS = Decoder(
    name="dump",
    applies=everywhere,
    sign=with_words(_OFFSETS, _COLUMN),
    decode=_dumps,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=False,
)
DECODER = Decoder(
    name="hexadecimal",
    applies=everywhere,
    sign=_sign,
    decode=hexadecimal_decoded,
    write=escaped_by(lambda text: text.encode().hex()),
    is_by_character=True,
    shows=False,
    guesses=False,
)
