"""Where a value ends that only its name calls secret: at its quote, or where its language ends it.

A rule's pattern finds where such a value begins. If it were cut at a "!" or a ",", it would be redacted in
part, and the rest would count as clean.
"""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.detect.rule import compiled
from colab_safe.model import Span

LONGEST = 4096  # characters of a value; a longer one is data

_QUOTES = "\"'`"
_WIDEST_OPENING = (
    8  # signs between a name and the first character that a pattern takes for the value's
)
_UNQUOTED = compiled(r"""(?:[^\s"'`<>(){}\[\],\\|&;]|&(?![A-Za-z_-]{1,30}=)|;(?=[^\s"'`<>&;]))+""")
# What ends a sentence or an argument rather than a password.
_TRAILING = compiled(r"[.,:;*]+$")
_LONGEST_PARAMETER = 10_240  # characters: a signed token with many claims
_PARAMETER = compiled(r"[A-Za-z0-9%+/=._~-]+")
# They redirect to such a link whoever downloads a public file: a release of GitHub, a file of Hugging Face or Kaggle.
_DOWNLOAD_HOST = compiled(
    r"(?:release-assets|objects|github-releases|github-cloud)\.githubusercontent\.com"
    r"|github-cloud\.s3\.amazonaws\.com|cdn-lfs[a-z0-9.-]*\.(?:huggingface\.co|hf\.co)|cas-bridge\.xethub\.hf\.co"
)
# A password may contain blanks, but not what holds sentences and lists of arguments together, nor many blanks.
_PROSE = compiled(r"\s(?:[^\n]*\s){3}|[,;:.=][ ]|[ ][^ \n]*=")
# A word among base64 is chance.
_DATA = compiled(r"[A-Za-z0-9+/]{40}$")
# `https://x-access-token:…@host`: rules for URLs know where that password ends.
_IN_URL = compiled(r"://[^\s/@\"'`<>]{1,110}:$")
_CALL = compiled(r"\s?[(\[]|={1,2}[^=]?")


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


def outside_download_link(text: str, name: int, start: int) -> Span | None:
    """Return the value of a URL's parameter; None if the URL is a download link that anybody is given for some minutes.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern begins, in characters.
        start: Where the value begins.
    """
    value = _PARAMETER.match(text, start, start + _LONGEST_PARAMETER)
    url = text.rfind("://", max(0, name - LONGEST), start)
    if not value or (
        url >= 0 and _DOWNLOAD_HOST.match(text, url + 3) and _is_one_word(text[url:start])
    ):
        return None
    return Span(*value.span())


def _is_one_word(text: str) -> bool:
    return len(text.split(maxsplit=1)) == 1


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
    r"""The end of a literal; 0 if it is not closed. In JSON inside of a string, `\"` opens and closes it."""
    quote, is_escaped = text[opening], opening > 0 and text[opening - 1] == "\\"
    at, limit = opening + 1, min(len(text), opening + LONGEST)
    while at < limit and text[at] != "\n":
        if text[at] == "\\":
            if is_escaped and text[at + 1 : at + 2] == quote:
                return at
            at += 1
        elif text[at] == quote:
            return at
        at += 1
    return 0


def _unquoted(text: str, start: int) -> Span | None:
    found = _UNQUOTED.match(text, start, start + LONGEST)
    if not found or text[start] == "@" or _CALL.match(text, found.end()):
        return None
    trailing = _TRAILING.search(found[0])
    return Span(start, found.end() - len(trailing[0]) if trailing else found.end())
