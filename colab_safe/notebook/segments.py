"""A segment: one text that a reader of a notebook sees, with its place and the way to where it was built from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from colab_safe.model import Place
from colab_safe.notebook.document import Route
from colab_safe.notebook.pieces import Pieces

# JupyterLab's names for what has no MIME type of its own.
STDOUT, STDERR, ERROR = (f"application/vnd.jupyter.{name}" for name in ("stdout", "stderr", "error"))
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WHOLE: frozenset[int] = frozenset()


class Part(NamedTuple):
    """From character `start` on, a segment was built from the strings below `route`."""

    start: int
    route: Route
    output: int | None


class Segment(NamedTuple):
    """One text with its place, and the route of the value that it was built from.

    `joint` is what a reader sees between two strings of a list; None where the text is a tree, written one
    pair a line. Of the members in `without` only the keys belong to the text. `parts` is set where the text runs over
    several outputs. A text with no route is the whole file, read as plain text, or has its own way back: `picture`
    leads to the file's bytes, and the place is that of the picture.
    """

    text: str
    place: Place
    route: Route | None = None
    joint: str | None = ""
    without: frozenset[int] = WHOLE
    parts: tuple[Part, ...] = ()
    picture: Pieces | None = None


def strings(tree: Any, without: frozenset[int] = WHOLE) -> Iterator[tuple[str, str]]:
    """The strings of a tree in the order of the file, each with what a reader sees behind it."""
    if isinstance(tree, str):
        yield tree, "\n"
    elif isinstance(tree, dict):
        for number, (key, value) in enumerate(tree.items()):
            inside = isinstance(value, (str, dict, list)) and number not in without
            yield key, ": " if inside and isinstance(value, str) else ":\n"
            if inside:
                yield from strings(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from strings(value)
