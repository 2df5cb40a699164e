"""Escapes of string literals, as Python, JSON, JavaScript and Markdown write them."""

from __future__ import annotations

import re

from colab_safe.notebook.json_literals import escaped
from colab_safe.notebook.json_scanner import unescaped
from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, everywhere
from colab_safe.views.sign_search import with_any_of

# Python's, which include JSON's: https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences;
# JavaScript's `\u{67}`: https://tc39.es/ecma262/#prod-UnicodeEscapeSequence;
# any punctuation, as in Markdown: https://spec.commonmark.org/0.31.2/#backslash-escapes;
# and a line that goes on in the next, indented one, as in YAML: https://yaml.org/spec/1.2.2/#731-double-quoted-style
_ESCAPE = (
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}"
    r"|u\{0{,6}[0-9a-fA-F]{1,5}\}|x[0-9a-fA-F]{2}|[0-7]{1,3}|N\{[A-Z][A-Z0-9 -]{,99}\}"
    r"|(?<=\w\\)\n[ \t]+(?=\w)|[abfnrtv\n!-/:-@\[-`{-~])"
)
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# Escapes that may hide something. Most others end a line of code or prose, or are LaTeX: half of the
# texts that contain any.
_LATEX = (
    b"alpha|approx|ast|bar|begin|beta|bf|big|binom|boldsymbol|bullet|forall|frac|nabla|neg?|neq|newline|nonumber|not|nu|"
    b"rangle|rho|right|rightarrow|rm|rvert|tanh?|tau|text|textbf|textit|textrm|texttt|theta|tilde|times|to|top|vdots|vec"
)
_HIDING = rb"""\\(?!(?:LATEX)(?![a-zA-Z]))(?:
    [uU][0-9a-fA-F]{4} | u\{[0-9a-fA-F]+\} | N\{[A-Z] | x[0-9a-fA-F]{2} | [0-7]
    | [abfnrtv](?=-*[\w+/])                                  # a word begins behind it
    | [br](?=[^"'\\])                                        # it moves what follows
    | (?<=[=:]\\)[nrt](?!["'\\]) | [nrt](?=[=:])            # between a name and its value
    | (?<=[\s"'+()]\\)[nrt](?=[\s\\+()"'])(?!(?<="\\.)"|(?<='\\.)')  # between two literals, but not a literal itself
    | ["'] | \\(?=[\w"'])
    | (?<=[^\s\\]\\)\n(?=\S) | (?<=\w\\)\n[ \t]+(?=\w)      # the line goes on in the next
    | (?<=\w\\)[!-+./:<-@\[-`~-] | [#-'*+./<-@_`~-](?=\w)  # LaTeX has `x\,` and `\}`
)"""


def _character(escape: str) -> str:
    body = escape[1:]
    if body[0] == "u" and body[1] != "{":
        return unescaped(escape)
    if body[0] in "uxU":
        return chr(int(body[1:].strip("{}"), 16))
    if body[0] in "01234567":
        return chr(int(body, 8))
    if body[0] == "N":
        return _named(body)
    return "" if body[0] == "\n" else _LETTERS.get(body, body)


def _named(body: str) -> str:
    from unicodedata import lookup  # a megabyte, for an escape that few notebooks contain

    try:
        return lookup(body[2:-1])
    except KeyError:
        return f"\\{body}"


DECODER = Decoder(
    name="escapes",
    applies=everywhere,
    sign=with_any_of("\\", Regex(_HIDING.replace(b"LATEX", _LATEX), re.VERBOSE)),
    decode=Substitution(_ESCAPE, _character),
    write=escaped_by(lambda text: escaped(text).replace("'", "\\'")),
    is_by_character=True,
    shows=False,
    guesses=False,
)
