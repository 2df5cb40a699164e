"""The decoded forms of a segment: decoders applied to each other's results, to a bounded depth and size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colab_safe.limits import VIEW_DEPTH, VIEW_GROWTH, VIEW_SHARE, Limit
from colab_safe.model import Place, Span
from colab_safe.notebook.segments import Segment, Segments
from colab_safe.origins import merged
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, TextEdit
from colab_safe.views.decoders import DECODERS
from colab_safe.views.sign_search import SearchedTexts

# Beyond so many decoded forms of one text, each counts as one of this length: decoders that are nested in every order
# make 17,000 forms of 6,000 characters, which take five seconds. The most in 584 public notebooks are 314.
_MANY, _LEAST = 400, 16_384


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
        return self.depth >= VIEW_DEPTH.most or (
            self._decoded is not None and self._decoded.is_final
        )

    @property
    def is_cut_off(self) -> bool:
        """Whether the text would be decoded further, but for the limit of depth."""
        return self.depth >= VIEW_DEPTH.most and not (self._decoded and self._decoded.is_final)

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

    Attributes:
        texts: The texts of all views, in the order of their numbers.
        limits: Segments that were not decoded to the end, by number, each with the limit that was
            reached.
    """

    def __init__(self, segments: Segments, numbers: Sequence[int]) -> None:
        self._segments = segments
        self._numbers = numbers
        own = SearchedTexts(map(segments.texts.__getitem__, numbers))
        budgets = _Budgets()
        levels = _levels(segments, numbers, own, budgets)
        self._decoded = [view for level in levels for view in level]
        self.limits = budgets.limits
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
        self.left = VIEW_GROWTH.most * len(text)


class _Budgets:
    """The budgets of all segments, what they share, and which segments reached a limit."""

    def __init__(self) -> None:
        self.limits: dict[int, Limit] = {}
        self._shared = VIEW_SHARE.most
        self._of_segments: dict[int, _Budget] = {}

    def left(self, view: View) -> int:
        """How many characters further views of the segment of `view` may have."""
        return self._of(view).left + self._shared

    def allows_more(self, view: View) -> bool:
        """Whether another form of the segment of `view` may be looked for."""
        budget = self._of(view)
        if len(budget.seen) > _MANY and budget.left + self._shared < _LEAST:
            self.limits[view.number] = VIEW_SHARE
            return False
        return True

    def takes(self, view: View) -> bool:
        """Whether the text of a view is new, and not too much."""
        budget, size = self._of(view), len(view.text)
        if not size or view.text in budget.seen:
            return False
        if len(budget.seen) > _MANY:
            size = max(size, _LEAST)
        if size > budget.left + self._shared:
            self.limits[view.number] = VIEW_SHARE
            return False
        budget.seen.add(view.text)
        self._shared -= max(0, size - budget.left)
        budget.left = max(0, budget.left - size)
        return True

    def cuts_off(self, view: View) -> None:
        """Note that a view is too deep, unless a view of the segment has its text."""
        if view.text and view.text not in self._of(view).seen:
            self.limits[view.number] = VIEW_DEPTH

    def _of(self, view: View) -> _Budget:
        known = self._of_segments.get(view.number)
        return known or self._of_segments.setdefault(view.number, _Budget(view.root_text))


def _levels(
    segments: Segments, numbers: Sequence[int], own: SearchedTexts, budgets: _Budgets
) -> Iterator[list[View]]:
    """The views decoded once, then those decoded twice, …; signs are searched in all texts of a level at once."""
    level: list[View] = []
    for number, decoders in _candidates(own, DECODERS):
        view = View(own[number], segments, numbers[number])
        level += filter(budgets.takes, _decoded(view, decoders, budgets))
    cut_off: list[View] = []
    while level:
        yield level
        parents = [view for view in level if not view.is_final]
        cut_off += [view for view in level if view.is_cut_off]
        level = []
        for view, decoders in _decodable(parents):
            level += filter(budgets.takes, _decoded(view, decoders, budgets))
    for view, decoders in _decodable(cut_off):
        for deeper in _decoded(view, decoders, budgets):
            budgets.cuts_off(deeper)


def _decodable(views: list[View]) -> Iterator[tuple[View, list[Decoder]]]:
    """The views that some decoders may decode, each with the decoders to try."""
    places = {view.place for view in views}
    applying = [decoder for decoder in DECODERS if any(map(decoder.applies, places))]
    for number, decoders in _candidates(SearchedTexts([view.text for view in views]), applying):
        yield views[number], decoders


def _candidates(
    texts: SearchedTexts, decoders: Iterable[Decoder]
) -> list[tuple[int, list[Decoder]]]:
    """The numbers of the texts that some decoders may decode, ascending, each with the decoders to try."""
    found: dict[int, list[Decoder]] = {}
    for decoder in decoders:
        for number in decoder.sign(texts):
            found.setdefault(number, []).append(decoder)
    return sorted(found.items())


def _decoded(view: View, decoders: list[Decoder], budgets: _Budgets) -> Iterator[View]:
    """What some decoders make of a view; where one of them prepares it, the others are tried on that result."""
    place = view.place
    for decoder in decoders:
        if not budgets.allows_more(view):
            return
        is_again = decoder in view.decoders
        if not decoder.applies(place) or (is_again and not decoder.repeats):
            continue
        if decoder.decode_within:
            result = first = decoder.decode_within(view.text, budgets.left(view))
        else:
            result = first = decoder.decode(view.text)
        if first and first.limit:
            budgets.limits[view.number] = first.limit
        while result:
            yield view.decoded_by(decoder, result)
            result = result.aside
        if first and decoder.prepares and not is_again:
            return
