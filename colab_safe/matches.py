"""Matches with their way back to the file's bytes, and which of those that share bytes is reported."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.clean_texts import not_known_as_clean, remember_as_clean
from colab_safe.detect.engine import Engine
from colab_safe.detect.rule import Match, Rule
from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.session import Session
from colab_safe.typed import NamedTuple
from colab_safe.views.decoders import GUESSING, SHOWING
from colab_safe.views.views import View, Views, views

AT_ONCE = 4_000_000  # characters of segments whose views are in memory together


class Sighting(NamedTuple):
    """A secret in a view, and the parts of the segment's text and of the file's bytes that it stands in."""

    rule: Rule
    engine: str
    view: View
    match: Match
    in_segment: list[Span]
    in_file: tuple[Span, ...]

    @property
    def secret(self) -> str:
        return self.view.text[self.match.start : self.match.end]


def sightings(
    notebook: Notebook, engines: Sequence[Engine], session: Session | None = None
) -> list[Sighting]:
    """The secrets of a notebook, in the order of the file: at each byte the one that says most about it.

    Texts that the session remembers as clean are passed over.
    """
    session = session or Session()
    segments, found = notebook.segments, []
    for share in segments.shares(AT_ONCE):
        numbers = not_known_as_clean(segments, share, session)
        seen = list(_seen(notebook, views(segments, numbers, session), engines))
        holders = {sighting.view.number for sighting in seen}
        remember_as_clean(segments, set(numbers) - holders, session)
        found += seen
    return _strongest(found)


def _seen(notebook: Notebook, some: Views, engines: Sequence[Engine]) -> Iterator[Sighting]:
    for engine in engines:
        for match in engine.find(some.texts):
            yield _placed(notebook, some[match.text], match, engine.name)


def _placed(notebook: Notebook, view: View, match: Match, engine: str) -> Sighting:
    in_segment = view.spans(match.start, match.end)
    return Sighting(
        match.rule,
        engine,
        view,
        match,
        in_segment,
        tuple(notebook.byte_spans(view.segment, in_segment)),
    )


def _strongest(sightings: Iterable[Sighting]) -> list[Sighting]:
    """One for each place in the file: the most specific rule, then the view nearest to what is shown, the longest match."""
    taken: list[Span] = []
    kept = []
    ranked = sorted(sightings, key=_rank)
    for sighting in ranked:
        if sighting.in_file and not any(_overlaps(taken, span) for span in sighting.in_file):
            kept.append(sighting)
            for span in sighting.in_file:
                insort(taken, span)
    verdicts = {
        sighting.secret: sighting.match.live
        for sighting in ranked
        if sighting.match.live is not None
    }
    judged = [_judged(sighting, verdicts) for sighting in kept] if verdicts else kept
    return sorted(judged, key=lambda sighting: sighting.in_file)


def _judged(sighting: Sighting, verdicts: dict[str, bool]) -> Sighting:
    """With what a service said of the secret, whichever engine asked."""
    return sighting._replace(match=sighting.match._replace(live=verdicts.get(sighting.secret)))


def _rank(sighting: Sighting) -> tuple[int, bool, int, int, int, tuple[Span, ...], str]:
    names = sighting.view.names
    guessed, shown = not GUESSING.isdisjoint(names), len(SHOWING.intersection(names))
    length = sum(span.end - span.start for span in sighting.in_file)
    return (
        sighting.rule.strength,
        guessed,
        -shown,
        -length,
        len(names),
        sighting.in_file,
        sighting.rule.id,
    )


def _overlaps(taken: list[Span], span: Span) -> bool:
    """Whether a span shares a byte with one of those taken, which are sorted and apart."""
    at = bisect_left(taken, span)
    return (at < len(taken) and taken[at].start < span.end) or (
        at > 0 and taken[at - 1].end > span.start
    )
