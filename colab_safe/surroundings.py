"""The lines around a finding, as a reader of the notebook sees them, without any secret in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.blots import Blotter, by_line, union
from colab_safe.excerpt import within
from colab_safe.matches import LocatedMatch
from colab_safe.model import Location, Span, Surroundings
from colab_safe.notebook.notebook import Notebook
from colab_safe.regex import Regex
from colab_safe.views.ansi import DECODER as TERMINAL

LINES = 3  # above and below
WIDTH = 160  # characters of a line that are shown
_NEAR = 2000  # characters above and below that are looked at: a line may have millions
_MOST_MARKED = 4  # lines of a finding that are shown: a private key has fifty
# A secret, or text that looks like one, is also recognised if the part that is looked at begins or ends inside it.
_MARGIN = 256
_ESCAPE = "\x1b"
# Text that no rule knows may still be a secret: half of a pair, or the rest of a split one.
_SUSPICIOUS = Regex(r"(?=[^\s\d]*\d)[A-Za-z0-9+/=_.~-]{20,}")


def surroundings(
    notebook: Notebook,
    match: LocatedMatch,
    location: Location,
    secrets: Sequence[Span],
    blotter: Blotter,
) -> Surroundings:
    """Return the lines around a match, and the number of the run in which its cell was executed.

    Args:
        notebook: The notebook that the match is in.
        match: The match.
        location: Where it is.
        secrets: Characters of all secrets in the text of the match's segment, ascending and disjoint.
        blotter: Knows all secrets of the file: other copies of them are blotted out, and parts.
    """
    segment, characters = match.view.segment, match.in_segment
    place = notebook.text_of_place(segment, characters[0].start)
    marked = Span(characters[0].start, min(characters[-1].end, place.end))
    lines = _lines(segment.text, marked, place, secrets, blotter)
    cell = location.place.cell
    return lines._replace(
        first=location.line - lines.marked.start,
        execution_count=notebook.execution_count(cell) if cell else None,
    )


def _lines(
    text: str, marked: Span, place: Span, secrets: Sequence[Span], blotter: Blotter
) -> Surroundings:
    """The lines around some characters; `first` counts from the first line that is shown."""
    near = Span(max(place.start, marked.start - _NEAR), min(place.end, marked.start + _NEAR))
    blots = _blots(text, near, place, secrets, blotter)
    if near.end == len(text) and text.endswith("\n"):
        near = near._replace(end=max(marked.start, near.end - 1))
    before = _blotted(text, Span(near.start, marked.start), blots).split("\n")
    after = _blotted(text, Span(marked.start, near.end), blots).split("\n")
    above, below = before[:-1][-LINES:], after[1:]
    number = text.count("\n", marked.start, min(marked.end, near.end))
    number = min(number, _MOST_MARKED - 1)  # lines of the finding below its first one
    below = below[: number + LINES]
    shown = [*above, before[-1] + after[0], *below]
    clean = _without_terminal_codes(shown, blotter)
    cut = [_cut(line, len(before[-1]) if at == len(above) else 0) for at, line in enumerate(clean)]
    return Surroundings(
        lines=tuple(cut),
        first=1,
        marked=Span(len(above), len(above) + number + 1),
        is_cut_before=near.start > place.start or len(before) > len(above) + 1,
        is_cut_after=near.end < place.end - 1 or len(after) > len(below) + 1,
    )


def _blots(
    text: str, near: Span, place: Span, secrets: Sequence[Span], blotter: Blotter
) -> list[Span]:
    """The secrets near a finding, also copies and parts of those of other cells, and what looks like one."""
    wide = Span(max(place.start, near.start - _MARGIN), min(place.end, near.end + _MARGIN))
    looked_at = text[wide.start : wide.end]
    copies = blotter.spans(looked_at)
    if (
        _ESCAPE not in looked_at
    ):  # else without its codes, of which it would take a part for a secret
        copies += _suspicious(looked_at)
    moved = [Span(wide.start + one.start, wide.start + one.end) for one in copies]
    return union([*within(secrets, *wide), *moved])


def _suspicious(text: str) -> Iterator[Span]:
    for found in _SUSPICIOUS.finditer(text):
        yield Span(*found.span())


def _touches(one: Span, other: Span) -> bool:
    return one.start < other.end and one.end > other.start


def _blotted(text: str, part: Span, blots: Sequence[Span]) -> str:
    inside = [
        Span(max(blot.start, part.start) - part.start, min(blot.end, part.end) - part.start)
        for blot in blots
        if _touches(blot, part)
    ]
    return by_line(text[part.start : part.end], inside)


def _without_terminal_codes(lines: Sequence[str], blotter: Blotter) -> list[str]:
    """The lines as a terminal shows them; colours inside a secret may have kept it from being recognised."""
    if not any(_ESCAPE in line for line in lines):
        return [line.removesuffix("\r") for line in lines]
    decoded = [TERMINAL.decode(line) for line in lines]
    clean = [new.text if new else line for new, line in zip(decoded, lines, strict=True)]
    text = "\n".join(clean)
    return by_line(text, union([*blotter.spans(text), *_suspicious(text)])).split("\n")


def _cut(line: str, place: int) -> str:
    """A line of at most `WIDTH` characters, with those at a place."""
    start = max(0, min(place - WIDTH // 2, len(line) - WIDTH)) if place else 0
    end = start + WIDTH
    shown = line[start:end]
    return ("…" if start else "") + shown.rstrip() + ("…" if end < len(line) else "")
