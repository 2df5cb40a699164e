"""Literals that a call joins, as the one literal that it returns: `"".join(["…", "…"])`, R's `paste0("…", "…")`."""

from __future__ import annotations

import re

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, verbatim
from colab_safe.views.joined_literals import in_code
from colab_safe.views.sign_search import with_words

_LITERAL = r"""[rRbBuU]{,2}(?:"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*')"""
_SPACE = r"\s*(?:\#[^\n]*\n\s*){,9}"  # also comments
_COMMA = rf"{_SPACE},{_SPACE}"
_LITERALS = rf"{_LITERAL}(?:{_COMMA}{_LITERAL})+"
_END = rf"{_SPACE},?{_SPACE}[\])]"
_BETWEEN = r"""(?P<between{0}>"[^"\\\n]{{,9}}"|'[^'\\\n]{{,9}}')"""
# Python, then R, SQL, Julia and others, then JavaScript and Ruby.
_JOINING = Regex(
    rf"{_BETWEEN.format(1)}\s*\.\s*join\s*\(\s*[\[(]{_SPACE}(?P<list1>{_LITERALS}){_END}\s*\)"
    rf"|\b(?P<call>paste0?|str_c|stri_c|concat|CONCAT|Concat|string|strcat)\s*\(\s*(?:c\(\s*)?(?P<list2>{_LITERALS})"
    rf"(?:{_COMMA}(?:sep|collapse)\s*=\s*{_BETWEEN.format(2)})?\s*\)?\s*\)"
    rf"|\[{_SPACE}(?P<list3>{_LITERALS}){_END}\s*\.\s*join\s*\(\s*{_BETWEEN.format(3)}?\s*\)"
)
_ONE = Regex(_LITERAL)
_SHAPE = Regex(
    rb"""\.join\((?:(?<=['"]......)\s*[\[(]\s*(?:\#|[rRbBuU]{,2}["'])|(?<=\]......)|(?<=\]\s......))"""
    rb"|(?:paste0?|str_c|stri_c|[cC]oncat|CONCAT|string|strcat)\(\s*(?:c\(\s*)?[\"']"
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
        builder.keep(text, position, call.start())
        _add_joined(builder, text, call)
        position = call.end()
    if not position:
        return None
    builder.keep(text, position, len(text))
    return built(builder)


def _add_joined(builder: TextBuilder, text: str, call: re.Match[str]) -> None:
    start, end = next(
        span for name in ("list1", "list2", "list3") if (span := call.span(name))[0] >= 0
    )
    between = _between(call)
    for number, literal in enumerate(_ONE.finditer(text, start, end)):
        first = literal.start() + len(literal[0]) - len(literal[0].lstrip("rRbBuU")) + 1
        builder.put(between if number else '"', first, first)
        builder.keep(text, first, literal.end() - 1)
    builder.put('"', end, end)


def _between(call: re.Match[str]) -> str:
    written = call["between1"] or call["between2"] or call["between3"]
    if written:
        return written[1:-1]
    return " " if call["call"] == "paste" else "," if call["list3"] else ""


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
