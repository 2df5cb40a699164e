"""What a report shows of a notebook's own text: a line and names, without any secret in them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from colab_safe.blots import BLOT, Blotter, union, without
from colab_safe.model import Place, Span
from colab_safe.regex import Regex

WIDTH = 100  # characters shown at most
_LONGEST_NAME = 200  # characters of an id or a type that are shown: nbformat allows 64
# Text that no rule knows may still be a secret: half of a pair, or the rest of a split one.
_SUSPICIOUS = Regex(r"(?=[^\s\d]*\d)[A-Za-z0-9+/=_.~-]{20,}")
_UNSHOWN = Regex(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def excerpt(text: str, start: int, secrets: Sequence[Span], blotter: Blotter) -> str:
    """Return the line around a character, with every secret blotted out.

    Args:
        text: A segment's text.
        start: The character that the excerpt is about.
        secrets: Characters of all secrets in `text`, ascending and disjoint.
        blotter: Knows all secrets of the file: other copies of them are blotted out, and parts.

    Returns:
        At most `WIDTH` characters, none of them a control character.
    """
    # A line may have a million characters and as many secrets, so no more of it is looked at.
    low = max(text.rfind("\n", max(0, start - WIDTH), start) + 1, start - WIDTH, 0)
    high = text.find("\n", start, start + 4 * WIDTH)
    high = min(len(text), start + 4 * WIDTH) if high < 0 else high
    copies = [Span(low + one.start, low + one.end) for one in blotter.spans(text[low:high])]
    blots = union([*within(secrets, low, high), *copies])
    before, after = _blotted(text, low, start, blots), _blotted(text, start, high, blots)
    shown = before[-WIDTH // 2 :] + after[: WIDTH - min(len(before), WIDTH // 2)]
    return shown.strip()


def without_secrets(place: Place, blotter: Blotter) -> Place:
    """Return a place with secrets blotted out of what the notebook itself names: ids and types.

    Args:
        place: Where something is.
        blotter: Knows all secrets of the notebook.
    """
    return place._replace(
        cell_id=_blotted_name(place.cell_id, blotter),
        cell_type=_blotted_name(place.cell_type, blotter),
        mime=_blotted_name(place.mime, blotter),
    )


def _blotted_name(name: str | None, blotter: Blotter) -> str | None:
    if name is None:
        return None
    blotted = blotter.blot(name)
    return blotted if len(blotted) <= _LONGEST_NAME else f"{blotted[:_LONGEST_NAME]}…"


def within(secrets: Sequence[Span], low: int, high: int) -> Iterator[Span]:
    """Yield the spans that touch a window, without a look at all others.

    Args:
        secrets: Ascending and disjoint.
        low: The window's first character.
        high: The character after its last.
    """
    number = max(0, bisect_left(secrets, Span(low, low)) - 1)
    while number < len(secrets) and secrets[number].start < high:
        if secrets[number].end > low:
            yield secrets[number]
        number += 1


def _blotted(text: str, start: int, end: int, blots: Sequence[Span]) -> str:
    inside = [
        Span(max(blot.start, start) - start, min(blot.end, end) - start)
        for blot in blots
        if blot.start < end and blot.end > start
    ]
    return _UNSHOWN.sub(" ", _SUSPICIOUS.sub(BLOT, without(text[start:end], inside)))
