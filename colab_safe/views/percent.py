"""Percent encoding, as in URLs; bytes beyond ASCII stay single characters."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, everywhere
from colab_safe.views.sign_search import with_any_of

_ENCODED = r"%[0-9a-fA-F]{2}"
# What a URL may contain as it is, https://www.rfc-editor.org/rfc/rfc3986#section-2.3, and the
# characters of a marker.
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@[]"


def _encoded(text: str) -> str:
    return "".join(
        each if each in _UNRESERVED else "".join(f"%{byte:02X}" for byte in each.encode())
        for each in text
    )


DECODER = Decoder(
    name="percent",
    applies=everywhere,
    sign=with_any_of("%", Regex(_ENCODED.encode())),
    decode=Substitution(_ENCODED, lambda byte: chr(int(byte[1:], 16))),
    write=escaped_by(_encoded),
    is_by_character=True,
    shows=False,
    guesses=False,
)
