"""Where a value ends that only its name calls secret: at its quote, or where its language ends it.

A rule's pattern finds where such a value begins. If it were cut at a "!" or a ",", it would be redacted in
part, and the rest would count as clean.
"""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.detect.rule import compiled
from colab_safe.limits import UNQUOTED_VALUE
from colab_safe.model import Span
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from re import Pattern

LONGEST = UNQUOTED_VALUE.most  # characters of a value without quotes; a longer one is data
_FAR = 4096  # characters before a parameter that its URL may begin
_QUOTES = "\"'`"
_WIDEST_OPENING = (
    8  # signs between a name and the first character that a pattern takes for the value's
)
_PARTS = r"""[^\s\x00-\x1f\x7f"'`<>(){}\[\],\\|&;]"""
_UNQUOTED = Regex(
    rf"""{_PARTS}*(?:(?:&(?!(?:amp;)?[A-Za-z_-][\w.-]{{0,40}}=)|;(?![ ]?[A-Za-z_][\w .-]{{0,40}}=)(?=[^\s"'`<>&;])){_PARTS}*)*"""
)
# What ends a value besides blanks and quotes: the end of a list, another name, a tag, an escape, a command.
_END = Regex(
    r"""\Z|[\s"'`]|[)\]},;>|&.:*]+(?:[\s"'`<\\]|\Z)|[,;&|][\w.-]{1,40}["']?[=:]|[,;|&]{1,2}[ ]|<[/!A-Za-z]|\\[^\s]"""
)
# A line of an .env, INI, YAML or properties file, or of a shell, that gives one name one value.
_NAME_OF_LINE = Regex(
    r"""[ \t]*(?:(?:export|set|setenv|env|ENV|ARG|%env|%set_env|-)[ \t]+)?[\w.-]{1,100}[ \t]*[=:][ \t]*"""
)
_WORD = Regex(r"""(?:[^\s\x00-\x1f\x7f"'`\\]|\\(?![nrt"'`]))+""")
_REST_OF_LINE = Regex(r"[ \t]*(?:[#;][^\n]*)?(?:\n|\Z)")
# What ends a sentence or an argument rather than a password.
_TRAILING = Regex(r"[.,:;*]+$")
# A password may contain blanks, but not what holds sentences and lists of arguments together, nor many blanks.
_PROSE = Regex(r"\s(?:[^\n]*\s){3}|[,;:.=][ ]|[ ][^ \n]*=")
# A word among base64 is chance.
_DATA = Regex(r"[A-Za-z0-9+/]{40}$")
# `https://x-access-token:…@host`: rules for URLs know where that password ends.
_IN_URL = Regex(r"://[^\s/@\"'`<>]{1,110}:$")
_CALL = Regex(r"\s?[(\[]|={1,2}[^=]?")


def whole_value(text: str, name: int, start: int) -> Span | None:
    """Return the whole value whose beginning a pattern has found; None if it is code and not a value.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern says that the name begins, in characters.
        start: Where the pattern says the value begins, in characters.
    """
    if _DATA.search(text, max(0, name - 60), name) or _IN_URL.search(
        text[max(0, start - 120) : start]
    ):
        return None
    for opening in _quotes_before(text, start):
        closing = _closing_quote(text, opening)
        if closing > start:
            is_prose = _PROSE.search(text, opening, closing) is not None
            return None if is_prose else Span(opening + 1, closing)
    return _unquoted(text, start)


def whole_word(text: str, name: int, start: int) -> Span | None:
    """Return the value of a file whose values end at a blank, such as .netrc, or at the quote that the file's text is in.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern begins, in characters.
        start: Where the value begins.
    """
    return whole_run(_WORD, text, start)


def whole_run(characters: Pattern[str], text: str, start: int) -> Span | None:
    """Return the value that consists of certain characters; None if it is longer than any.

    Args:
        characters: Matches one or more of them.
        text: What contains the value.
        start: Where the value begins, in characters.
    """
    run = characters.match(text, start, start + LONGEST + 1)
    return Span(*run.span()) if run and len(run[0]) <= LONGEST else None


def _quotes_before(text: str, start: int) -> Iterator[int]:
    """The quotes among the signs before a value, the first one first: in `":"'x"` the value is `'x`."""
    first = start
    while start - first < _WIDEST_OPENING and first and not _is_word(text[first - 1]):
        first -= 1
    for at in range(first, start):
        if text[at] in _QUOTES:
            yield at


def _is_word(character: str) -> bool:
    return character.isalnum() or character.isspace() or character == "_"


def _closing_quote(text: str, opening: int) -> int:
    r"""The end of a literal; 0 if it is not closed on its line. In JSON inside of a string, `\"` opens and closes it."""
    quote, is_escaped = text[opening], opening > 0 and text[opening - 1] == "\\"
    for mark in compiled(rf"\\[\s\S]?|{quote}|\n").finditer(text, opening + 1):
        if mark[0] == "\n":
            return 0
        if mark[0] == quote or (is_escaped and mark[0] == f"\\{quote}"):
            return mark.start()
    return 0


def _unquoted(text: str, start: int) -> Span | None:
    """The value up to where its language ends it; None if it is code, or if nothing says where it ends."""
    end = _UNQUOTED.match(text, start, start + LONGEST + 1).end()  # type: ignore[union-attr]
    if end - start > LONGEST or text[start] == "@" or _CALL.match(text, end):
        return None
    if not _END.match(text, end):
        return _rest_of_line(text, start) or (Span(start, end) if text[end] in ")]}>" else None)
    trailing = _TRAILING.search(text, start, end)
    return Span(start, trailing.start() if trailing else end)


def _rest_of_line(text: str, start: int) -> Span | None:
    """The word that a line gives to the name that it begins with, whatever signs are in it."""
    line = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    word = _WORD.match(text, start, start + LONGEST + 1)
    if not word or word.end() - start > LONGEST:
        return None
    names = _NAME_OF_LINE.fullmatch(text, line, start)
    return Span(*word.span()) if names and _REST_OF_LINE.match(text, word.end()) else None
