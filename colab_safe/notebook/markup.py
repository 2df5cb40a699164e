"""HTML, SVG and XML as the text that a reader sees: tags gone, entities resolved, attributes and comments kept apart."""

from __future__ import annotations

import re
from html import unescape

from colab_safe.notebook.literals import substitute
from colab_safe.notebook.pieces import Builder

_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[/!?]?[a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)")
# Tags that stand inside a word: everything else ends one, as a cell of a table does.
_INLINE = frozenset(
    ("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp",
     "small", "span", "strong", "sub", "sup", "tspan", "tt", "u", "var", "wbr")
)  # fmt: skip


_TAG_OR_ENTITY = re.compile(f"{_TAG.pattern}|{_ENTITY.pattern}", re.DOTALL)


def shown_text(text: str) -> Builder | None:
    """What stands between the tags, `<script>` and `<style>` included; block tags become line ends."""
    return substitute(text, _TAG_OR_ENTITY, _shown)


def resolved_entities(text: str) -> Builder | None:
    """The markup itself with its entities resolved: attributes and comments are read here."""
    return substitute(text, _ENTITY, lambda match: unescape(match[0]))


def _shown(match: re.Match[str]) -> str:
    if match[0].startswith("&"):
        return unescape(match[0])
    name = _NAME.match(match[0])
    return "" if match[0].startswith("<!--") or (name and name[1].lower() in _INLINE) else "\n"
