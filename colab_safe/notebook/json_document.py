"""JSON text as a tree, and where each string of the tree is in the text.

The tree comes from a parser that is fast but keeps no offsets. Those are found afterwards, and only
for the few values in which something matched.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from colab_safe.model import Span
from colab_safe.notebook.json_scanner import json_scanner, parse_value, string_end
from colab_safe.regex import Regex
from colab_safe.typed import Any, TypeVar

# From the outermost value inwards, at each level a member: its number, from 0, or the first of a name.
Route = tuple[int | str, ...]

Result = TypeVar("Result")
_LITERAL = Regex(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SPACE = Regex(r"\s*")


class RepeatedKey(str):
    """A key that its object already has: it reads as the key, but is equal to nothing else."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class JsonDocument:
    """The first JSON value in a text; control characters in strings, NaN and Infinity are accepted.

    Only `parse` makes a tree of the whole, since that of a large notebook takes ten times its bytes.

    Attributes:
        text: The text, with anything after the value.
        start: The index of the value's first character.
    """

    def __init__(self, text: str, *, keep_repeated: bool = False) -> None:
        self.text = text
        self.start = _space_end(text, 0)
        self._scan = json_scanner()
        self._scan_all = json_scanner(_all_pairs) if keep_repeated else self._scan
        self._members: dict[int, list[tuple[Span | None, int]]] = {}
        self._ends: dict[int, int] = {}
        self._named: dict[tuple[int, str], tuple[Span | None, int] | None] = {}

    def parse(self) -> tuple[Any, int]:
        """Parse all of it.

        Returns:
            The tree, which is not kept, and the index in the text after it.

        Raises:
            ValueError: The text is not JSON.
            RecursionError: It is nested too deeply.
        """
        return with_spare_stack(lambda: parse_value(self.text, self.start, self._scan_all))

    def value(self, route: Route) -> Any:
        """Return the value at a route.

        Args:
            route: Which value.

        Raises:
            LookupError: There is none.
        """
        start = self._start(route)
        return with_spare_stack(lambda: self._scan_all(self.text, start))[0]

    def size(self, route: Route) -> int:
        """Return how many members an array has.

        Args:
            route: Which array; if there is none, the size is 0.
        """
        try:
            start = self._start(route)
        except LookupError:
            return 0
        return len(self._member_list(start)) if self.text[start] == "[" else 0

    def route_at(self, index: int) -> Route:
        """Return the route of the innermost value around a character.

        Args:
            index: A character of the text.
        """
        route: Route = ()
        start = self.start
        while self.text[start] in "[{":
            members = self._member_list(start)
            number = bisect_right(members, index, key=lambda member: member[1]) - 1
            if number < 0:
                break
            route, start = (*route, number), members[number][1]
        return route

    def keys(self, route: Route) -> Iterator[str | int]:
        """Yield the key of each step of a route, or the number of a step into an array.

        Args:
            route: Steps that exist in the document.
        """
        start = self.start
        for step in route:
            key, start = self._member(start, step)
            yield step if key is None else self._key(key)

    def literals(self, route: Route, keys_only: frozenset[int] = frozenset()) -> Iterator[Span]:
        """Yield every string literal below a route, keys included, in the order of the text.

        Args:
            route: Which value to look in.
            keys_only: Numbers of that value's members of which only the key is yielded, from 0.

        Yields:
            Characters of the text, without the quotation marks.
        """
        start = self._start(route)
        if not keys_only:
            yield from self._strings(start, self._end(start))
            return
        for number, (key, value) in enumerate(self._member_list(start)):
            if key:
                yield key
            if number not in keys_only:
                yield from self._strings(value, self._end(value))

    def _strings(self, start: int, end: int) -> Iterator[Span]:
        for literal in _LITERAL.finditer(self.text, start, end):
            yield Span(literal.start() + 1, literal.end() - 1)

    def _start(self, route: Route) -> int:
        start = self.start
        for step in route:
            start = self._member(start, step)[1]
        return start

    def _member(self, start: int, step: int | str) -> tuple[Span | None, int]:
        """The key and the start of the value of a member of the container that begins at `start`."""
        if self.text[start] not in "[{":
            raise LookupError(f"no object or array at character {start}")
        members = self._member_list(start)
        if isinstance(step, int):
            return members[step]
        if (start, step) not in self._named:
            named = (member for member in members if member[0] and self._key(member[0]) == step)
            self._named[start, step] = next(named, None)
        member = self._named[start, step]
        if member is None:
            raise LookupError(f"no {step} in the object at character {start}")
        return member

    def _key(self, literal: Span) -> str:
        key: str = self._scan(self.text, literal.start - 1)[0]
        return key

    def _end(self, start: int) -> int:
        """Where the value that begins at `start` ends."""
        if start not in self._ends:
            self._ends[start] = self._scan(self.text, start)[1]
        return self._ends[start]

    def _member_list(self, start: int) -> list[tuple[Span | None, int]]:
        """The key (None in an array) and the start of each member's value, found once per container."""
        if start not in self._members:
            self._members[start] = list(self._walk(start))
        return self._members[start]

    def _walk(self, start: int) -> Iterator[tuple[Span | None, int]]:
        text, is_object = self.text, self.text[start] == "{"
        position = _space_end(text, start + 1)
        while text[position] not in "]}":
            key = None
            if is_object:
                end = string_end(text, position + 1)
                key = Span(position + 1, end - 1)
                position = _space_end(text, _space_end(text, end) + 1)  # over the colon
            yield key, position
            if start == self.start and text[position] == "[":
                # Cell by cell: the tree of all would take ten times their bytes.
                self._member_list(position)
            position = _space_end(text, self._end(position))
            if text[position] == ",":
                position = _space_end(text, position + 1)
        self._ends[start] = position + 1


def with_spare_stack(read: Callable[[], Result], frames: int = 60) -> Result:
    """Call a function from far down the stack.

    A later look-up starts deeper in the stack than the reading did. It must not meet Python's
    recursion limit in a text that could be read.

    Args:
        read: What to call.
        frames: How many frames of the stack to leave unused.
    """
    return with_spare_stack(read, frames - 1) if frames else read()


def _space_end(text: str, start: int) -> int:
    space = _SPACE.match(text, start)
    return space.end() if space else start


def _all_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object with every pair in the order of the text, even if its key comes again."""
    members: dict[str, Any] = {}
    for key, value in pairs:
        members[RepeatedKey(key) if key in members else key] = value
    return members
