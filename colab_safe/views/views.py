"""The decoded forms of a segment: decoders applied to each other's results, to a bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colab_safe.model import Place, Span
from colab_safe.notebook.segments import Segment, Segments
from colab_safe.origins import merged
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, TextEdit
from colab_safe.views.decoders import DECODERS
from colab_safe.views.sign_search import SearchedTexts

DEPTH = 4  # base64 of JSON of HTML with entities takes four
GROWTH = 8  # all views of a segment together have at most so many times its length …
ALLOWANCE = 1 << 16  # … and this many characters more


class View:
    """A text of a segment, decoded or as it is, with its way back to the segment's own text.

    Attributes:
        text: The decoded text.
        number: The number of the segment.
        decoders: Those that were applied, the first one first; empty for the segment's own text.
        parent: The view that this one was decoded from; None for the segment's own text.
    """

    __slots__ = ("_decoded", "_segments", "decoders", "number", "parent", "text")

    def __init__(self, text: str, segments: Segments, number: int) -> None:
        self.text = text
        self.number = number
        self.decoders: tuple[Decoder, ...] = ()
        self.parent: View | None = None
        self._segments = segments
        self._decoded: Decoded | None = None

    def decoded_by(self, decoder: Decoder, decoded: Decoded) -> View:
        """Return a new view with what a decoder made of this one.

        Args:
            decoder: The decoder.
            decoded: Its result for the text of this view.
        """
        view = View(decoded.text, self._segments, self.number)
        view.decoders, view.parent, view._decoded = (*self.decoders, decoder), self, decoded
        return view

    @property
    def segment(self) -> Segment:
        return self._segments[self.number]

    @property
    def place(self) -> Place:
        """Where the segment is."""
        return self._segments.place(self.number)

    @property
    def root_text(self) -> str:
        """The segment's own text."""
        return self._segments.texts[self.number]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the decoders, as reports list them."""
        return tuple([decoder.name for decoder in self.decoders])

    @property
    def depth(self) -> int:
        """How often the text was decoded; decoders that only prepare it do not count."""
        return len([decoder for decoder in self.decoders if not decoder.prepares])

    @property
    def is_final(self) -> bool:
        """Whether the text is not decoded further."""
        return self.depth >= DEPTH or (self._decoded is not None and self._decoded.is_final)

    @property
    def is_by_character(self) -> bool:
        """Whether each character leads back to characters that no other one shares."""
        return all([decoder.is_by_character for decoder in self.decoders])

    @property
    def is_guess(self) -> bool:
        """Whether the text may have been decoded although it was not encoded."""
        return any([decoder.guesses for decoder in self.decoders])

    @property
    def shown_by(self) -> int:
        """How many different decoders brought the text nearer to what a reader sees."""
        return len({decoder.name for decoder in self.decoders if decoder.shows})

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the parts of the segment's text that some characters were decoded from.

        Args:
            start: The first of the characters.
            end: The character after the last.

        Returns:
            Spans of characters of the segment's text, ascending; those that touch are joined.
        """
        if self.parent is None:
            return [Span(start, end)]
        origins = [
            self.parent.spans(span.start, span.end) for span in self.parent_spans(start, end)
        ]
        return merged([span for spans in origins for span in spans])

    def parent_spans(self, start: int, end: int) -> list[Span]:
        """Return the parts of the parent's text that some characters were decoded from.

        Args:
            start: The first of the characters.
            end: The character after the last.

        Returns:
            Spans of characters, ascending; without a parent the characters themselves.
        """
        return self._decoded.spans(start, end) if self._decoded else [Span(start, end)]

    def parent_edits(self, edits: Sequence[TextEdit]) -> list[TextEdit]:
        """Return edits of this view's text as edits of its parent's, written as its decoder reads them.

        Args:
            edits: In ascending order; none may overlap another.

        Raises:
            EditError: The decoder cannot write there.
        """
        if self.parent is None or self._decoded is None:
            return list(edits)
        return list(self.decoders[-1].write(self.parent.text, self._decoded, edits))


class Views:
    """All views of some segments: each segment's own text, then what was decoded, the shallowest first.

    Args:
        segments: The segments of one notebook.
        numbers: Which of them to decode, ascending.
    """

    def __init__(self, segments: Segments, numbers: Sequence[int]) -> None:
        self._segments = segments
        self._numbers = numbers
        own = SearchedTexts(map(segments.texts.__getitem__, numbers))
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


def views(segments: Segments, numbers: Sequence[int] | None = None) -> Views:
    """Return every segment's own text and all its decoded views.

    Args:
        segments: The segments of one notebook.
        numbers: Which of them to decode, ascending; None for all.
    """
    return Views(segments, range(len(segments)) if numbers is None else numbers)


class _Budget:
    """How much the views of one segment may still grow together, and which texts they have."""

    __slots__ = ("left", "seen")

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


def _levels(segments: Segments, numbers: Sequence[int], own: SearchedTexts) -> Iterator[list[View]]:
    """The views decoded once, then those decoded twice, …; signs are searched in all texts of a level at once."""
    budgets: dict[int, _Budget] = {}
    level: list[View] = []
    for number, decoders in _candidates(own, DECODERS):
        level += _affordable(
            _decoded(View(own[number], segments, numbers[number]), decoders), budgets
        )
    while level:
        yield level
        parents, level = [view for view in level if not view.is_final], []
        places = {view.place for view in parents}
        applying = [decoder for decoder in DECODERS if any(map(decoder.applies, places))]
        for number, decoders in _candidates(
            SearchedTexts([view.text for view in parents]), applying
        ):
            level += _affordable(_decoded(parents[number], decoders), budgets)


def _candidates(
    texts: SearchedTexts, decoders: Iterable[Decoder]
) -> list[tuple[int, list[Decoder]]]:
    """The numbers of the texts that some decoders may decode, ascending, each with the decoders to try."""
    found: dict[int, list[Decoder]] = {}
    for decoder in decoders:
        for number in decoder.sign(texts):
            found.setdefault(number, []).append(decoder)
    return sorted(found.items())


def _decoded(view: View, decoders: list[Decoder]) -> Iterator[View]:
    """What some decoders make of a view; where one of them prepares it, the others are tried on that result."""
    place = view.place
    for decoder in decoders:
        is_again = decoder in view.decoders
        if not decoder.applies(place) or (is_again and not decoder.repeats):
            continue
        result = first = decoder.decode(view.text)
        while result:
            yield view.decoded_by(decoder, result)
            result = result.aside
        if first and decoder.prepares and not is_again:
            return


def _affordable(views: Iterator[View], budgets: dict[int, _Budget]) -> Iterator[View]:
    for view in views:
        budget = budgets.get(view.number) or budgets.setdefault(
            view.number, _Budget(view.root_text)
        )
        if budget.takes(view.text):
            yield view
