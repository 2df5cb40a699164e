"""A secret in every spelling in which programs write it, and the mask that replaces it in texts for people."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

MASK = "[REDACTED]"


def spellings(token: str, logins: Iterable[str] = ()) -> set[str]:
    """Return a token in every spelling in which it turns up: raw, quoted for URLs, JSON, Python and HTML, hexadecimal,
    and base64, alone or at any offset of a longer text.

    Args:
        token: The token.
        logins: User names that go with it, as in base64 of `user:token`.
    """
    raw = token.encode("utf-8", "surrogatepass")
    found = {token, quote(raw, safe=""), quote(raw), raw.hex(), *_quoted(token)}
    for login in logins:
        found.add(base64.b64encode(login.encode() + b":" + raw).decode())
    # Three bytes make four letters: what comes before the token shifts all that follows.
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        core = coded[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6].decode()
        found.update((core, core.replace("+", "-").replace("/", "_")))
    return found


def _quoted(token: str) -> Iterator[str]:
    """As in literals and markup, without the quotation marks."""
    yield repr(token)[1:-1]
    yield json.dumps(token)[1:-1]
    yield json.dumps(token, ensure_ascii=False)[1:-1]
    yield escape(token)
    yield escape(token, quote=False)
