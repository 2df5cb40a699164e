"""Collects the segments of a tree and accounts for every string in it, so that nothing is left unread."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat

from colab_safe.model import Place
from colab_safe.notebook.common_cells import SHORT
from colab_safe.notebook.json_document import Route
from colab_safe.notebook.segments import NO_MEMBERS, Segments
from colab_safe.notebook.tree_text import tree_text
from colab_safe.typed import Any, NamedTuple

# nbformat's own words. An object with no others, and ids too short to be a token, is not a segment.
_WORDS = frozenset(
    ("code", "markdown", "raw", "stream", "display_data", "execute_result", "pyout", "stdout", "stderr", "", "python")
)  # fmt: skip
_WORD_KEYS = frozenset(
    ("cell_type", "output_type", "name", "stream", "id", "execution_count", "metadata", "language")
)
_MOST_KEY_LISTS = (
    1000  # lists of keys that are remembered per kind of object: a notebook has a dozen
)

# Reads one member of an object: (collector, the member's value, its route, the place of the object).
Reader = Callable[[Any, Any, Route, Place], None]


class Collector:
    """The segments found so far, and how many of the file's quotation marks they account for.

    Attributes:
        segments: The segments, in the order of the file.
        other_quotes: Quotation marks outside the segments' texts: those around each line, and those
            of nbformat's own words.
    """

    def __init__(self) -> None:
        self.segments = Segments()
        self.other_quotes = 0

    @property
    def quotes(self) -> int:
        """How many quotation marks of the file have been read."""
        return self.other_quotes + sum(map(str.count, self.segments.texts, repeat('"')))

    def add_object(self, node: Any, route: Route, place: Place, kind: ObjectKind) -> None:
        """Add the segments of an object: those of its named members, then one of all the rest.

        Args:
            node: What should be an object; anything else is added as a tree.
            route: Where it is in the JSON.
            place: Where a reader sees it.
            kind: Which members have a reader of their own.
        """
        if not isinstance(node, dict):
            self.add_tree(node, route, place_of_rest(place))
            return
        keys = kind.sort_keys(tuple(node))
        for number, key, read in keys.named:
            if node[key]:
                read(self, node[key], (*route, number), place)
        quotes = _quotes_of_words(node, keys) if keys.are_known else None
        if quotes is None:
            # An empty text, too: a text that becomes empty by a redaction changes nothing else.
            was_read = frozenset(
                [number for number, key, _ in keys.named if node[key] or node[key] == ""]
            )
            self.add_tree(node, route, place_of_rest(place), was_read)
        else:
            self.other_quotes += quotes

    def members(self, value: Any, route: Route, place: Place) -> Iterable[tuple[int, Any]]:
        """Return the members of a list with their numbers; add anything else as a tree.

        Args:
            value: What should be a list, or an iterator of its members.
            route: Where it is in the JSON.
            place: Where a reader sees it.
        """
        if isinstance(value, (list, Iterator)):
            return enumerate(value)
        self.add_tree(value, route, place)
        return ()

    def add_tree(
        self, node: Any, route: Route, place: Place, keys_only: frozenset[int] = NO_MEMBERS
    ) -> None:
        """Add all strings of a JSON value as one segment, if it has any.

        Args:
            node: The value.
            route: Where it is in the JSON.
            place: Where a reader sees it.
            keys_only: Numbers of its members of which only the key is added, from 0.
        """
        text = tree_text(node, keys_only)
        if text:
            self.segments.add(text, place, route, None, keys_only)

    def add_text(self, value: Any, route: Route, place: Place, separator: str = "") -> None:
        """Add a string or a list of lines as one segment, and anything else as a tree.

        Args:
            value: The value.
            route: Where it is in the JSON.
            place: Where a reader sees it.
            separator: What a reader sees between two strings of a list.
        """
        text = self.join_lines(value, separator)
        if text is None:
            self.add_tree(value, route, place)
        else:
            self.segments.add(text, place, route, separator)

    def join_lines(self, value: Any, separator: str = "") -> str | None:
        """Return a string or a list of lines as one text, and count their quotation marks.

        Args:
            value: The value.
            separator: What a reader sees between two strings of a list.

        Returns:
            None if the value is neither, and nothing was counted.
        """
        if isinstance(value, str):
            self.other_quotes += 2
            return value
        if not isinstance(value, list):
            return None
        try:
            text = separator.join(value)
        except TypeError:
            return None
        self.other_quotes += 2 * len(value)
        return text


def place_of_rest(place: Place) -> Place:
    """Return where the members of an object are that are not shown: in the output, or in metadata.

    Args:
        place: Where the object is.
    """
    return place.with_mime(None) if place.output else place.as_part("metadata").with_mime(None)


class SortedKeys(NamedTuple):
    """The keys of an object, by how they are read."""

    named: tuple[tuple[int, str, Reader], ...]  # (number in the object, key, reader)
    words: tuple[str, ...]  # all others
    are_known: bool  # whether all of `words` have nbformat's own words as values


class ObjectKind:
    """A kind of object in a notebook, by those of its members that have a reader.

    Attributes:
        name: What a person calls such an object.
        readers: A reader per key.
    """

    def __init__(self, name: str, readers: dict[str, Reader]) -> None:
        self.name = name
        self.readers = readers
        self._sorted: dict[tuple[str, ...], SortedKeys] = {}

    def sort_keys(self, keys: tuple[str, ...]) -> SortedKeys:
        """Return the keys of an object, sorted once for all objects with the same keys.

        Args:
            keys: The object's keys, in its order.
        """
        if keys not in self._sorted:
            if len(self._sorted) >= _MOST_KEY_LISTS:
                self._sorted.clear()
            readers = self.readers
            named = [(at, key, readers[key]) for at, key in enumerate(keys) if key in readers]
            words = tuple(key for key in keys if key not in readers)
            self._sorted[keys] = SortedKeys(tuple(named), words, _WORD_KEYS.issuperset(words))
        return self._sorted[keys]


def _quotes_of_words(node: dict[str, Any], keys: SortedKeys) -> int | None:
    """The quotation marks of an object without its named members; None if it has more than nbformat's words."""
    quotes = 2 * len(node)
    for key in keys.words:
        value = node[key]
        if isinstance(value, str):
            if value not in _WORDS and len(value) >= SHORT:
                return None
            quotes += 2 + value.count('"')
        elif value and not isinstance(value, (int, float)):
            return None
    return quotes + 2 * [node[key] for _, key, _ in keys.named].count("")
