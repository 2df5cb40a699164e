"""The decoded forms of a segment: decoders applied to each other's results to a bounded depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Place, Span
from colab_safe.notebook.segments import Segment, Segments
from colab_safe.origins import Origins, merged
from colab_safe.session import Session
from colab_safe.views.base64 import is_binary
from colab_safe.views.base64_runs import runs
from colab_safe.views.decoders import BASE64, DECODERS, PREPARING, STRINGS, Decoder
from colab_safe.views.substitution import Decoded

DEPTH = 4  # base64 of JSON of HTML with entities takes four
GROWTH = 8  # all views of a segment together are at most so many times its length …
ALLOWANCE = 1 << 16  # … and this many characters


class View:
    """A text of a segment, decoded by the decoders that `names` lists, and its way back to the segment's text."""

    __slots__ = ("text", "number", "names", "parent", "_segments", "_pieces")

    def __init__(self, text: str, segments: Segments, number: int) -> None:
        self.text = text
        self.number = number  # of the segment
        self.names: tuple[str, ...] = ()
        self.parent: View | None = None
        self._segments = segments
        self._pieces: Callable[[], Origins] | Origins | None = None

    @property
    def segment(self) -> Segment:
        return self._segments[self.number]

    @property
    def root_text(self) -> str:
        """The segment's own text."""
        return self._segments.texts[self.number]

    @property
    def depth(self) -> int:
        """How often it was decoded; what only prepares a text for that does not count."""
        return len([name for name in self.names if name not in PREPARING])

    @property
    def place(self) -> Place:
        return self._segments.place(self.number)

    @property
    def is_binary(self) -> bool:
        return self.names[-1:] == (BASE64.name,) and is_binary(self.text)

    def decoded(self, name: str, decoded: Decoded) -> View:
        """What a decoder made of this view."""
        view = View(decoded.text, self._segments, self.number)
        view.names, view.parent, view._pieces = (*self.names, name), self, decoded.pieces
        return view

    def spans(self, start: int, end: int) -> list[Span]:
        """The parts of the segment's text that characters `start`–`end` were decoded from, ascending."""
        if self.parent is None:
            return [Span(start, end)]
        origins = [
            self.parent.spans(span.start, span.end) for span in self.parent_spans(start, end)
        ]
        return merged([span for spans in origins for span in spans])

    def parent_spans(self, start: int, end: int) -> list[Span]:
        """The same parts of the parent's text."""
        if callable(self._pieces):
            self._pieces = self._pieces()
        return self._pieces.spans(start, end) if self._pieces else [Span(start, end)]


class Views:
    """All views of some segments: each segment's own text, and then what was decoded, the shallowest first."""

    def __init__(self, segments: Segments, numbers: Sequence[int]) -> None:
        self._segments = segments
        self._numbers = numbers
        own = JoinedTexts(map(segments.texts.__getitem__, numbers))
        self._decoded = [view for level in _levels(segments, numbers, own) for view in level]
        self.texts = own.and_more([view.text for view in self._decoded])

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, number: int) -> View:
        beyond = number - len(self._numbers)
        if beyond >= 0:
            return self._decoded[beyond]
        return View(self.texts[number], self._segments, self._numbers[number])

    def __iter__(self) -> Iterator[View]:
        return map(self.__getitem__, range(len(self)))


def views(
    segments: Segments, numbers: Sequence[int] | None = None, session: Session | None = None
) -> Views:
    """Return every segment's own text and all its decoded views.

    Args:
        segments: The segments of one notebook.
        numbers: Which of them to decode, ascending; None for all.
        session: What the run has learned about texts so far; None to start afresh.
    """
    return Views(segments, range(len(segments)) if numbers is None else numbers)


class _Room:
    """What the views of one segment together have come to."""

    __slots__ = ("seen", "left")

    def __init__(self, text: str) -> None:
        self.seen = {text}
        self.left = GROWTH * len(text) + ALLOWANCE

    def takes(self, text: str) -> bool:
        """Whether a view with this text is new, and not too much."""
        if text in self.seen or len(text) > self.left:
            return False
        self.seen.add(text)
        self.left -= len(text)
        return True


def _levels(segments: Segments, numbers: Sequence[int], own: JoinedTexts) -> Iterator[list[View]]:
    """The views decoded once, then those decoded twice, …; the signs are looked for in all texts of a level at once."""
    rooms: dict[int, _Room] = {}
    level: list[View] = []
    for number, decoders in _candidates(own, DECODERS):
        level += _taken(_decoded(View(own[number], segments, numbers[number]), decoders), rooms)
    while level:
        yield level
        parents, level = [view for view in level if view.depth < DEPTH], []
        places = {view.place for view in parents}
        applying = [decoder for decoder in DECODERS if any(map(decoder.applies, places))]
        for number, decoders in _candidates(JoinedTexts([view.text for view in parents]), applying):
            level += _taken(_decoded(parents[number], decoders), rooms)


def _candidates(texts: JoinedTexts, decoders: Iterable[Decoder]) -> list[tuple[int, list[Decoder]]]:
    """The numbers of the texts that some of these may decode, ascending, each with the decoders to try."""
    found: dict[int, list[Decoder]] = {}
    letters = runs(texts.narrow)
    for decoder in decoders:
        for number in decoder.holders(texts, letters):
            found.setdefault(number, []).append(decoder)
    return sorted(found.items())


def _decoded(view: View, decoders: list[Decoder]) -> Iterator[View]:
    """What these make of a view; where a text was prepared by one of them, the others are left for what came of it."""
    if view.is_binary:
        return
    place = view.place
    for decoder in [decoder for decoder in decoders if decoder.applies(place)]:
        is_done = (
            decoder is STRINGS and decoder.name in view.names
        )  # what it left are no literals of JSON any more
        decoded = None if is_done else decoder.decode(view.text)
        if decoded:
            yield view.decoded(decoder.name, decoded)
            if decoded.aside:
                yield view.decoded(decoder.name, decoded.aside)
            if decoder.prepares and decoder.name not in view.names:
                return


def _taken(views: Iterator[View], rooms: dict[int, _Room]) -> Iterator[View]:
    for view in views:
        room = rooms.get(view.number) or rooms.setdefault(view.number, _Room(view.root_text))
        if room.takes(view.text):
            yield view
