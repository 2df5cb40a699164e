"""HTML, SVG and XML as the text that a reader sees: tags gone, entities resolved, attributes and comments kept apart."""

from __future__ import annotations

import re

from colab_safe.regex import Regex
from colab_safe.views.substitution import Substitution

# An attribute may hold ">", but no "<": so no search goes beyond the next "<", and the time stays linear.
_TAG = r"<!--.*?(?:-->|\Z)|<[/!?]?[a-zA-Z][^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>"
# Without a semicolon a name is a parameter of an address, but for those few: none of the others stands for ASCII.
_ENTITY = r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});?|[a-zA-Z][a-zA-Z0-9]{1,31};|lt|gt|amp|quot)"
_NAME = Regex(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
# Tags that stand inside a word: everything else ends one, as a cell of a table does.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
     "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var", "wbr")
)  # fmt: skip
_SHOWN: dict[
    str, str
] = {}  # short tags and entities that were met: a table has few of them, a thousand times
_MANY, _SHORT = 1000, 64
_USUAL = {
    **{f"&#{code};": chr(code) for code in range(32, 127)},
    "&lt;": "<",
    "&gt;": ">",
    "&amp;": "&",
    "&quot;": '"',
    "&#x27;": "'",
    "&nbsp;": "\xa0",
}


def _character(entity: str) -> str:
    if entity in _USUAL:
        return _USUAL[entity]
    from html import unescape  # takes 2 ms, for names that most notebooks do not have

    return unescape(entity)


def _shown(found: str) -> str:
    if found in _SHOWN:
        return _SHOWN[found]
    shown = _character(found) if found[0] == "&" else _in_place_of(found)
    if len(_SHOWN) >= _MANY:
        _SHOWN.clear()
    if len(found) <= _SHORT:  # a comment, or a tag with a picture in it, may be megabytes
        _SHOWN[found] = shown
    return shown


def _in_place_of(tag: str) -> str:
    name = _NAME.match(tag)
    return "" if tag.startswith("<!--") or (name and name[1].lower() in _INLINE) else "\n"


# What stands between the tags, `<script>` and `<style>` included; block tags become line ends.
SHOWN_TEXT = Substitution(f"{_TAG}|{_ENTITY}", _shown, re.DOTALL)
# The markup itself with its entities resolved: attributes and comments are read here.
RESOLVED_ENTITIES = Substitution(_ENTITY, _shown)
