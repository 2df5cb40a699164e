"""Matches with the bytes of the file they came from, and which of those that share bytes is reported."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.detect.engine import KNOWN_VALUES, Engine
from colab_safe.detect.rule import Match, Rule
from colab_safe.limits import Limit
from colab_safe.model import LOW, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.typed import TYPE_CHECKING, NamedTuple
from colab_safe.views.views import View, Views

if TYPE_CHECKING:
    from colab_safe.views.wrapped import Unwrapped


class LocatedMatch(NamedTuple):
    """A match in a view, with the characters and bytes that the secret was decoded from."""

    rule: Rule
    engine: str
    view: View
    match: Match
    in_segment: list[Span]  # characters of the segment's text, ascending
    in_file: tuple[Span, ...]  # bytes of the file as stored, ascending

    @property
    def secret(self) -> str:
        """The secret itself, decoded."""
        if self.match.value is not None:
            return self.match.value.reveal()
        return self.view.text[self.match.start : self.match.end]


def locate_matches(
    notebook: Notebook, views: Views | Unwrapped, engines: Sequence[Engine]
) -> Iterator[LocatedMatch]:
    """Yield every match of every engine, with the way back to the file.

    Args:
        notebook: The notebook that the views belong to.
        views: The texts to search.
        engines: What to search with.
    """
    for engine in engines:
        for match in engine.find(views.texts):
            view = views[match.text]
            in_segment = view.spans(match.start, match.end)
            in_file = tuple(notebook.byte_spans(view.segment, in_segment))
            yield LocatedMatch(match.rule, engine.name, view, match, in_segment, in_file)


def line_ends(engines: Sequence[Engine]) -> dict[int, set[int]]:
    """Return where values end that may go on in another line, by the number of the text.

    Args:
        engines: What has searched the texts last. Only the built-in one looks for such values.
    """
    ends: dict[int, set[int]] = {}
    for engine in engines:
        for text, offsets in getattr(engine, "line_ends", {}).items():
            ends.setdefault(text, set()).update(offsets)
    return ends


def cut_off(views: Views, engines: Sequence[Engine]) -> dict[int, Limit]:
    """Return the numbers of the segments that an engine did not search to the end, with the limit.

    Args:
        views: The texts that were searched last.
        engines: What has searched them. Engines without a limit have no `cut_off`.
    """
    return {
        views[text].number: limit
        for engine in engines
        for text, limit in getattr(engine, "cut_off", {}).items()
    }


def strongest(matches: Iterable[LocatedMatch]) -> list[LocatedMatch]:
    """Return one match for each place in the file, in the order of the file.

    Of matches that share a byte, one that blocks is kept rather than one that does not, then the one of the most specific
    rule, then the one in the view nearest to what a reader sees, then the longest. A part of a known value is left out. Each has
    the verdict of the service about its
    secret, whichever engine asked for it.

    Args:
        matches: Matches of one notebook.
    """
    ranked = sorted(_without_parts(list(matches)), key=_rank)
    verdicts = {one.secret: one.match.live for one in ranked if one.match.live is not None}
    taken: list[Span] = []
    kept = []
    for one in ranked:
        if one.in_file and not any(overlaps(taken, span) for span in one.in_file):
            kept.append(_with_verdict(one, verdicts) if verdicts else one)
            for span in one.in_file:
                insort(taken, span)
    return sorted(kept, key=lambda one: one.in_file)


def _without_parts(matches: list[LocatedMatch]) -> list[LocatedMatch]:
    """All but what other rules call secret of a value that is known, and so known to be longer."""
    known = [span for one in matches if one.engine == KNOWN_VALUES for span in one.in_file]
    if not known:
        return matches
    from colab_safe.blots import union  # few projects look for known values

    known = union(known)
    starts = [span.start for span in known]
    return [
        one
        for one in matches
        if one.engine == KNOWN_VALUES or not _is_part(one.in_file, known, starts)
    ]


def _is_part(spans: Sequence[Span], known: Sequence[Span], starts: Sequence[int]) -> bool:
    around = [known[max(0, bisect_right(starts, span.start) - 1)] for span in spans]
    is_inside = all(
        outer.start <= span.start and span.end <= outer.end
        for span, outer in zip(spans, around, strict=True)
    )
    return is_inside and _length(spans) < _length(set(around))


def _length(spans: Iterable[Span]) -> int:
    return sum(span.end - span.start for span in spans)


def with_expiry(matches: Sequence[LocatedMatch], now: float | None) -> list[LocatedMatch]:
    """Return matches in their order; those of secrets that have expired by their own words are low.

    Args:
        matches: Of one notebook.
        now: Seconds since 1970, in UTC; None if nothing has expired.
    """
    if now is None or not matches:
        return [*matches]
    from colab_safe.detect.expiry import has_expired  # most notebooks have no match

    verdicts = {
        (one.secret, has_expired(one.view.text, Span(one.match.start, one.match.end), now))
        for one in matches
        if not one.match.again
    }
    expired = {
        secret for secret, is_over in verdicts if is_over and (secret, False) not in verdicts
    }
    return [
        one._replace(match=one.match._replace(judged=LOW)) if one.secret in expired else one
        for one in matches
    ]


def _with_verdict(one: LocatedMatch, verdicts: dict[str, bool]) -> LocatedMatch:
    return one._replace(match=one.match._replace(live=verdicts.get(one.secret)))


def _rank(one: LocatedMatch) -> tuple[bool, int, bool, int, int, int, tuple[Span, ...], bool, str]:
    view, rule = one.view, one.rule
    nearness = (view.is_guess, -view.shown_by, -_length(one.in_file), len(view.decoders))
    is_low, is_other = one.match.confidence == LOW, one.engine != KNOWN_VALUES
    return (is_low, rule.strength, *nearness, one.in_file, is_other, rule.id)


def overlaps(taken: list[Span], span: Span) -> bool:
    """Return whether a span shares a byte with another one.

    Args:
        taken: The others, ascending; no two of them overlap.
        span: The span.
    """
    at = bisect_left(taken, span)
    return (at < len(taken) and taken[at].start < span.end) or (
        at > 0 and taken[at - 1].end > span.start
    )
