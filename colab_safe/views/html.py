"""HTML, SVG and XML as the text that a reader sees: without tags and comments, with entities resolved."""

from __future__ import annotations

import re

from colab_safe.regex import Regex, possessive
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, in_markup
from colab_safe.views.entities import ENTITY, ENTITY_START, escaped, resolved
from colab_safe.views.sign_search import with_any_of

# A name ends at a blank, a slash, a quotation mark or the tag's end: `i<e.length&&j>0` in a script is a comparison.
# An attribute may contain ">" but not "<": so no match goes beyond the next "<", and the time stays linear.
_TAG = possessive(
    r"<!--.*?(?:-->|\Z)"
    r"|<[/!?]?[a-zA-Z][\w:.-]*+(?:(?=[\s/?\"'])"
    r"[^<>\"']*+(?:(?:\"[^\"<]*+\"|'[^'<]*+')[^<>\"']*+)*+)?>"
)
_TAG_START = rb"<(?:!--|[/!?]?[a-zA-Z])"
_NAME = Regex(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
# Tags that may be inside a word; every other tag ends one, as a cell of a table does.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
     "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var", "wbr")
)  # fmt: skip


class _Markup:
    """Tags and comments, and the entities between them: `re` finds a single first character ten times faster than one of two."""

    _TAGS, _ENTITIES = Regex(f"({_TAG})", re.DOTALL), Regex(f"({ENTITY})")

    def split(self, text: str) -> list[str]:
        """Return a text in parts, of which every second one is a tag, a comment or an entity.

        Args:
            text: HTML, SVG or XML.
        """
        parts = self._TAGS.split(text)
        if "&" not in text:
            return parts
        finer: list[str] = []
        for number, part in enumerate(parts):
            finer += (part,) if number % 2 or "&" not in part else self._ENTITIES.split(part)
        return finer


def _shown(found: str) -> str:
    if found[0] == "&":
        return resolved(found)
    name = None if found.startswith("<!--") else _NAME.match(found)
    return "" if found.startswith("<!--") or (name and name[1].lower() in _INLINE) else "\n"


# The text between the tags, including that of `<script>` and `<style>`; block tags become line ends.
DECODER = Decoder(
    name="html",
    applies=in_markup,
    sign=with_any_of("<&", Regex(_TAG_START + b"|" + ENTITY_START)),
    decode=Substitution(_Markup(), _shown),
    write=escaped_by(escaped),
    is_by_character=True,
    shows=True,
    guesses=False,
)
