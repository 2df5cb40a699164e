"""How what a decoder decodes begins, as far as it tells most texts apart; the decoders' own patterns decide.

All of them look at one byte a character, with "?" for what is beyond Latin-1.
"""

from __future__ import annotations

import re

from colab_safe.regex import Regex

OVERWRITE = Regex(rb"\x08|\r(?!\n)")
_ENTITY = rb"&(?:#[xX]?[0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9])"
ENTITY = Regex(_ENTITY)
TAG_OR_ENTITY = Regex(rb"<(?:!--|[/!?]?[a-zA-Z])|" + _ENTITY)
PERCENT = Regex(rb"%[0-9a-fA-F]{2}")
# Escapes that may hide something. Most others end a line of code or prose, or are LaTeX: half of the texts that have any.
_LATEX = (
    b"alpha|approx|ast|bar|begin|beta|bf|big|binom|boldsymbol|bullet|forall|frac|nabla|neg?|neq|newline|nonumber|not|nu|"
    b"rangle|rho|right|rightarrow|rm|rvert|tanh?|tau|text|textbf|textit|textrm|texttt|theta|tilde|times|to|top|vdots|vec"
)
_ESCAPE = rb"""\\(?!(?:LATEX)(?![a-zA-Z]))(?:
    [uU][0-9a-fA-F]{4} | u\{[0-9a-fA-F]+\} | x[0-9a-fA-F]{2} | [0-7]
    | [abfnrtv](?=-*[\w+/])                                  # behind it begins a word
    | [br](?=[^"'\\])                                        # it moves what stands behind it
    | (?<=[=:]\\)[nrt](?!["'\\]) | [nrt](?=[=:])            # between a name and its value
    | (?<=[\s"'+()]\\)[nrt](?=[\s\\+()"'])(?!(?<="\\.)"|(?<='\\.)')  # between two string literals, is none itself
    | ["'] | \\(?=[\w"'])
    | (?<=[^\s\\]\\)\n(?=\S)                               # the line goes on in the next
    | (?<=\w\\)[!-+./:<-@\[-`~-] | [#-'*+./<-@_`~-](?=\w)  # LaTeX has `x\,` and `\}`
)"""
ESCAPE = Regex(_ESCAPE.replace(b"LATEX", _LATEX), re.VERBOSE)
JOINTS = (b"' ", b"'+", b"'\\", b"'\n", b'" ', b'"+', b'"\\', b'"\n')
# Two strings with nothing but a line end between them, and a colon behind, are a segment's metadata.
JOINT = Regex(
    rb"""["'](?!\n"[^"\n]{0,100}":)[+\\()?\s\x1c-\x1f\x85\xa0]{1,200}[rRbBuUfF]{,2}["']"""
)
QUOTED = (b"=3D", b"=20", b"=\n", b"=\r\n")
QUOTED_BYTE = Regex(rb"=3D|=20(?=[A-Za-z_=])|(?<=[^\s=])=\r?\n")  # `batch_size=20,` is code
# Characters of no width: zero-width space, joiners, word joiner, byte order mark, soft hyphen.
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad"
UNSEEN_SIGNS = [each if each > "\xff" else each.encode("latin-1") for each in UNSEEN]
# As a string by itself one hides nothing: most states of widgets hold `"placeholder": "\u200b"`.
UNSEEN_IN_TEXT = Regex(rb"(?<!\")[?\xad]|[?\xad]+(?![?\xad\"])")
# As JSON has it: where a segment shows metadata, no comma and no bracket is written.
MEMBERS = (b'"cell_type"', b'"source"')
MEMBER = Regex(rb'"(?:cell_type"\s*:\s*"[a-z]*"\s*[,}]|source"\s*:\s*\[)')
