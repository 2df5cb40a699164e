"""The decoded forms of a segment: a table of decoders, applied to each other's results to a bounded depth and size."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from colab_safe.model import Span
from colab_safe.notebook.encoded import (
    PERCENT_DECODED,
    QUOTED_PRINTABLE,
    base64_decoded,
    base64_places,
    hexadecimal_decoded,
    hexadecimal_places,
    is_binary,
)
from colab_safe.notebook.literals import JOINED_LITERALS, JSON_STRINGS, UNESCAPED
from colab_safe.notebook.markup import RESOLVED_ENTITIES, SHOWN_TEXT
from colab_safe.notebook.pieces import Pieces, merged
from colab_safe.notebook.segments import ERROR, Segment
from colab_safe.notebook.substitution import Decoded, Substitution
from colab_safe.notebook.terminal import WITHOUT_CONTROLS, overwritten
from colab_safe.regex import Regex

DEPTH = 4  # base64 of JSON of HTML with entities takes four
GROWTH = 8  # all views of a segment together are at most so many times its length …
ALLOWANCE = 1 << 16  # … and this many characters


class View:
    """A text of a segment, decoded by the decoders that `names` lists, and its way back to the segment's text."""

    __slots__ = ("text", "segment", "names", "parent", "_pieces")

    def __init__(self, text: str, segment: Segment) -> None:
        self.text = text
        self.segment = segment
        self.names: tuple[str, ...] = ()
        self.parent: View | None = None
        self._pieces: Callable[[], Pieces] | Pieces | None = None

    def decoded(self, name: str, decoded: Decoded) -> View:
        """What a decoder made of this view."""
        view = View(decoded.text, self.segment)
        view.names, view.parent, view._pieces = (*self.names, name), self, decoded.pieces
        return view

    def spans(self, start: int, end: int) -> list[Span]:
        """The parts of the segment's text that characters `start`–`end` were decoded from, ascending."""
        if self.parent is None:
            return [Span(start, end)]
        origins = [self.parent.spans(span.start, span.end) for span in self.parent_spans(start, end)]
        return merged([span for spans in origins for span in spans])

    def parent_spans(self, start: int, end: int) -> list[Span]:
        """The same parts of the parent's text."""
        if callable(self._pieces):
            self._pieces = self._pieces()
        return self._pieces.spans(start, end) if self._pieces else [Span(start, end)]


class Decoder(NamedTuple):
    """`decode` is tried where one of `signs` stands in the text, and the segment is one that it `applies` to."""

    name: str
    signs: tuple[str, ...]
    decode: Callable[[str], Decoded | None]
    applies: Callable[[Segment], bool] = lambda segment: True
    places: Callable[[bytes], Iterator[int]] | None = None  # where it may stand, if no sign announces it

    def is_worth_trying(self, view: View) -> bool:
        if not self.applies(view.segment) or (self is STRINGS and self.name in view.names):
            return False
        if self.places:
            return next(self.places(view.text.encode("latin-1", "replace")), None) is not None
        return any([sign in view.text for sign in self.signs])


_MARKUP = ("html", "xml", "markdown", "json", "javascript")
_CODE = (ERROR, "application/javascript", "text/javascript")


def _is_markup(segment: Segment) -> bool:
    mime = segment.place.mime
    return segment.place.cell_type != "code" if mime is None else mime.endswith(_MARKUP)


def _is_code(segment: Segment) -> bool:
    place = segment.place
    return place.mime in _CODE or (place.mime is None and place.part == "source")


def _is_plain(segment: Segment) -> bool:
    return segment.route is None and not segment.picture


