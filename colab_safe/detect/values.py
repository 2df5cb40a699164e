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
    r"""\Z|[\s"'`]|[)\]},;>|&.:*]+(?:[\s"'`<\\]|\Z)|[,;&|][\w.-]{1,40}["']?[=:]|[,;|&]{1,2}[ ]"""
    r"""|<(?:[/!]|[A-Za-z][A-Za-z0-9-]{0,20}(?:[ ][a-z-]{1,20}=|[ ]{0,3}/?>))|\\+(?:[nrt"'`]|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|033)"""
)
# A line of an .env, INI, YAML or properties file, or of a shell, that gives one name one value.
_NAME_OF_LINE = Regex(
    r"""[ \t]*(?:(?:export|set|setenv|env|ENV|ARG|%env|%set_env|-)[ \t]+)?[\w.-]{1,100}[ \t]*[=:][ \t]*"""
)
# A word of a shell in which a backslash makes the next sign an ordinary one: https://www.gnu.org/software/bash/manual/html_node/Escape-Character.html
_ESCAPED_WORD = Regex(
    r"""(?:\\(?:[^\w\s"'`]|["'`][ ]?(?=[^\W_])|[ ](?=\S))|[^\s\x00-\x1f\x7f"'`\\;&|<>()])+(?=[ \t;&|)\n]|\Z)"""
)
_WORD = Regex(r"""(?:[^\s\x00-\x1f\x7f"'`\\]|\\(?![nrt"'`]))+""")
# The same in a file such as .netrc, where a quote is a sign like any other: one that closes the file's text has no letter behind it.
_FIELD = Regex(r"""(?:[^\s\x00-\x1f\x7f"'`\\]|["'`](?=[^\W_])|\\(?![nrt"'`]))+""")
# A quote in the middle of a value without quotes, and all up to the next blank: `RoIy6P"NqaFJ6X`.
_QUOTE_INSIDE = Regex(r"""["'`]{1,3}(?=[^\W_])[^\s\x00-\x1f\x7f]*""")
# The same behind a bracket that nothing before the value has opened: `wLnP8Q)hcGOs9H`.
_BRACKET_INSIDE = Regex(r"[)\]}>]{1,3}(?=[^\W_])[^\s\x00-\x1f\x7f\"'`]*")
_OPENED = {")": "(", "]": "[", "}": "{", ">": "<"}
# What counts in a literal: escapes, quotes that are a part of the value, quotes and the end of the line. Words of Python and
# further literals or attributes may follow a quote without a blank.
_MARKS = (
    r"""\\[\s\S]?|'"'"'|(?<!QUOTE)(?:QUOTE{2})+(?=[^\s)\]},;:'"`\\])"""
    r"""|QUOTE(?=[^\W_])(?!(?:if|in|or|and|else|for|is|not)\b|[bBrRuUfF]{1,2}["']|[\w-]{1,40}=)"""
    r"""(?=(?:[^\s"'`]{1,99}QUOTE(?=\w)){0,8}[^\s"'`]{1,99}(?:QUOTE(?!\w)|[ ]*[│┃║|\n]))|(?P<closing>QUOTE)|\n"""
)
_QUOTES_INSIDE = 8  # in one value; each name in a line of quotes would look at the whole line
_REST_OF_LINE = Regex(r"[ \t]*(?:[#;][^\n]*)?(?:\n|\Z)")
# What ends a sentence or an argument rather than a password.
_TRAILING = Regex(r"[.,:;*]+$")
# A password may contain blanks, but not what holds sentences and lists of arguments together, nor many blanks.
_PROSE = Regex(r"\s(?:[^\n]*\s){3}|[,;:.=][ ]|[ ][^ \n]*=")
# A word among base64 is chance.
_DATA = Regex(r"[A-Za-z0-9+/]{40}$")
# `https://x-access-token:…@host`: rules for URLs know where that password ends.
_IN_URL = Regex(r"://[^\s/@\"'`<>]{1,110}:$")
_CALL = Regex(r"[ \t]?[(\[]|={1,2}[^=]?")
# `…/v1?api_key=… (Caused by …)`, as exceptions of HTTP clients write it: the value in a URL is not the name of a function.
_PARAMETER = Regex(r"[?&][\w.-]{1,60}=$")


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
        closing = _closing_quote(text, opening, start)
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
    return whole_run(_FIELD, text, start)


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


