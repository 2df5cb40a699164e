"""Whether a secret has expired by its own words: a JSON Web Token by its claims, a signed URL by its parameters."""

from __future__ import annotations

from colab_safe.detect.json_tokens import json_object
from colab_safe.detect.rule import compiled
from colab_safe.detect.signed_links import expires
from colab_safe.model import Span

_TOKEN = r"ey[A-Za-z0-9_-]+\.ey[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*"


def has_expired(text: str, secret: Span, now: float) -> bool:
    """Return whether a secret has expired; not if nothing says when it does.

    Args:
        text: What contains the secret.
        secret: In characters.
        now: Seconds since 1970, in UTC.
    """
    value = text[secret.start : secret.end]
    end = _end_of_token(value) if compiled(_TOKEN).fullmatch(value) else expires(text, secret)
    return end is not None and end < now


def _end_of_token(token: str) -> float | None:
    """The claim `exp`: https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4"""
    end = (json_object(token.split(".")[1]) or {}).get("exp")
    return end if isinstance(end, int | float) and not isinstance(end, bool) else None
