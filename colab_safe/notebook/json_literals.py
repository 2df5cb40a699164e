"""String literals of JSON: which character each part stands for, and where that part is."""

from __future__ import annotations

from colab_safe.model import Span
from colab_safe.notebook.json_scanner import unescaped
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex

# A surrogate pair is one character: https://www.rfc-editor.org/rfc/rfc8259#section-7
JSON_ESCAPE = Regex(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)


def escaped(text: str) -> str:
    """Return a text as it is inside of a string literal, in ASCII.

    Args:
        text: Any text.
    """
    from json import dumps  # 5.5 million instructions, and few notebooks are rewritten

    return dumps(text)[1:-1]


def add_json_literal(builder: TextBuilder, text: str, literal: Span) -> None:
    """Add the characters that a JSON string literal stands for, each with its origin.

    Args:
        builder: Collects the decoded text.
        text: JSON text.
        literal: Characters of `text`: the inside of the literal, without its quotation marks.
    """
    start, end = literal
    has_escapes = text.find("\\", start, end) >= 0
    for escape in JSON_ESCAPE.finditer(text, start, end) if has_escapes else ():
        builder.keep(text, start, escape.start())
        builder.put(unescaped(escape[0]), escape.start(), escape.end())
        start = escape.end()
    builder.keep(text, start, end)
