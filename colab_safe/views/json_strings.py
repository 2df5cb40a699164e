"""Broken notebooks, whose text is JSON: what its strings say, with the lines of a list joined."""

from __future__ import annotations

import re

from colab_safe.model import Place
from colab_safe.notebook.json_literals import JSON_ESCAPE, escaped
from colab_safe.notebook.json_scanner import unescaped
from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by
from colab_safe.views.sign_search import with_words

_MEMBER = Regex(rb'"(?:cell_type"\s*:\s*"[a-z]*"\s*[,}]|source"\s*:\s*\[)')
# Between two strings of a list: the second is followed by no colon, or by nothing any more.
_JOINT = r'"\s*,\s*"(?=[^"\\]*(?:\\.[^"\\]*)*(?:"\s*[,\]]|\Z))'


def _in_text_of_file(place: Place) -> bool:
    return place.part == "source" and place.cell is None and place.mime is None


DECODER = Decoder(
    name="strings",
    applies=_in_text_of_file,
    # As JSON spells them; metadata shown as text has neither commas nor brackets.
    sign=with_words((b'"cell_type"', b'"source"'), _MEMBER),
    decode=Substitution(
        f"{JSON_ESCAPE.pattern}|{_JOINT}",
        lambda found: "" if found[0] == '"' else unescaped(found),
        re.DOTALL,
        is_whole=True,
    ),
    write=escaped_by(escaped),
    is_by_character=True,
    shows=False,
    guesses=False,
    prepares=True,
    repeats=False,  # the result contains no JSON literals any more
)
