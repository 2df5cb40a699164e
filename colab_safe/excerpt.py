"""What a report shows of a notebook's own text: a line and names, without any secret in them."""

from __future__ import annotations

from functools import lru_cache

from colab_safe.model import Place, Span
from colab_safe.regex import Regex

BLOT = "█████"
WIDTH = 100  # characters shown at most
# Text that no rule knows may still be a secret: half of a pair, or the rest of a split one.
_SUSPICIOUS = Regex(r"(?=[^\s\d]*\d)[A-Za-z0-9+/=_.~-]{20,}")
_UNSHOWN = Regex(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")


def excerpt(text: str, start: int, secrets: list[Span]) -> str:
    """Return the line around a character, with every secret blotted out.

    Args:
        text: A segment's text.
        start: The character that the excerpt is about.
        secrets: Characters of all secrets in `text`, in any order.

    Returns:
        At most `WIDTH` characters, none of them a control character.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    before = _blotted(text, max(first, start - WIDTH), start, secrets)
    after = _blotted(text, start, min(last, start + 4 * WIDTH), secrets)
    shown = before[-WIDTH // 2 :] + after[: WIDTH - min(len(before), WIDTH // 2)]
    return shown.strip()


def without_secrets(place: Place, secrets: frozenset[str]) -> Place:
    """Return a place with secrets blotted out of what the notebook itself names: ids and types.

    Args:
        place: Where something is.
        secrets: All secrets of the notebook.
    """
    return place._replace(
        cell_id=_blotted_word(place.cell_id, secrets),
        cell_type=_blotted_word(place.cell_type, secrets),
        mime=_blotted_word(place.mime, secrets),
    )


def _blotted_word(word: str | None, secrets: frozenset[str]) -> str | None:
    """A word is short and there may be thousands of secrets, so the word's parts are looked up in them."""
    if word is None:
        return None
    for length in _lengths(secrets):
        for start in range(len(word) - length + 1):
            if word[start : start + length] in secrets:
                return _blotted_word(word[:start] + BLOT + word[start + length :], secrets)
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
