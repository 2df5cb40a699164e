"""Where a value without quotes ends in a line that gives one name one value: of a shell, or of an INI, YAML or properties file."""

from __future__ import annotations

from colab_safe.detect.values import LONGEST, whole_value
from colab_safe.model import Span
from colab_safe.regex import Regex

_FAR = 4096  # characters before a value that its line may begin
# https://docs.python.org/3/library/configparser.html, https://yaml.org/spec/1.2.2/#733-plain-style and
# https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html: a value may contain blanks, and ends with its line.
# A shell ends it at a blank (`NAME=value command`); IPython's `%env` and the `set` of Windows do not.
_NAME = Regex(
    r"[ \t]*(?:(?:%env|%set_env|set)[ \t]+[\w.-]{1,100}=|(?:-[ \t]+)?[\w.-]{1,100}(?:[ \t]*:[ \t]+|[ \t]+=[ \t]*|=[ \t]+)"
    r"|(?![A-Z0-9_]+=)[\w.-]{1,100}=)"
)
_COMMAND = Regex(r"[ \t]*(?:%|set[ \t])")
# A line beside it that shows what kind of file it is.
_LINE_OF_FILE = Regex(
    r"[ \t]*(?:-[ \t]+)?[\w.-]{1,100}[ \t]*[=:](?:[ \t]|\S)|[ \t]*\[[^\]\n]{1,100}\][ \t]*$|---[ \t]*$"
)
_REST = Regex(r"(?:[ ][^\s\"'`#;,:=(){}\[\]<>]+){1,3}(?=[ \t]*(?:\r?\n|\Z|[ \t][#;]))")
_NO_WORD = Regex(r"[^A-Za-z \t]")


def whole_password(text: str, name: int, start: int) -> Span | None:
    """Return the whole password whose beginning a pattern has found, with the blanks in it; None if it is code.

    Args:
        text: What the pattern was searched in.
        name: Where the pattern says that the name begins, in characters.
        start: Where the pattern says the value begins.
    """
    value = whole_value(text, name, start)
    if value is None or text[value.end : value.end + 1] != " " or value.start != start:
        return value
    line = max(text.rfind("\n", max(0, start - _FAR), start) + 1, start - _FAR, 0)
    rest = _REST.match(text, value.end, start + LONGEST)
    if not rest or not _NO_WORD.search(rest[0]) or not _NAME.fullmatch(text, line, start):
        return value
    is_of_file = _COMMAND.match(text, line, start) or _is_beside_others(text, line, rest.end())
    return Span(value.start, rest.end()) if is_of_file else value


def _is_beside_others(text: str, line: int, end: int) -> bool:
    """Whether the line before or after it gives a name a value, too, or begins a section."""
    before = text.rfind("\n", max(0, line - _FAR), max(0, line - 1)) + 1
    after = text.find("\n", end, end + _FAR) + 1
    return (line > 0 and _LINE_OF_FILE.match(text, before, line) is not None) or (
        after > 0 and _LINE_OF_FILE.match(text, after, after + _FAR) is not None
    )
