"""Columns that are called like a credential, in tables of HTML and of plain text: each value as `name = "value"`."""

from __future__ import annotations

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, everywhere, verbatim

if TYPE_CHECKING:
    from colab_safe.views.sign_search import SearchedTexts

# The end of a cell in a head, what a line below a head begins with (the first row or a rule), and a head with commas or tabs.
_STARTS = BytesAhoCorasick(
    (
        b"</th>",
        b",api_key",
        b",token",
        b",password",
        b"\ttoken",
        b"\tapi_key",
        b"\tpassword",
        b"\n0 ",
        b"\n|-",
        b"\n|:",
        b"\n| -",
        b"\n| :",
        b"\n+-",
        b"\n+=",
        b"\n--",
        b"\n???",  # a line of Rich's frames
        b"\n? -",  # the line below the names in Polars' frames
    ),
    matchkind=MatchKind.LeftmostFirst,
)
_COMMAS = range(1, 7)
# What the names of table_columns.py end with, in lower case and with "?" for characters beyond Latin-1.
_NAME = (
    rb"(?:tokens?|secrets?|credentials?|creds|bearer|access|[ _-]key|(?:api|access)key|api_?\?|passw(?:or)?ds?|passphrase|pswd|pword|pwd|[_ -]p(?:ass|at|w)"
    rb"|passwort|kennwort|wachtwoord|passe|mdp|contrase[\xf1n]a|[ _-]api|clave|senha|parola|[s?]ifre|has[l?]o|schl(?:\xfc|ue)ssel"
    rb"|anahtar[i?]?|jeton|\?\?|data/info)[ _\d]{,2}"  # the last one is IPython's `%whos`
)
_HEAD_OF_HTML = Regex(_NAME + rb"\Z")
_HEAD = Regex(_NAME + rb"(?:\Z|[ ]{2}|[ ]?[|\t\r?])")
_HEAD_WITH_COMMAS = Regex(rb"(?:[,\t][\w \"]{,30}){1,30}\n[^\n,\t]{,60}[,\t]")
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
        return _HEAD_OF_HTML.search(narrow[max(0, place - 14) : place].lower()) is not None
    start = max(narrow.rfind(b"\n", max(0, place - _LONGEST_LINE), place), place - _LONGEST_LINE, 0)
    return _HEAD.search(narrow[start:place].lower()) is not None


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
