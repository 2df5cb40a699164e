"""Collects the segments of a tree, and accounts for every string of it: nothing that a file holds is left over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import repeat

from colab_safe.model import Place
from colab_safe.notebook.common_cells import SHORT
from colab_safe.notebook.json_document import Route
from colab_safe.notebook.segments import WHOLE, Segments, written
from colab_safe.typed import Any, NamedTuple

# nbformat's own words; an object that holds no others, and ids too short to be a token, is no segment.
_WORDS = frozenset(
    (
        "code",
        "markdown",
        "raw",
        "stream",
        "display_data",
        "execute_result",
        "pyout",
        "stdout",
        "stderr",
        "",
        "python",
    )
)
_WORD_KEYS = frozenset(
    ("cell_type", "output_type", "name", "stream", "id", "execution_count", "metadata", "language")
)
_MANY = 1000  # kinds of objects: a notebook has a dozen


class Collector:
    """The segments found so far, and how many of the file's quotation marks they account for."""

    def __init__(self) -> None:
        self.segments = Segments()
        self._outside = (
            0  # quotation marks in no segment's text: round lines, and of nbformat's own words
        )

    @property
    def quotes(self) -> int:
        return self._outside + sum(map(str.count, self.segments.texts, repeat('"')))

    def object(self, node: Any, route: Route, place: Place, shape: Shape) -> None:
        """The segments of an object's named members, then one of all that is left of the object."""
        if not isinstance(node, dict):
            self.tree(node, route, place.as_part("metadata"))
            return
        members = shape.members(tuple(node))
        for number, key, read in members.named:
            if node[key]:
                read(self, node[key], (*route, number), place)
        quotes = _plain_quotes(node, members) if members.known else None
        if quotes is None:
            without = frozenset([number for number, key, _ in members.named if node[key]])
            self.tree(node, route, place.as_part("metadata").with_mime(None), without)
        else:
            self._outside += quotes

    def numbered(self, value: Any, route: Route, place: Place) -> Iterable[tuple[int, Any]]:
        """The members of a list; what should be one and is none is a tree."""
        if isinstance(value, list):
            return enumerate(value)
        self.tree(value, route, place)
        return ()

    def tree(self, node: Any, route: Route, place: Place, without: frozenset[int] = WHOLE) -> None:
        """A tree as one text."""
        text = written(node, without)
        if text:
            self.segments.add(text, place, route, None, without)

    def text(self, value: Any, route: Route, place: Place, joint: str = "") -> None:
        """A string or a list of lines as one text; anything else as a tree."""
        text = self.joined(value, joint)
        if text is None:
            self.tree(value, route, place)
        else:
            self.segments.add(text, place, route, joint)

    def joined(self, value: Any, joint: str = "") -> str | None:
        """The lines as one text, accounted for; None if they are no lines."""
        if isinstance(value, str):
            self._outside += 2
            return value
        if not isinstance(value, list):
            return None
        try:
            text = joint.join(value)
        except TypeError:
            return None
        self._outside += 2 * len(value)
        return text


def _plain_quotes(node: dict[str, Any], members: Members) -> int | None:
    """The quotation marks of an object of nbformat's own words; None when it holds more than those."""
    quotes = 2 * len(node)
    for key in members.words:
        value = node[key]
        if isinstance(value, str):
            if value not in _WORDS and len(value) >= SHORT:
                return None
            quotes += 2 + value.count('"')
        elif value and not isinstance(value, (int, float)):
            return None
    return quotes + 2 * [node[key] for _, key, _ in members.named].count("")


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
            if len(self._seen) >= _MANY:
                self._seen.clear()
            named = [
                (number, key, self._readers[key])
                for number, key in enumerate(keys)
                if key in self._readers
            ]
            rest = tuple(key for key in keys if key not in self._readers)
            self._seen[keys] = Members(tuple(named), rest, _WORD_KEYS.issuperset(rest))
        return self._seen[keys]