def _closing_quote(text: str, opening: int, start: int) -> int:
    r"""The end of a literal; 0 if it is not closed on its line. In JSON inside of a string, `\"` opens and closes it.

    A quote that a letter or digit follows closes nothing, such as `'k7Qz'm2Xw9'`, which a program printed.
    YAML, SQL and CSV write a quote of the value twice, shlex as `'"'"'`.
    """
    quote, is_escaped = text[opening], opening > 0 and text[opening - 1] == "\\"
    marks = compiled(_MARKS.replace("QUOTE", quote)).finditer(text, opening + 1)
    inside = 0
    for mark in marks:
        if mark[0] == "\n":
            return 0
        is_before = mark.start() < start and mark[0][0] == quote  # it closes the name
        if is_before or mark["closing"] or (is_escaped and mark[0] == f"\\{quote}"):
            return mark.start()
        inside += mark[0][0] == quote
        if inside > _QUOTES_INSIDE:
            return mark.start()
    return 0


def _unquoted(text: str, start: int) -> Span | None:
    """The value up to where its language ends it; None if it is code, or if nothing says where it ends."""
    end = _UNQUOTED.match(text, start, start + LONGEST + 1).end()  # type: ignore[union-attr]
    if end - start > LONGEST or text[start] == "@" or _is_called(text, start, end):
        return None
    if text.startswith("\\", end) and (escaped := _shell_word(text, start, end)):
        return escaped
    if inside := _QUOTE_INSIDE.match(text, end, start + LONGEST + 1):
        return Span(start, inside.end())
    if not _END.match(text, end):
        return _rest_of_line(text, start) or _up_to_bracket(text, start, end)
    trailing = _TRAILING.search(text, start, end)
    return Span(start, trailing.start() if trailing else end)


def _is_called(text: str, start: int, end: int) -> bool:
    """Whether what looks like a value is the name of a function, or of a variable that is assigned."""
    is_in_url = text[end : end + 1] == " " and _PARAMETER.search(text, max(0, start - 62), start)
    return not is_in_url and _CALL.match(text, end) is not None


def _up_to_bracket(text: str, start: int, end: int) -> Span | None:
    """The value up to the bracket that closes what is around it; one that closes nothing is a part of the value."""
    opened = _OPENED.get(text[end])
    if opened is None:
        return None
    line = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    is_closed = text.count(opened, line, start) > text.count(text[end], line, start)
    inside = None if is_closed else _BRACKET_INSIDE.match(text, end, start + LONGEST + 1)
    if inside:
        end = inside.end()
    trailing = _TRAILING.search(text, start, end) if inside else None
    return Span(start, trailing.start() if trailing else end)


def _shell_word(text: str, start: int, end: int) -> Span | None:
    """The word that a line of a shell gives to the name that it begins with, if it goes on behind a backslash."""
    line = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    word = _ESCAPED_WORD.match(text, start, start + LONGEST + 1)
    is_longer = word is not None and word.end() > end + 1 and word.end() - start <= LONGEST
    names = _NAME_OF_LINE.fullmatch(text, line, start) if is_longer else None
    return Span(*word.span()) if word and names and text[start - 1] == "=" else None


def _rest_of_line(text: str, start: int) -> Span | None:
    """The word that a line gives to the name that it begins with, whatever signs are in it."""
    line = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    word = _WORD.match(text, start, start + LONGEST + 1)
    if not word or word.end() - start > LONGEST:
        return None
    names = _NAME_OF_LINE.fullmatch(text, line, start)
    return Span(*word.span()) if names and _REST_OF_LINE.match(text, word.end()) else None
