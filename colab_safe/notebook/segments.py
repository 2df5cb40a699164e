"""A segment: one text that a reader of a notebook sees, with its place and the way to where it was built from."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import Place
from colab_safe.notebook.json_document import Route
from colab_safe.origins import Origins
from colab_safe.typed import Any, NamedTuple

# JupyterLab's names for what has no MIME type of its own.
STDOUT, STDERR, ERROR = (
    f"application/vnd.jupyter.{name}" for name in ("stdout", "stderr", "error")
)
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
    several outputs. A text with no route is the file's plain text from character `offset` on, or has its own way back:
    `picture` leads to the file's bytes, and the place is that of the picture.
    """

    text: str
    place: Place
    route: Route | None = None
    joint: str | None = ""
    without: frozenset[int] = WHOLE
    parts: tuple[Part, ...] = ()
    picture: Origins | None = None
    offset: int = 0


class Segments:
    """The segments of a notebook by their numbers; one becomes an object when it is asked for.

    Most are never asked for: they are searched by their texts, and making them all takes as long as parsing the file.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._rest: list[tuple[Any, ...]] = []
        self._made: dict[int, Segment] = {}

    def add(
        self,
        text: str,
        place: Place,
        route: Route | None = None,
        joint: str | None = "",
        without: frozenset[int] = WHOLE,
        parts: tuple[Part, ...] = (),
        picture: Origins | None = None,
        offset: int = 0,
    ) -> None:
        """One more; the arguments are the fields of `Segment`, in its order."""
        self.texts.append(text)
        self._rest.append((place, route, joint, without, parts, picture, offset))

    def place(self, number: int) -> Place:
        """Where a segment stands, without making it."""
        place: Place = self._rest[number][0]
        return place

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> Segment:
        if number not in self._made:
            place, *rest = self._rest[number]
            self._made[number] = Segment(self.texts[number], place, *rest)
        return self._made[number]

    def __iter__(self) -> Iterator[Segment]:
        return map(self.__getitem__, range(len(self.texts)))

    def shares(self, characters: int) -> Iterator[range]:
        """The numbers of all segments in runs of about so many characters: what is made of one run can be let go."""
        first = held = 0
        for number, text in enumerate(self.texts):
            held += len(text)
            if held >= characters:
                yield range(first, number + 1)
                first, held = number + 1, 0
        if first < len(self.texts):
            yield range(first, len(self.texts))


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


def written(tree: Any, without: frozenset[int] = WHOLE) -> str:
    """The strings of a tree as one text, `"key": "value"` a line; numbers, which are no secrets, are left out."""
    lines: list[str] = []
    _write(tree, lines, without)
    return "".join(lines)


def _write(tree: Any, lines: list[str], without: frozenset[int]) -> None:
    """What `strings` gives, three times faster: metadata is most of the strings in some notebooks.

    It has no default, since CPython 3.13 does not count calls that need one towards its limit of recursion.
    """
    if isinstance(tree, dict):
        for number, (key, value) in enumerate(tree.items()):
            if isinstance(value, str) and number not in without:
                lines.append(f'"{key}": "{value}"\n')
            else:
                lines.append(f'"{key}":\n')
                if isinstance(value, (dict, list)) and number not in without:
                    _write(value, lines, WHOLE)
    elif isinstance(tree, list):
        for value in tree:
            if isinstance(value, str):
                lines.append(f'"{value}"\n')
            elif isinstance(value, (dict, list)):
                _write(value, lines, WHOLE)
    elif isinstance(tree, str):
        lines.append(f'"{tree}"\n')
