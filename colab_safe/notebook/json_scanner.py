"""JSON parsed by the standard library, with what a notebook may contain beyond the standard.

The parser itself is `_json`, written in C: importing the package `json` around it takes 5.5 million instructions, of 170 that
the check of a commit takes.
"""

from __future__ import annotations

from _json import make_scanner, scanstring
from collections.abc import Callable

from colab_safe.typed import Any

_CONSTANTS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
MakeObject = Callable[[list[tuple[str, Any]]], Any]
Scanner = Callable[[str, int], tuple[Any, int]]


class _Context:
    """What the parser asks of a `json.JSONDecoder`."""

    strict = False
    object_hook = None
    parse_float, parse_int, parse_constant = float, int, _CONSTANTS.__getitem__

    def __init__(self, make_object: MakeObject | None) -> None:
        self.object_pairs_hook = make_object


def json_scanner(make_object: MakeObject | None = None) -> Scanner:
    """Return a function that parses the JSON value at an index of a text.

    It accepts control characters in strings, NaN and Infinity.

    Args:
        make_object: Makes a value of the key–value pairs of each object; None for a dict.

    Returns:
        A function from a text and an index to the value and the index after it. It raises
        StopIteration where no value begins, JSONDecodeError (a ValueError), and RecursionError.
    """
    return _with_errors(make_scanner(_Context(make_object)))  # type: ignore[arg-type]


def _with_errors(parse: Callable[..., Any]) -> Callable[..., Any]:
    """With the errors of `json`: the parser of Python 3.10 and 3.11 does not import their class itself."""

    def parsed(text: str, start: int, *options: bool) -> Any:
        try:
            return parse(text, start, *options)
        except SystemError:
            import json.decoder  # noqa: F401

            return parse(text, start, *options)

    return parsed


def parse_value(text: str, start: int = 0, scan: Scanner | None = None) -> tuple[Any, int]:
    """Parse the JSON value at an index of a text.

    Args:
        text: JSON, with anything after the value.
        start: The index of the value's first character.
        scan: What to parse with; None for `json_scanner()`.

    Returns:
        The value, and the index after it.

    Raises:
        ValueError: The text is not JSON there.
        RecursionError: The value is nested too deeply.
    """
    try:
        return (scan or json_scanner())(text, start)
    except StopIteration as stop:
        raise ValueError(f"there is no value at character {stop.value}") from None


def string_end(text: str, start: int) -> int:
    """Return the index after a string literal's closing quotation mark.

    Args:
        text: JSON.
        start: The index of the literal's first character, after its opening quotation mark.

    Raises:
        ValueError: The literal does not end.
    """
    end: int = _with_errors(scanstring)(text, start, False)[1]
    return end


def unescaped(escape: str) -> str:
    """Return the character that a JSON escape stands for.

    Args:
        escape: One escape with its backslash, or the two of a surrogate pair.
    """
    character: str = scanstring(f'"{escape}"', 1, False)[0]
    return character
