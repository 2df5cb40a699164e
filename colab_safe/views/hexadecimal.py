"""Text as two hexadecimal digits per byte, as `bytes.hex()` and databases write it; and in dumps of bytes."""

from __future__ import annotations

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, escaped_by, everywhere, verbatim
from colab_safe.views.sign_search import SearchedTexts, with_runs

# Ten printable characters: 1 in 20,000 runs of twenty random digits. Zeros are between them in UTF-16 and UTF-32.
_PRINTABLE = (
    r"(?:(?:00){,3}(?:[2-7][0-9a-fA-F]|0[7-9aAdD]|1[bB])){10,}(?:(?:00){1,3}(?![2-7][0-9a-fA-F]))?"
)
_RUN = Regex(_PRINTABLE)
# The end of the offset in a dump's second line, or in a later one: 16 bytes, in hexadecimal or octal digits.
_OFFSETS = (b"000010", b"000020")


def hexadecimal_decoded(text: str) -> Decoded | None:
    """Return every run of printable characters in hexadecimal, decoded, one per line.

    Args:
        text: The text that may contain such runs.

    Returns:
        None when it contains none.
    """
    builder = TextBuilder()
    for run in _RUN.finditer(text):
        builder.scale(bytes.fromhex(run[0]).decode("latin-1"), run.start(), 1, 2)
        builder.put("\n", run.end(), run.end())
    return built(builder)


def _with_offsets(texts: SearchedTexts) -> set[int]:
    """The numbers of the texts with such an offset and a column behind it."""
    found, narrow = set(), texts.narrow
    for offset in _OFFSETS:
        place = narrow.find(offset)
        while place >= 0:
            if narrow[place + 6 : place + 7] in (b":", b" "):
                found.add(texts.number_at(place))
            place = narrow.find(offset, place + 6)
    return found


def _dumps(text: str) -> Decoded | None:
    from colab_safe.views.dumps import dumps_decoded  # few notebooks have any

    return dumps_decoded(text)


DUMPS = Decoder(
    name="dump",
    applies=everywhere,
    sign=_with_offsets,
    decode=_dumps,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=False,
)
DECODER = Decoder(
    name="hexadecimal",
    applies=everywhere,
    sign=with_runs([Regex(_PRINTABLE.encode())], b"0123456789abcdefABCDEF"),
    decode=hexadecimal_decoded,
    write=escaped_by(lambda text: text.encode().hex()),
    is_by_character=True,
    shows=False,
    guesses=False,
)
