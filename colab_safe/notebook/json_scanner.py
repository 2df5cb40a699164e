"""JSON parsed the standard library's way, with what a notebook may hold beyond the standard."""

from __future__ import annotations

from collections.abc import Callable
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]

from colab_safe.typed import Any

Pairs = Callable[[list[tuple[str, Any]]], Any]
Scan = Callable[[str, int], tuple[Any, int]]


def scanner(pairs: Pairs | None = None) -> Scan:
    """Reads the value at an index of a text, gives it and where it ends; StopIteration where there is none.

    Control characters in strings, NaN and Infinity are taken as they come; `pairs` makes a value of the pairs of each
    object. Raises JSONDecodeError, which is a ValueError, and RecursionError.
    """
    scan: Scan = JSONDecoder(strict=False, object_pairs_hook=pairs).scan_once  # type: ignore[attr-defined]
    return scan


def parsed(text: str, start: int = 0, scan: Scan | None = None) -> tuple[Any, int]:
    """The value at an index of a text and where it ends, as `scanner` reads it or another `scan`; ValueError for none."""
    try:
        return (scan or scanner())(text, start)
    except StopIteration as none:
        raise ValueError(f"there is no value at character {none.value}") from None


def string_end(text: str, start: int) -> int:
    """The end of the string literal whose first character is at `start`, behind its closing quotation mark."""
    end: int = scanstring(text, start, False)[1]
    return end


def character(escape: str) -> str:
    """What an escape of JSON's says, or a pair of them that make up one character."""
    said: str = scanstring(f'"{escape}"', 1, False)[0]
    return said
