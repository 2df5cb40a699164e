"""JSON Web Tokens."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64


def jwt(text: str) -> bool:
    """Return whether header and claims are base64url of JSON objects and the header names an algorithm (RFC 7519), and it is not made to be public.

    Supabase's `anon` key is in every web page that uses it: https://supabase.com/docs/guides/api/api-keys

    Args:
        text: The candidate secret.
    """
    header, claims = (json_object(part) for part in text.split(".")[:2])
    if header is None or "alg" not in header or claims is None:
        return False
    return (claims.get("iss"), claims.get("role")) != ("supabase", "anon")


def json_object(part: str) -> dict[str, object] | None:
    """Return the JSON object that base64url encodes; None if it encodes anything else.

    Args:
        part: A part of a JSON Web Token.
    """
    import json  # 1.3 ms, and few texts contain a JWT

    try:
        value = json.loads(a2b_base64(part.translate({45: 43, 95: 47}) + "=" * (-len(part) % 4)))
    except (NotBase64, ValueError):
        return None
    return value if isinstance(value, dict) else None
