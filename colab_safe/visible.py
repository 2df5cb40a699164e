"""The border where text of notebooks, file names and settings becomes a line for people: nothing in it can act.

A terminal obeys escape sequences, an editor bidi controls (https://trojansource.codes), and a CI system lines such as
`::stop-commands::x`. In a line for people they are written out instead: `\\x1b`, `\\u202e`, `\\n`.
"""

from __future__ import annotations

from colab_safe.regex import Regex

# Control characters but the tab; line separators, bidi controls, and halves of a surrogate pair.
_ACTING = Regex(
    "[\x00-\x08\n-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ud800-\udfff]"
)
# What GitHub obeys anywhere in a line, and Azure and TeamCity as well: `##[command]`, `##vso[`, `##teamcity[`.
_MARK = Regex(r"#(?=#\w*\[)")
# GitHub also obeys `::command::` at the start of a line, and ignores spaces before it:
# https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
_COMMAND = Regex(r"\A(\s*):(?=:)")


def visible(text: str) -> str:
    """Return one line for people, in which every character is seen and none acts.

    Args:
        text: A line, or a value to put into one; line ends in it are written out, too.
    """
    line = written_out(text)
    return _COMMAND.sub(r"\1\\x3a", line) if "::" in line else line


def written_out(text: str) -> str:
    """Return a text whose characters that act on terminals and editors are written out as Python escapes.

    Args:
        text: It may be a part of a line of a format that has its own escapes for what acts in it.
    """
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    return _MARK.sub(r"\\x23", _ACTING.sub(lambda found: ascii(found[0])[1:-1], text))


def written_out_in_json(text: str) -> str:
    """Return a JSON text whose characters that act on terminals and editors are JSON escapes; its value stays the same.

    Args:
        text: As `json.dumps(…, ensure_ascii=False)` returns it, without line ends.
    """
    return _ACTING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
