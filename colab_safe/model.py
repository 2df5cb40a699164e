"""The values that travel down the line: places, segments' findings, edits. No I/O, no regular expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, NoReturn


class Span(NamedTuple):
    """A half-open range; of bytes in the file unless the name says otherwise."""

    start: int
    end: int


class Secret:
    """A credential that shows itself only to who calls `reveal()`: repr, str, format, vars and pickle do not.

    The value lives in a closure, so that tools which print `vars()` or the slots of an object
    (rich, `%xmode Verbose`, error trackers) find nothing to print.
    """

    __slots__ = ("reveal",)
    reveal: Callable[[], str]

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "reveal", lambda: value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret cannot be changed")

    def __repr__(self) -> str:
        return "Secret(****)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(self.reveal())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied")


class Place(NamedTuple):
    """Where a segment stands, in a reader's words; cells and outputs count from 1, None where there are none."""

    part: str  # "source", "output", "metadata" or "attachment"
    cell: int | None = None
    cell_id: str | None = None
    cell_type: str | None = None
    output: int | None = None
    mime: str | None = None


class Edit(NamedTuple):
    """These bytes of the file become those."""

    span: Span
    replacement: bytes
