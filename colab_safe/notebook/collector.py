"""Collects the segments of a tree, and accounts for every string of it: nothing that a file holds is left over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from colab_safe.model import Place
from colab_safe.notebook.document import Route
from colab_safe.notebook.segments import WHOLE, Segment, strings

# nbformat's own words, and ids too short to be a token: an object that holds nothing else is no segment.
_WORDS = frozenset(
    ("code", "markdown", "raw", "stream", "display_data", "execute_result", "pyout", "stdout", "stderr", "", "python")
)
_WORD_KEYS = frozenset(("cell_type", "output_type", "name", "stream", "id", "execution_count", "metadata", "language"))
_SHORT = 16


class Collector:
    """The segments found so far, and how many of the file's quotation marks they account for."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.quotes = 0

    def object(self, node: Any, route: Route, place: Place, shape: Shape) -> None:
        """The segments of an object's named members, then one of all that is left of the object."""
        if not isinstance(node, dict):
            self.tree(node, route, place._replace(part="metadata"))
            return
        members = shape.members(tuple(node))
        for number, key, read in members.named:
            if node[key]:
                read(self, node[key], (*route, number), place)
        quotes = self._plain_quotes(node, members)
        if quotes is None:
            place = Place("metadata", place.cell, place.cell_id, place.cell_type, place.output)
            self.tree(node, route, place, frozenset(number for number, key, _ in members.named if node[key]))
        else:
            self.quotes += quotes

    def _plain_quotes(self, node: dict[str, Any], members: Members) -> int | None:
        """The quotation marks of an object of nbformat's own words; None when it holds more than those."""
        if not members.known:
            return None
        quotes = 2 * len(node) + 2 * [node[key] for _, key, _ in members.named].count("")
        for key in members.words:
            value = node[key]
            if isinstance(value, str):
                if value not in _WORDS and len(value) >= _SHORT:
                    return None
                quotes += 2 + value.count('"')
            elif value and not isinstance(value, (int, float)):
                return None
        return quotes

    def tree(self, node: Any, route: Route, place: Place, without: frozenset[int] = WHOLE) -> None:
        """A tree as one text, `"key": "value"` a line; numbers, which are no secrets, are left out."""
        text = "".join([f'"{string}"{behind}' for string, behind in strings(node, without)])
        if text:
            self.quotes += text.count('"')
            self.segments.append(Segment(text, place, route, None, without))

    def text(self, value: Any, route: Route, place: Place, joint: str = "") -> None:
        """A string or a list of lines as one text; anything else as a tree."""
        text = self.joined(value, joint)
        if text is None:
            self.tree(value, route, place)
        else:
            self.segments.append(Segment(text, place, route, joint))

    def joined(self, value: Any, joint: str = "") -> str | None:
        """The lines as one text, accounted for; None if they are no lines."""
        lines = value if isinstance(value, list) else (value,)
        try:
            text = joint.join(lines)
        except TypeError:
            return None
        self.quotes += text.count('"') + 2 * len(lines)
        return text

    def each(self, value: Any, route: Route, place: Place, read: Callable[[int, Any, Route], None]) -> None:
        """Calls `read` with the number of each member, from 1; a value that is no list is a tree."""
        if not isinstance(value, list):
            self.tree(value, route, place)
            return
        for number, member in enumerate(value):
            read(number + 1, member, (*route, number))


Reader = Callable[[Any, Any, Route, Place], None]


class Members(NamedTuple):
    """What an object's keys are: `named` have a reader (number, key, reader), `words` hold nbformat's own words."""

    named: tuple[tuple[int, str, Reader], ...]
    words: tuple[str, ...]
    known: bool  # there are no others


class Shape:
    """A kind of object by its named members; the few lists of keys that notebooks have are looked at once."""

    def __init__(self, readers: dict[str, Reader]) -> None:
        self._readers = readers
        self._seen: dict[tuple[str, ...], Members] = {}

    def members(self, keys: tuple[str, ...]) -> Members:
        if keys not in self._seen:
            named = [(number, key, self._readers[key]) for number, key in enumerate(keys) if key in self._readers]
            rest = tuple(key for key in keys if key not in self._readers)
            self._seen[keys] = Members(tuple(named), rest, _WORD_KEYS.issuperset(rest))
        return self._seen[keys]
