"""A tree of JSON as one text: `"key": "value"` per line. Numbers, which are not secrets, are left out."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.notebook.segments import NO_MEMBERS
from colab_safe.typed import Any

# A plot has lists of a hundred thousand numbers, which need not be looked at one by one.
_UNWRITTEN = frozenset((int, float, bool, type(None)))


def tree_text(tree: Any, keys_only: frozenset[int] = NO_MEMBERS) -> str:
    """Return the strings of a JSON value as one text, each in quotation marks.

    Args:
        tree: Any value that a JSON parser gives.
        keys_only: Numbers of the members of `tree` of which only the key is written, from 0.
    """
    lines: list[str] = []
    _write(tree, lines, keys_only)
    return "".join(lines)


def _write(tree: Any, lines: list[str], keys_only: frozenset[int]) -> None:
    """Write what `tree_strings` yields, three times faster: in some notebooks most strings are metadata.

    `keys_only` has no default: CPython 3.13 does not count calls that fill one in towards its
    limit of recursion.
    """
    if isinstance(tree, dict):
        for number, (key, value) in enumerate(tree.items()):
            if isinstance(value, str) and number not in keys_only:
                lines.append(f'"{key}": "{value}"\n')
            else:
                lines.append(f'"{key}":\n')
                if isinstance(value, (dict, list)) and number not in keys_only:
                    _write(value, lines, NO_MEMBERS)
    elif isinstance(tree, list):
        if _UNWRITTEN.issuperset(map(type, tree)):
            return
        for value in tree:
            if isinstance(value, str):
                lines.append(f'"{value}"\n')
            elif isinstance(value, (dict, list)):
                _write(value, lines, NO_MEMBERS)
    elif isinstance(tree, str):
        lines.append(f'"{tree}"\n')


def tree_strings(tree: Any, keys_only: frozenset[int] = NO_MEMBERS) -> Iterator[tuple[str, str]]:
    """Yield each string of a JSON value with what `tree_text` writes after it.

    Args:
        tree: Any value that a JSON parser gives.
        keys_only: Numbers of the members of `tree` of which only the key is yielded, from 0.

    Yields:
        Keys and values in the order of the file, without quotation marks, and what separates each
        from the next line or its value.
    """
    if isinstance(tree, str):
        yield tree, "\n"
    elif isinstance(tree, dict):
        for number, (key, value) in enumerate(tree.items()):
            inside = isinstance(value, (str, dict, list)) and number not in keys_only
            yield key, ": " if inside and isinstance(value, str) else ":\n"
            if inside:
                yield from tree_strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from tree_strings(value)
