"""Whether code may compute a credential at all: asked before it is parsed, which takes ten times as long."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.shown.words import COMPUTING, CodeCells

# What turns something round is mostly meant for a picture or a list; here for a literal, or for a name.
_TURNING = ("[::-1]", "reversed(")
_TURNED = Regex(
    r"[\"']\[::-1\]|reversed\(\s*[\"']|(?<![\w.])(?:(?P<sliced>[A-Za-z_]\w*)\[::-1\]|reversed\((?P<given>[A-Za-z_]\w*)\))"
)
# Also in the JSON of a cell, where an escape such as `\n` may be right before the name, and `\` before the quote.
_BINDING = Regex(
    r"(?:(?<![\w\\])|(?<=\\[bfnrt]))(?P<name>[A-Za-z_]\w*)\s*\+?=\s*\(?(?:\s|\\n)*[rbfuRBFU]{0,2}\\?[\"']"
)
_DECODING = tuple(word for word in COMPUTING if word[0] not in "\"'" and word not in _TURNING)
# A literal that begins as a token does, with a digit in it: `"sk-..."` says where to put one.
_PART = Regex(
    r"[\"'][A-Za-z]{2,6}[A-Za-z_.-]{0,8}[A-Za-z0-9_-]{0,40}?[0-9][A-Za-z0-9_-]{0,40}[\"']"
)


def may_compute(cells: CodeCells) -> bool:
    """Return whether a credential may be computed from the literals of a notebook.

    Args:
        cells: Its code cells.
    """
    names: set[str] = set()
    for index in sorted(cells.computing):
        own = computed_from(cells.sources[index])
        if own is None:
            return True
        names |= own
    return bool(names) and not all(names.isdisjoint(bound_in(each)) for each in cells.sources)


def computed_from(source: str) -> frozenset[str] | None:
    """Return the names whose literals a cell may compute a credential from; None for whichever there are.

    Args:
        source: A code cell with one of the words in `COMPUTING`.
    """
    if any(word in source for word in _DECODING) or _PART.search(source):
        return None
    turned = [found["sliced"] or found["given"] for found in _TURNED.finditer(source)]
    return None if None in turned else frozenset(turned)


def bound_in(code: str) -> frozenset[str]:
    """Return the names that code binds to a literal.

    Args:
        code: The source of a cell, or the cell as it is in a notebook's JSON.
    """
    return frozenset(found["name"] for found in _BINDING.finditer(code))
