"""Go's regular expressions (RE2) in Python's syntax: whatever looks the same but means something else is translated.

Go's syntax: https://github.com/google/re2/wiki/Syntax. Python's: https://docs.python.org/3/library/re.html
"""

from __future__ import annotations

import re

from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_POSIX = {
    "alnum": "0-9A-Za-z", "alpha": "A-Za-z", "ascii": r"\x00-\x7f", "blank": r"\t ", "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9", "graph": "!-~", "lower": "a-z", "print": " -~", "punct": r"!-/:-@\[-`{-~", "space": r"\t\n\v\f\r ",
    "upper": "A-Z", "word": "0-9A-Za-z_", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_ESCAPE = r"\\x\{[0-9A-Fa-f]{1,6}\}|\\[pP](?:\{\^?\w+\}|\w)|\\[0-7]{1,3}|\\."
_POSIX_SET = r"\[:\^?\w+:\]"
_TOKENS = Regex(
    rf"""
      \\Q (?P<literal>.*?) (?:\\E|\Z)
    | (?P<escape>{_ESCAPE})
    | (?P<set>\[ \^? \]? (?:{_ESCAPE}|{_POSIX_SET}|[^\]])* \])
    | \(\? (?P<flags>[a-zA-Z]*(?:-[a-zA-Z]+)?) (?P<scope>[:)])
    | (?P<named>\(\?P?<\w+>)
    | (?P<other>\{{\d+(?:,\d*)?\}}|\(\?|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBERS = Regex(rf"(?P<escape>{_ESCAPE})|(?P<posix>{_POSIX_SET})|(?P<other>--|.)", re.DOTALL)
# Letters that mean the same to both after a backslash; `\z` is an anchor of another name.
_LETTERS = frozenset("AbBdDsSwWaftnrv")


class Untranslatable(ValueError):
    """Python's regular expressions have no equivalent; the message names the construct."""


class Malformed(ValueError):
    """Go would reject the expression as well; the message says why."""


class _Group(NamedTuple):
    """An open parenthesis: `(?i:` and the like that we opened in it, and whether `$` ends a line in it."""

    opened: list[str]
    flags: str


def translated(pattern: str) -> str:
    """Translate an expression to Python; `\\w`, `\\d`, `\\s` and `\\b` match ASCII only, as in Go.

    Args:
        pattern: An expression in Go's syntax.

    Raises:
        Untranslatable: Python has no equivalent.
        Malformed: Go would reject the expression.
    """
    groups = [_Group([], "")]
    parts = [_translated(token, groups) for token in _TOKENS.finditer(pattern)]
    if len(groups) != 1:
        raise Malformed("a parenthesis is not closed")
    return "".join(["(?a)", *parts, ")" * len(groups[0].opened)])


def _translated(token: re.Match[str], groups: list[_Group]) -> str:
    kind, text = token.lastgroup, token[0]
    if kind == "literal":
        return re.escape(token["literal"])
    if kind == "escape":
        return r"\Z" if text == r"\z" else _escape(text)
    if kind == "set":
        return _set(text)
    if kind == "scope":
        return _flags(token["flags"], token["scope"], groups)
    if kind == "named" or text == "(":
        groups.append(_Group([], groups[-1].flags))
        return "("
    return _punctuation(text, groups)


def _punctuation(text: str, groups: list[_Group]) -> str:
    if text == "(?":
        raise Malformed("Go has no look-around and other extensions")
    if text in "[\\":
        raise Malformed(f"the {text} is not closed")
    if text == ")":
        if len(groups) == 1:
            raise Malformed("a parenthesis is closed that is not open")
        return ")" * (len(groups.pop().opened) + 1)
    if text == "|":  # flags apply up to the end of the group, in all its branches
        opened = groups[-1].opened
        return ")" * len(opened) + "|" + "".join(opened)
    if text == "$":
        return "$" if "m" in groups[-1].flags else r"\Z"
    return r"\{" if text == "{" else text


def _flags(flags: str, scope: str, groups: list[_Group]) -> str:
    """`(?i:` stays; `(?i)`, which Python accepts only at the start, becomes a group up to the end of the enclosing one."""
    on, _, off = flags.partition("-")
    if unknown := set(on + off) - set("ims"):
        raise Untranslatable(f"the flag {''.join(sorted(unknown))!r}")
    now = "".join(sorted((set(groups[-1].flags) | set(on)) - set(off)))
    start = f"(?{flags}:"
    if scope == ":":
        groups.append(_Group([], now))
    else:
        groups[-1] = _Group([*groups[-1].opened, start], now)
    return start


def _escape(text: str) -> str:
    """A backslash and what it escapes, in a set or outside."""
    letter = text[1]
    if letter == "x" or letter.isdigit():
        return _code(text)
    if letter in "pP":
        raise Untranslatable(f"the Unicode class {text}")
    if letter.isalnum() and letter not in _LETTERS:
        raise (Untranslatable if letter == "C" else Malformed)(f"the escape {text}")
    return text if letter in _LETTERS else re.escape(letter)


def _code(text: str) -> str:
    """`\\x{10FFFF}` and octal numbers; `\\x0A` is followed by its digits, as in Python."""
    if text == r"\x":
        return text
    number = int(text[3:-1], 16) if text.startswith(r"\x{") else int(text[1:], 8)
    if number > 0x10FFFF or (text[1] in "123456789" and len(text) < 4):
        raise Malformed(f"the escape {text}")
    return f"\\U{number:08x}"


def _set(text: str) -> str:
    start = 2 if text.startswith("[^") else 1
    return (
        text[:start]
        + "".join(_member(member) for member in _MEMBERS.finditer(text, start, len(text) - 1))
        + "]"
    )


def _member(member: re.Match[str]) -> str:
    kind, text = member.lastgroup, member[0]
    if kind == "escape":
        return _escape(text)
    if kind == "posix":
        name = text[2:-2]
        if name not in _POSIX:
            raise Untranslatable(f"the class {text}")
        return _POSIX[name]
    if text == "--":
        return r"-\-"
    return (
        f"\\{text}" if text in "[]&~|" else text
    )  # Python reserves `[[`, `&&`, `~~` and `||` in sets
