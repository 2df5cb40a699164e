"""String literals that the language joins: `"…" "…"`, also with an operator, line ends or comments in between."""

from __future__ import annotations

import re

from colab_safe.model import Place
from colab_safe.notebook.segments import ERROR
from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, verbatim
from colab_safe.views.sign_search import with_words

_CODE = (ERROR, "application/javascript", "text/javascript")
_JOINT_STARTS = (
    b"' ",
    b"'+",
    b"'\\",
    b"'\n",
    b'" ',
    b'"+',
    b'"\\',
    b'"\n',
    b"''",
    b"'\"",
    b"\"'",
    b'""',
)
# Behind the end of a literal, not in one that is only `" & "`: what Visual Basic, SQL, Julia, R and Lua join with.
_OPERATORS = r"(?<=\w[\"'])[ ]{,9}(?:&|\|\||\*|%\+%|\.\.)[ \t]{,9}(?:\n[ \t]{,99})?[\"']"
# As the shell joins them.
_NOTHING = r"(?<=\w[\"'])[\"'](?=\w)"
# Two strings with only a line end between them, and a colon behind, are metadata shown as text. What a bracket, a
# sign or a blank precedes, as in `split(" ")`, or a bracket or a sign follows, is a literal itself.
_JOINT_SHAPE = Regex(
    (
        rf"""["'](?:{_NOTHING}|{_OPERATORS}|(?!\n"[^"\n]{{0,100}}":|(?<=[\s(\[,=+].)[ ]+["'])[+\\()?\s\x1c-\x1f\x85\xa0]{{1,200}}"""
        r"""(?:(?<=\s)(?:\#|//)[^\n]{,100}\n[+\\()?\s]{,200}){,3}[rRbBuUfF]{,2}["'](?![).,+\]}:;]))"""
    ).encode()
)


_LAST_LINE_END = b"\n\0"  # a null separates joined texts, and joins no literals


class _Joint:
    """`_JOINT_SHAPE`, which is compiled only where something other than the metadata of a notebook is: that takes 3 million
    instructions, a fiftieth of the check of a commit."""

    def match(self, narrow: bytes, place: int) -> re.Match[bytes] | None:
        """Return a match of the shape; None also at the end of a line whose next one is `"key": …` or the last one.

        Args:
            narrow: One byte per character.
            place: The index of a quotation mark.
        """
        if narrow.startswith(b'\n"', place + 1):
            end = narrow.find(b'"', place + 3, place + 104)
            if end > 0 and narrow.startswith(b'":', end) and b"\n" not in narrow[place + 2 : end]:
                return None
        if narrow.startswith(_LAST_LINE_END, place + 1):
            return None
        return _JOINT_SHAPE.match(narrow, place)


# What Python and JavaScript join, also with prefixes, line ends, backslashes, parentheses and comments between the
# quotation marks. What tells a quotation mark from an escaped one is tested behind it: `re` finds a single first
# character ten times faster.
_JOINT = (
    rf"""["'](?<!\\["'])(?:{_NOTHING}|{_OPERATORS}|(?=[\s+\\)])[\s+\\()]{{1,200}}"""
    r"""(?:(?<=\s)(?:\#|//)[^\n]{,100}\n[\s+\\()]{,200}){,3}(?:\b[rRbBuUfF]{1,2})?["'])"""
)


def in_code(place: Place) -> bool:
    """Return whether a place shows code: a source, a traceback, or a script.

    Args:
        place: Where the text is.
    """
    return place.mime in _CODE or (place.mime is None and place.part == "source")


DECODER = Decoder(
    name="literals",
    applies=in_code,
    sign=with_words(_JOINT_STARTS, _Joint()),
    decode=Substitution(_JOINT, lambda joint: ""),
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=False,
)
