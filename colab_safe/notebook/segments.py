"""A segment: one text that a reader of a notebook sees, with its place and the way back to the JSON."""

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
NO_MEMBERS: frozenset[int] = frozenset()


class OutputStart(NamedTuple):
    """Where the text of one output begins in a segment that runs over several."""

    start: int  # character of the segment
    route: Route  # of the output's own text
    output: int  # from 1, within the cell


class Segment(NamedTuple):
    """One text with its place, and where it was built from.

    There are four kinds: text of the JSON, which has a `route`; plain text of the file; a cell of a
    text notebook, which is plain text in `pieces`; and text in a picture, which has its own way back
    to the file's bytes.
    """

    text: str
    place: Place
    route: Route | None = None  # of the JSON value that the text was built from
    separator: str | None = ""  # between two strings of a list; None: an object or array, see below
    keys_only: frozenset[int] = NO_MEMBERS  # numbers of members of which only the key is in `text`
    outputs: tuple[OutputStart, ...] = ()  # set where the text runs over several outputs
    picture: Origins | None = None  # from the text to bytes of the file's UTF-8
    offset: int = 0  # plain text: where in the file's text it begins; picture: where it was cut out
    pieces: Origins | None = None  # from the text to characters of the file's text

    @property
    def decoded_from(self) -> tuple[str, ...]:
        """What was decoded to get the text out of the file, outermost first."""
        if self.picture:
            return ("json", "picture")
        return ("text",) if self.route is None else ("json",)


class Segments:
    """The segments of a notebook by their numbers, from 0; each becomes an object when asked for.

    Most are never asked for: they are searched by their texts, and making all of them takes as long
    as parsing the file.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._rest: list[tuple[Any, ...]] = []  # a segment's fields after `text`
        self._made: dict[int, Segment] = {}

    def add(
        self,
        text: str,
        place: Place,
        route: Route | None = None,
        separator: str | None = "",
        keys_only: frozenset[int] = NO_MEMBERS,
        outputs: tuple[OutputStart, ...] = (),
        picture: Origins | None = None,
        offset: int = 0,
        pieces: Origins | None = None,
    ) -> None:
        """Add a segment; the arguments are the fields of `Segment`.

        Args:
            text: What a reader sees.
            place: Where that is.
            route: The JSON value that the text was built from; None for plain text and pictures.
            separator: What is between two strings of a list; None for the text of a tree.
            keys_only: Numbers of the tree's members of which only the key is in `text`.
            outputs: Where each output begins in a text that runs over several.
            picture: The way back from a picture's text to bytes of the file's UTF-8.
            offset: Characters of the file's text before plain text, or before the picture.
            pieces: The way back from a text notebook's cell to characters of the file's text.
        """
        self.texts.append(text)
        self._rest.append((place, route, separator, keys_only, outputs, picture, offset, pieces))

    def place(self, number: int) -> Place:
        """Return the place of a segment without making the segment.

        Args:
            number: Which segment, from 0.
        """
        place: Place = self._rest[number][0]
        return place

    def move(self, first: int, place: Place) -> None:
        """Give segments another place.

        Args:
            first: The first of them; all that were added later are moved, too.
            place: Where a reader sees them.
        """
        self._rest[first:] = [(place, *rest[1:]) for rest in self._rest[first:]]

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> Segment:
        if number not in self._made:
            self._made[number] = Segment._make((self.texts[number], *self._rest[number]))
        return self._made[number]

    def __iter__(self) -> Iterator[Segment]:
        return map(self.__getitem__, range(len(self.texts)))

    def batches(self, characters: int) -> Iterator[range]:
        """Yield the numbers of all segments in batches, so that a batch's views can be freed.

        Args:
            characters: A batch ends with the segment that brings its texts to this length.
        """
        first = length = 0
        for number, text in enumerate(self.texts):
            length += len(text)
            if length >= characters:
                yield range(first, number + 1)
                first, length = number + 1, 0
        if first < len(self.texts):
            yield range(first, len(self.texts))
