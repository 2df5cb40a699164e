"""Values that are known, wrapped over several lines: each line is compared, so nothing is guessed and no character is special."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.detect.beginnings import Beginning
from colab_safe.model import Span
from colab_safe.origins import TextBuilder
from colab_safe.views.decoded import built
from colab_safe.views.layouts import FAR, Layout, layout_of, next_part
from colab_safe.views.views import Views
from colab_safe.views.wrapped import BY_LAYOUT, Unwrapped

# What another view shows in the same characters, such as literals that the code joins, is preferred.
_DECODER = BY_LAYOUT._replace(shows=False)


def continued(views: Views, beginnings: Iterable[Beginning]) -> Unwrapped:
    """Return further views in which the lines of known values are joined.

    Args:
        views: What was searched.
        beginnings: The first lines of values, by the numbers of the views.
    """
    builders: dict[int, TextBuilder] = {}
    for each in beginnings:
        view = views[each.text]
        # The lines of a tree are values of their own.
        parts = _parts(view.text, each) if view.segment.separator is not None else []
        if parts:
            builder = builders.setdefault(each.text, TextBuilder())
            for part in (Span(each.start, each.end), *parts):
                # A line that is broken at a blank ends without it.
                builder.put(" " if part.start == part.end else "", part.start, part.end)
                builder.keep(view.text, part.start, part.end)
            builder.put("\n", parts[-1].end, parts[-1].end)
    decoded = ((views[number], built(builder)) for number, builder in sorted(builders.items()))
    return Unwrapped([view.decoded_by(_DECODER, made) for view, made in decoded if made], {})


def _parts(text: str, beginning: Beginning) -> list[Span]:
    """Where the rest of a value is, empty spans for blanks that are not written; none if something else is there."""
    layout = layout_of(text, beginning.end)
    parts: list[Span] = []
    at, rest = layout.at if layout else -1, beginning.rest
    while rest and layout and 0 <= at < len(text):
        after = text.find("\n", at + 1, at + 1 + FAR)
        after = after if after >= 0 else min(len(text), at + 1 + FAR)
        found = _next(text, at + 1, after, layout, rest)
        if not found:
            return []
        parts += found
        rest = rest[sum(max(1, part.end - part.start) for part in found) :]
        at = after
    return [] if rest else parts


def _next(text: str, start: int, end: int, layout: Layout, rest: str) -> list[Span]:
    content = next_part(text, start, end, layout)
    if content is None:
        return []
    blanks = len(rest) - len(rest.lstrip(" "))
    rest = rest[blanks:]
    size = min(len(rest), content.end - content.start)
    if not size or not text.startswith(rest[:size], content.start):
        return []
    missing = [Span(content.start, content.start)] * blanks
    return [*missing, Span(content.start, content.start + size)]
