"""JSON parsed by the standard library, with what a notebook may contain beyond the standard."""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]

from colab_safe.typed import Any

MakeObject = Callable[[list[tuple[str, Any]]], Any]
Scanner = Callable[[str, int], tuple[Any, int]]


def json_scanner(make_object: MakeObject | None = None) -> Scanner:
    """Return a function that parses the JSON value at an index of a text.

    It accepts control characters in strings, NaN and Infinity.

    Args:
        make_object: Makes a value of the key–value pairs of each object; None for a dict.

    Returns:
        A function from a text and an index to the value and the index after it. It raises
        StopIteration where no value begins, JSONDecodeError (a ValueError), and RecursionError.
    """
    scan: Scanner = JSONDecoder(strict=False, object_pairs_hook=make_object).scan_once  # type: ignore[attr-defined]
    return scan


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
    end: int = scanstring(text, start, False)[1]
    return end


def unescaped(escape: str) -> str:
    """Return the character that a JSON escape stands for.

    Args:
        escape: One escape with its backslash, or the two of a surrogate pair.
    """
    character: str = scanstring(f'"{escape}"', 1, False)[0]
    return character