_JOINTS = ("' ", "'+", "'\\", "'\n", '" ', '"+', '"\\', '"\n')
# Characters of no width: zero-width space, joiners, word joiner, byte order mark, soft hyphen.
_UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\xad")
WITHOUT_UNSEEN = Substitution(Regex(f"[{''.join(_UNSEEN)}]+"), lambda match: "")
STRINGS = Decoder("strings", ('"cell_type"',), JSON_STRINGS, _is_plain)
BASE64 = Decoder("base64", (), base64_decoded, places=base64_places)
DECODERS = (
    Decoder("ansi", ("\x1b",), WITHOUT_CONTROLS),
    Decoder("terminal", ("\r", "\b"), overwritten),
    Decoder("unseen", _UNSEEN, WITHOUT_UNSEEN),
    Decoder("html", ("<", "&"), SHOWN_TEXT, _is_markup),
    Decoder("entities", ("&",), RESOLVED_ENTITIES, _is_markup),
    Decoder("escapes", ("\\",), UNESCAPED),
    Decoder("literals", _JOINTS, JOINED_LITERALS, _is_code),
    STRINGS,
    Decoder("percent", ("%",), PERCENT_DECODED),
    Decoder("quoted-printable", ("=3D", "=20", "=\n"), QUOTED_PRINTABLE),
    Decoder("hexadecimal", (), hexadecimal_decoded, places=hexadecimal_places),
    BASE64,
)
# What these leave is nearer to what a reader sees than what they were given.
SHOWING = frozenset(("ansi", "terminal", "unseen", "html", "entities"))
# And this one is a guess: a "=" at the end of a line may be base64's padding as well.
GUESSING = frozenset(("quoted-printable",))


def views(segments: Sequence[Segment]) -> Iterator[View]:
    """Every segment's own text, and every view of it."""
    candidates = _candidates([segment.text for segment in segments])
    for number, segment in enumerate(segments):
        root = View(segment.text, segment)
        yield root
        if number in candidates:
            yield from _deeper(root, candidates[number])


def _candidates(texts: Sequence[str]) -> dict[int, list[Decoder]]:
    """Which decoders to try on which text: the signs are looked for in all texts at once, one byte a character."""
    joined = b"\0".join([text.encode("latin-1", "replace") for text in texts])
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: dict[int, list[Decoder]] = {}
    for decoder in DECODERS:
        if decoder.places:
            holders = {bisect_right(starts, place) - 1 for place in decoder.places(joined)}
        else:
            holders = {number for sign in decoder.signs for number in _holders(texts, joined, starts, sign)}
        for number in holders:
            found.setdefault(number, []).append(decoder)
    return found


def _holders(texts: Sequence[str], joined: bytes, starts: list[int], sign: str) -> Iterator[int]:
    """The numbers of the texts that hold a sign; what is beyond Latin-1 is looked for in each text by itself."""
    if sign > "\xff":
        yield from (number for number, text in enumerate(texts) if not text.isascii() and sign in text)
        return
    letters = sign.encode("latin-1")
    place = joined.find(letters)
    while place >= 0:
        number = bisect_right(starts, place) - 1
        yield number
        place = joined.find(letters, starts[number + 1])


def _deeper(root: View, decoders: list[Decoder]) -> Iterator[View]:
    """All views of a segment but its own text, the shallowest first.

    What a broken notebook holds is written in JSON's strings, so these come before all else.
    """
    seen, left = {root.text}, GROWTH * len(root.text) + ALLOWANCE
    waiting = _decoded(root, [STRINGS] if STRINGS in decoders and STRINGS.applies(root.segment) else decoders)
    while waiting:
        view = waiting.pop(0)
        if view.text in seen or len(view.text) > left:
            continue
        seen.add(view.text)
        left -= len(view.text)
        yield view
        if len(view.names) < DEPTH and not (view.names[-1] == BASE64.name and is_binary(view.text)):
            waiting += _decoded(view, [decoder for decoder in DECODERS if decoder.is_worth_trying(view)])


def _decoded(view: View, decoders: list[Decoder]) -> list[View]:
    found = ((decoder, decoder.decode(view.text)) for decoder in decoders if decoder.applies(view.segment))
    return [view.decoded(decoder.name, decoded) for decoder, decoded in found if decoded]
