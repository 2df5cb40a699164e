"""A path of a token file in a notebook's bytes: what every search below `paths/` gives, and `hide` replaces."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

from colab_safe.model import Location, Place, Span
from colab_safe.notebook.segments import ERROR, STDERR, STDOUT
from colab_safe.typed import TYPE_CHECKING, NamedTuple
from colab_safe.views import hexadecimal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from colab_safe.notebook.notebook import Notebook
    from colab_safe.notebook.segments import Segment
    from colab_safe.views.views import View

# The types of outputs that nothing but a reader reads.
_SHOWN = (None, "text/plain", "text/markdown", STDOUT, STDERR, ERROR)


class InSegment(NamedTuple):
    """The characters `start`–`end` of a segment's text."""

    segment: Segment
    start: int
    end: int
    characters: tuple[Span, ...] = ()  # those of them that are the path
    decoders: tuple[str, ...] = ()  # the names of what decoded the segment further, outermost first


class PathMatch(NamedTuple):
    """Bytes of a notebook that are the path of a token file, or a part of it."""

    span: Span  # from the first byte of the path to its last
    kept: bytes  # bytes in between that are not part of the path: colour codes, tags, the next line's quotes
    path: str  # relative to the Drive; what only a run would tell is "…"
    text: InSegment | None = (
        None  # None where the bytes are known, but not which text they belong to
    )
    location: Location | None = None  # without the file's path; set by `find`
    placeholder: str | None = None  # the one that the path store has for these bytes
    is_piece: bool = False  # whether the code writes other pieces of the same path elsewhere
    # Whether it is in base64, in which a placeholder would not be found again, or in hexadecimal digits that code reads.
    is_encoded: bool = False

    @property
    def is_in_picture(self) -> bool:
        """Whether the path is in a picture's metadata, where no placeholder can be written."""
        return self.text is not None and self.text.segment.picture is not None

    @property
    def stays_visible(self) -> bool:
        """Whether no placeholder can be written there."""
        return self.is_encoded or self.is_in_picture


def match_in_view(
    notebook: Notebook, view: View, start: int, end: int, path: str
) -> PathMatch | None:
    """Return the match for characters of a view; None if they come from no bytes of the file.

    Args:
        notebook: The notebook that the view was made of.
        view: A decoded form of one of its texts.
        start: First character of the path in the view.
        end: The character after the last one.
        path: The path, relative to the Drive.
    """
    match = _match(notebook, view.segment, view.spans(start, end), path, view.names)
    is_encoded = not view.is_by_character or _is_read_as_digits(view)
    return match and match._replace(is_encoded=is_encoded)


def _is_read_as_digits(view: View) -> bool:
    """Whether code may read a view's hexadecimal digits: `bytes.fromhex` does not take a placeholder."""
    is_shown = view.place.part == "output" and view.place.mime in _SHOWN
    is_text = view.place.part == "source" and view.place.cell_type != "code"
    return hexadecimal.DECODER in view.decoders and not (is_shown or is_text)


def match_in_code(
    notebook: Notebook, cell: Segment, characters: Span, path: str, is_piece: bool
) -> PathMatch | None:
    """Return the match for characters of a code cell; None if they come from no bytes of the file.

    Args:
        notebook: The notebook that the cell is in.
        cell: The source of the cell.
        characters: A literal in it, or neighbouring ones with what joins them.
        path: The path that the code puts together, relative to the Drive.
        is_piece: Whether other pieces of the path are written elsewhere.
    """
    match = _match(notebook, cell, [characters], path)
    return match and match._replace(kept=b"", is_piece=is_piece)


def _match(
    notebook: Notebook,
    segment: Segment,
    characters: list[Span],
    path: str,
    decoders: tuple[str, ...] = (),
) -> PathMatch | None:
    spans = notebook.byte_spans(segment, characters)
    if not spans:
        return None
    data = notebook.source.data
    kept = b"".join(data[one.end : other.start] for one, other in pairwise(spans))
    text = InSegment(segment, characters[0].start, characters[-1].end, tuple(characters), decoders)
    return PathMatch(Span(spans[0].start, spans[-1].end), kept, path, text)


def with_location(notebook: Notebook, match: PathMatch) -> PathMatch:
    """Return the match with a location: where no text is known, line and column are those of the file.

    It is worked out at last: two of three matches share their bytes with a surer one.

    Args:
        notebook: The notebook that the match is in.
        match: One of its paths.
    """
    if match.text:
        segment, _, _, characters, decoders = match.text
        return match._replace(location=notebook.location("", segment, [*characters], decoders))
    line = notebook.source.line(match.span.start)
    before = notebook.source.data[: match.span.start].rpartition(b"\n")[2]
    column = len(before.decode("utf-8", "replace")) + 1
    location = Location("", Place("source"), line, column, line, (match.span,), ())
    return match._replace(location=location)


def without_overlaps(matches: Iterable[PathMatch]) -> list[PathMatch]:
    """Return matches that do not overlap, in the order of the file.

    Args:
        matches: The surest first: of two that share a byte the first is taken, with the text that either is in.
    """
    starts: list[int] = []
    taken: list[PathMatch] = []  # ascending
    for match in matches:
        after = bisect_left(starts, match.span.end)
        other = taken[after - 1] if after else None
        if other is None or other.span.end <= match.span.start:
            starts.insert(after, match.span.start)
            taken.insert(after, match)
        elif other.text is None:
            taken[after - 1] = other._replace(text=match.text)
    return taken
