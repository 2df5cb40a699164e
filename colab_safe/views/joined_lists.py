"""Literals that a call joins, as the one literal that it returns: `"".join(["…", "…"])`, R's `paste0("…", "…")`."""

from __future__ import annotations

import re

from colab_safe.model import Span
from colab_safe.origins import TextBuilder
from colab_safe.regex import Alternatives, Regex
from colab_safe.views.decoded import Decoded, built, keep_near_changes
from colab_safe.views.decoder import Decoder, verbatim
from colab_safe.views.joined_literals import in_code
from colab_safe.views.sign_search import with_words

_LITERAL = r"""[rRbBuU]{,2}(?:"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')"""
_SPACE = r"\s*(?:\#[^\n]*\n\s*){,9}"  # also comments
_COMMA = rf"{_SPACE},{_SPACE}"
_LITERALS = rf"{_LITERAL}(?:{_COMMA}{_LITERAL})+"
_END = rf"{_SPACE},?{_SPACE}[\])]"
_QUOTED = r"""(?:"[^"\\\n]{,9}"|'[^'\\\n]{,9}')"""


def _literal_joins(quote: str) -> str:
    """Python's `"".join([…])`."""
    return (
        rf"(?P<between>{quote}[^{quote}\\\n]{{,9}}{quote})\s*\.\s*join\s*\(\s*[\[(]"
        rf"{_SPACE}(?P<list>{_LITERALS}){_END}\s*\)"
    )


def _call(beginning: str, rest: str = "") -> str:
    """A function of R, SQL, Julia and others, whose names begin alike."""
    return (
        rf"{beginning}(?<=\b{beginning})(?:{rest})\s*\(\s*(?:c\(\s*)?(?P<list>{_LITERALS})"
        rf"(?:{_COMMA}(?:sep|collapse)\s*=\s*(?P<between>{_QUOTED}))?\s*\)?\s*\)"
    )


# The last one is JavaScript's and Ruby's.
_JOINING = Alternatives(
    _literal_joins('"'),
    _literal_joins("'"),
    _call("paste", "0?"),
    _call("str", "_c|i_c|ing|cat"),
    _call("concat"),
    _call("Concat"),
    _call("CONCAT"),
    rf"\[{_SPACE}(?P<list>{_LITERALS}){_END}\s*\.\s*join\s*\(\s*(?P<between>{_QUOTED})?\s*\)",
)
_PASTE = Regex(r"paste\s*\(")  # not `paste0`
_ONE = Regex(_LITERAL)
# Behind `[…].join(` the list ends with a literal; in a call, a comma follows the first one.
_SHAPE = Regex(
    rb"""\.join\((?:(?<=['"]......)\s*[\[(]\s*(?:\#|[rRbBuU]{,2}["'])|(?<=["',\s]\]......)|(?<=["',\s]\]\s......))"""
    rb"|(?:paste0?|str_c|stri_c|(?<=[cC])oncat|CONCAT|string|strcat)\(\s*(?:c\(\s*)?"
    + rf"{_LITERAL}\s*[,\#]".encode()
)
_WORDS = (b".join(", b"paste", b"str_c(", b"stri_c(", b"oncat(", b"CONCAT(", b"string(", b"strcat(")


def joined_lists(text: str) -> Decoded | None:
    """Return a text in which each call that joins literals is the literal that it returns.

    Args:
        text: Code in any language.

    Returns:
        None when it contains no such call.
    """
    builder, position = TextBuilder(), 0
    for call in _JOINING.finditer(text):
        before = Span(position, call.start())
        keep_near_changes(builder, text, before, is_first=not position, is_last=False)
        _add_joined(builder, text, call)
        position = call.end()
    if not position:
        return None
    keep_near_changes(builder, text, Span(position, len(text)), is_first=False, is_last=True)
    return built(builder)


def _add_joined(builder: TextBuilder, text: str, call: re.Match[str]) -> None:
    start, end = call.span("list")
    between = _between(call)
    for number, literal in enumerate(_ONE.finditer(text, start, end)):
        first = literal.start() + len(literal[0]) - len(literal[0].lstrip("rRbBuU")) + 1
        builder.put(between if number else '"', first, first)
        builder.keep(text, first, literal.end() - 1)
    builder.put('"', end, end)


def _between(call: re.Match[str]) -> str:
    if call["between"]:
        return call["between"][1:-1]
    return "," if call[0][0] == "[" else " " if _PASTE.match(call[0]) else ""


DECODER = Decoder(
    name="joined",
    applies=in_code,
    sign=with_words(_WORDS, _SHAPE),
    decode=joined_lists,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=False,
)
