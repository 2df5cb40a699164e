"""Columns that are called like a credential, in tables of HTML and of plain text: each value as `name = "value"`."""

from __future__ import annotations

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, everywhere, verbatim

if TYPE_CHECKING:
    from colab_safe.views.sign_search import SearchedTexts

# The end of a cell in a head, what a line below a head begins with (the first row or a rule), and a head with commas.
_STARTS = BytesAhoCorasick(
    (
        b"</th>",
        b",api_key",
        b",token",
        b",password",
        b"\n0 ",
        b"\n|-",
        b"\n|:",
        b"\n| -",
        b"\n| :",
        b"\n+-",
        b"\n+=",
        b"\n--",
    ),
    matchkind=MatchKind.LeftmostFirst,
)
_COMMAS = (1, 2, 3)
_NAMES = (b"token", b"secret", b"key", b"passw", b"pwd")
_HEAD_OF_HTML = Regex(rb"(?:token|secret|[ _-]key|apikey|passw(?:or)?d|pwd)[ ]?\Z")
_HEAD = Regex(rb"(?:token|secret|[ _-]key|apikey|passw(?:or)?d|pwd)(?:\Z|[ ]{2}|[ ]?[|\t\r])")
_HEAD_WITH_COMMAS = Regex(rb"(?:,[\w \"]{,30}){1,30}\n[^\n,]{,60},")
_LONGEST_LINE = 500


def _tables(texts: SearchedTexts) -> set[int]:
    """The numbers of the texts with a table in which a column is called like a credential."""
    narrow, found, behind = texts.narrow, set(), 0
    for word, place, _ in _STARTS.find_matches_as_indexes(narrow):
        if place >= behind and _is_below_name(narrow, word, place):
            found.add(number := texts.number_at(place))
            behind = texts.starts[number + 1]
    return found


def _is_below_name(narrow: bytes, word: int, place: int) -> bool:
    if word in _COMMAS:
        return _HEAD_WITH_COMMAS.match(narrow, place) is not None
    if word == 0:
        return _HEAD_OF_HTML.search(narrow[max(0, place - 10) : place].lower()) is not None
    start = max(narrow.rfind(b"\n", max(0, place - _LONGEST_LINE), place), place - _LONGEST_LINE, 0)
    line = narrow[start:place].lower()
    return any([name in line for name in _NAMES]) and _HEAD.search(line) is not None


def _decoded(text: str) -> Decoded | None:
    from colab_safe.views.table_columns import table_columns  # few notebooks need it

    return table_columns(text)


DECODER = Decoder(
    name="table",
    applies=everywhere,
    sign=_tables,
    decode=_decoded,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=True,  # what is below a name may belong to the column beside it
    repeats=False,
)
