"""Where secrets are in a text, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from colab_safe.spellings import MASK
from colab_safe.typed import NamedTuple

ESCAPE = "\x1b"  # begins each control sequence
# ECMA-48 control sequences, such as colours, may stand between two letters of a secret; one that another follows
# may be unfinished, and the last one cut short.
_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b(?:\[[0-?]*[ -/]*)?(?=\x1b|\Z)")


class Hit(NamedTuple):
    """Characters of a text that are a secret."""

    start: int
    end: int
    name: str  # of the secret, for people: a variable, a place or a rule


class Plain(NamedTuple):
    """A text without control sequences of terminals, and the way back."""

    text: str
    offsets: Sequence[
        int
    ]  # of each of its characters in the coloured text, and the length of that one

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the characters of the coloured text that some characters of this one are.

        Args:
            start: In this text.
            end: In this text, after `start`.
        """
        return self.offsets[start], self.offsets[end - 1] + 1


def plain(text: str) -> Plain:
    """Return a text without colours and other control sequences of terminals.

    Args:
        text: As it is printed.
    """
    if ESCAPE not in text:
        return Plain(text, range(len(text) + 1))
    kept: list[int] = []
    position = 0
    for found in _SEQUENCE.finditer(text):
        kept += range(position, found.start())
        position = found.end()
    kept += range(position, len(text))
    return Plain("".join(map(text.__getitem__, kept)), [*kept, len(text)])


def disjoint(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits in ascending order, those that overlap as one with the name of the first.

    Args:
        hits: In any order.
    """
    joined: list[Hit] = []
    for hit in sorted(hits):
        if joined and hit.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, hit.end))
        else:
            joined.append(hit)
    return joined


def masked(text: str, hits: Sequence[Hit], start: int, end: int) -> str:
    """Return a part of a text with a mask in place of each secret, also of one that begins before the part.

    Args:
        text: The whole text.
        hits: Disjoint and ascending.
        start: Where the part begins.
        end: Where the part ends.
    """
    parts, position = [], start
    for hit in hits:
        if hit.end <= start or hit.start >= end:
            continue
        parts += [text[position : max(position, hit.start)], MASK]
        position = min(hit.end, end)
    return "".join([*parts, text[position:end]])
