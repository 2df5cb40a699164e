"""Where a token ends whose pattern knows its beginning: with all parts that belong to it."""

from __future__ import annotations

from colab_safe.detect.checks import part_of_token
from colab_safe.detect.values import LONGEST, whole_run
from colab_safe.model import Span
from colab_safe.regex import Regex

_FAR = 4096  # characters before a token that another part of it may begin
_PARAMETER = Regex(r"[A-Za-z0-9%+/=._~-]+")
# Three parts, or five if it is encrypted: https://www.rfc-editor.org/rfc/rfc7516#section-3.1
_SIGNED_TOKEN = Regex(
    r"(?:[A-Za-z0-9_-]+\.){2}[A-Za-z0-9_-]*(?:(?:\.[A-Za-z0-9_-]+){2})?(?!\.?[A-Za-z0-9_-])"
)
# What may be between two parts of a token, and at least eight characters of another part.
_GLUE, _SIGNS = ("-", ".", "+", "~"), "-.+~_="
_LOOKED_AT = 64  # characters next to the token
_MORE = Regex(r"[-.+~][A-Za-z0-9_.+~=-]{7,}(?<![.~])")
_LESS = Regex(r"(?<![A-Za-z0-9_.+~/%\\-])[A-Za-z0-9_.+~-]{8,}\Z")


def whole_token(text: str, start: int, end: int) -> Span | None:
    """Return a token with what else of the same value is around it; None if that is longer than any token.

    A vendor may make its tokens longer, or put others in front of them. What follows a dot or a dash belongs to
    the token if it is as random; `….json` and `…-backup` do not.

    Args:
        text: What contains the token.
        start: Where its pattern says that it begins, in characters.
        end: Where its pattern says that it ends.
    """
    if text[end : end + 1] in _GLUE and (more := _MORE.match(text, end, end + LONGEST)):
        if more.end() - end == LONGEST:
            return None
        end = more.end() if part_of_token(more[0][:_LOOKED_AT].strip(_SIGNS)) else end
    if text[start - 1 : start] in _GLUE:
        less = _LESS.search(text, max(0, start - _FAR), start)
        start = (
            less.start() if less and part_of_token(less[0][-_LOOKED_AT:].strip(_SIGNS)) else start
        )
    return Span(start, end)


def whole_parameter(text: str, name: int, start: int) -> Span | None:
    """Return the value of a URL's parameter; None if it is longer than any.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern begins, in characters.
        start: Where the value begins.
    """
    return whole_run(_PARAMETER, text, start)


def signed_token(text: str, name: int, start: int) -> Span | None:
    """Return the whole of a token whose parts are separated by dots; None if there are more of them than in any.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern begins, in characters.
        start: Where the token begins.
    """
    token = _SIGNED_TOKEN.match(text, start)
    return whole_token(text, *token.span()) if token else None
