"""String literals of JSON: what each character says, and where it is written."""

from __future__ import annotations

from colab_safe.notebook.json_scanner import character
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex

# A surrogate pair is one character: https://www.rfc-editor.org/rfc/rfc8259#section-7
JSON_ESCAPE = Regex(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)


def add_json_literal(builder: TextBuilder, text: str, start: int, end: int) -> None:
    """What the JSON literal between `start` and `end` says; the quotes are not part of it."""
    for escape in (
        JSON_ESCAPE.finditer(text, start, end) if text.find("\\", start, end) >= 0 else ()
    ):
        builder.keep(text, start, escape.start())
        builder.put(character(escape[0]), escape.start(), escape.end())
        start = escape.end()
    builder.keep(text, start, end)
