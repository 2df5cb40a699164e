"""What of a notebook's own words is shown to a person: one line, and names, without any secret in them."""

from __future__ import annotations

from functools import lru_cache

from colab_safe.model import Place, Span
from colab_safe.regex import Regex

BLOT = "█████"
WIDTH = 100  # characters shown at most
# What no rule knows may be a secret all the same: half of a pair, or the rest of a split one.
_SUSPICIOUS = Regex(r"(?=[^\s\d]*\d)[A-Za-z0-9+/=_.~-]{20,}")
_UNSHOWN = Regex(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def excerpt(text: str, start: int, secrets: list[Span]) -> str:
    """The line of character `start`, each of the secrets blotted out; cut to `WIDTH` characters round `start`."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    before = _blotted(text, max(first, start - WIDTH), start, secrets)
    after = _blotted(text, start, min(last, start + 4 * WIDTH), secrets)
    shown = before[-WIDTH // 2 :] + after[: WIDTH - min(len(before), WIDTH // 2)]
    return shown.strip()


def nameable(place: Place, secrets: frozenset[str]) -> Place:
    """A cell's id and type, and a MIME type, are words of the notebook too: a secret in them is blotted out."""
    cell_id, cell_type, mime = (
        _bare(word, secrets) for word in (place.cell_id, place.cell_type, place.mime)
    )
    return place._replace(cell_id=cell_id, cell_type=cell_type, mime=mime)


def _bare(word: str | None, secrets: frozenset[str]) -> str | None:
    """A word is short, and the secrets may be thousands: so its parts are looked up in them."""
    if word is None:
        return None
    for length in _lengths(secrets):
        for start in range(len(word) - length + 1):
            if word[start : start + length] in secrets:
                return _bare(word[:start] + BLOT + word[start + length :], secrets)
    return word


@lru_cache(maxsize=1)
def _lengths(secrets: frozenset[str]) -> list[int]:
    return sorted({len(secret) for secret in secrets}, reverse=True)


def _blotted(text: str, start: int, end: int, secrets: list[Span]) -> str:
    parts, position = [], start
    for secret in sorted(secrets):
        if secret.start < end and secret.end > position:
            parts += [text[position : max(position, secret.start)], BLOT]
            position = secret.end
    parts.append(text[position:end])
    return _UNSHOWN.sub(" ", _SUSPICIOUS.sub(BLOT, "".join(parts)))
