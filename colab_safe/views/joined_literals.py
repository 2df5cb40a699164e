"""String literals that Python or JavaScript joins: `"…" "…"` and `"…" + "…"`."""

from __future__ import annotations

from colab_safe.model import Place
from colab_safe.notebook.segments import ERROR
from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, verbatim
from colab_safe.views.sign_search import with_words

_CODE = (ERROR, "application/javascript", "text/javascript")
_JOINT_STARTS = (b"' ", b"'+", b"'\\", b"'\n", b'" ', b'"+', b'"\\', b'"\n')
# Two strings with only a line end between them, and a colon behind, are metadata shown as text.
_JOINT_SHAPE = Regex(
    rb"""["'](?!\n"[^"\n]{0,100}":)[+\\()?\s\x1c-\x1f\x85\xa0]{1,200}[rRbBuUfF]{,2}["']"""
)
# Also with prefixes, line ends, backslashes and parentheses between the quotation marks. What tells
# a quotation mark from an escaped one is tested behind it: `re` finds a single first character ten
# times faster.
_JOINT = r"""["'](?<!\\["'])(?=[\s+\\)])[\s+\\()]{1,200}(?:\b[rRbBuUfF]{1,2})?["']"""


def _in_code(place: Place) -> bool:
    return place.mime in _CODE or (place.mime is None and place.part == "source")


DECODER = Decoder(
    name="literals",
    applies=_in_code,
    sign=with_words(_JOINT_STARTS, _JOINT_SHAPE),
    decode=Substitution(_JOINT, lambda joint: ""),
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=False,
    is_common=True,
)
