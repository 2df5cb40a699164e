"""Texts written as string literals: JSON's escapes, Python's, and Python strings put together from several."""

from __future__ import annotations

import re

from colab_safe.notebook.json_literals import JSON_ESCAPE
from colab_safe.notebook.json_scanner import unescaped
from colab_safe.views.substitution import Substitution

# Python's, which include JSON's: https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences;
# JavaScript's `\u{67}`: https://tc39.es/ecma262/#prod-UnicodeEscapeSequence;
# and any punctuation, as in Markdown: https://spec.commonmark.org/0.31.2/#backslash-escapes
_ESCAPE = (
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00[01][0-9a-fA-F]{5}"
    r"|u\{0{,6}[0-9a-fA-F]{1,5}\}|x[0-9a-fA-F]{2}|[0-7]{1,3}|[abfnrtv\n!-/:-@\[-`{-~])"
)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\n": ""}
# "…" "…" and "…" + "…": also with prefixes, line ends, backslashes and parentheses between the quotes.
# What tells a quotation mark from an escaped one stands behind it: `re` looks for a first character ten times faster.
_PYTHON_JOINT = r"""["'](?<!\\["'])(?=[\s+\\)])[\s+\\()]{1,200}(?:\b[rRbBuUfF]{1,2})?["']"""
# Between two strings of a list: behind the second stands no colon, or nothing any more.
_JSON_JOINT = r'"\s*,\s*"(?=[^"\\]*(?:\\.[^"\\]*)*(?:"\s*[,\]]|\Z))'


def _character(escape: str) -> str:
    body = escape[1:]
    if body[0] == "u" and body[1] != "{":
        return unescaped(escape)
    if body[0] in "uxU":
        return chr(int(body[1:].strip("{}"), 16))
    if body[0] in "01234567":
        return chr(int(body, 8))
    return _LETTERS.get(body, body)


# Escapes as Python and JSON write them: source code with literals, `repr`, JSON in a string.
UNESCAPED = Substitution(_ESCAPE, _character)
# Python strings that the compiler, or a `+`, puts together.
JOINED_LITERALS = Substitution(_PYTHON_JOINT, lambda joint: "")
# Broken JSON as its strings read, the lines of a list joined.
JSON_STRINGS = Substitution(
    f"{JSON_ESCAPE.pattern}|{_JSON_JOINT}",
    lambda found: "" if found[0] == '"' else unescaped(found),
    re.DOTALL,
)
