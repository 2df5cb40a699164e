"""Entities resolved: in attributes and comments, which `html` removes, and in XML or HTML that is shown as plain text."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, everywhere
from colab_safe.views.sign_search import with_any_of

# Without a semicolon a name is a parameter of a URL, except for these four: of the names that HTML
# accepts without one, they alone stand for ASCII characters.
ENTITY = r"&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});?|[a-zA-Z][a-zA-Z0-9]{1,31};|lt|gt|amp|quot)"
ENTITY_START = rb"&(?:#[xX]?[0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9])"
_COMMON = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#x27;": "'", "&nbsp;": "\xa0"}
_ASCII = range(32, 127)


def resolved(entity: str) -> str:
    """Return what an entity stands for; itself if it has no meaning.

    Args:
        entity: The reference as it is written, from "&" on. Named and numeric ones are listed at
            https://html.spec.whatwg.org/multipage/named-characters.html.
    """
    if entity in _COMMON:
        return _COMMON[entity]
    number = entity[2:].rstrip(";") if entity[1] == "#" else ""
    if number.isdecimal() and int(number) in _ASCII:
        return chr(int(number))
    from html import unescape  # takes 2 ms to import, for names that few notebooks contain

    return unescape(entity)


def escaped(text: str) -> str:
    """Return a text as it is written in HTML.

    Args:
        text: What a reader is to see.
    """
    from html import escape

    return escape(text)


DECODER = Decoder(
    name="entities",
    applies=everywhere,
    sign=with_any_of("&", Regex(ENTITY_START)),
    decode=Substitution(ENTITY, resolved),
    write=escaped_by(escaped),
    is_by_character=True,
    shows=True,
    guesses=False,
)
