"""Values that something beside them names: the value of a password field, and of `{"name": "TOKEN", …, "value": "…"}`."""

from __future__ import annotations

import re

from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_words

_NAMED = (
    rb"[\"']?\s{0,3}[:=]\s{0,3}[\"'][^\"'\n]{0,60}?(?i:token|secret|passw|pwd|key|cred)[^\"'\n]{0,60}[\"'],?\s"
    rb"[^{}()]{1,300}?(?i:value)[\"']?\s{0,3}[:=]"
)
_SIGN = Regex(
    rb"Password(?:Model\"|\w{,10}\()|[\"']?password[\"']|(?:[\"']?(?:name|key|Name|Key))" + _NAMED
)
_WIDEST = 512  # characters that it takes at most


def _decoded(text: str) -> Decoded | None:
    from colab_safe.views.sibling_values import sibling_values  # few notebooks need it

    return sibling_values(text)


class _Named:
    """`_SIGN`, which is compiled only where a value is, or a password."""

    def match(self, narrow: bytes, place: int) -> re.Match[bytes] | None:
        """Return a match of the sign.

        Args:
            narrow: One byte per character.
            place: The index of a word.
        """
        near = narrow[place : place + _WIDEST].lower()
        return _SIGN.match(narrow, place) if b"password" in near or b"value" in near else None


_WORDS = (
    b"PasswordModel", b"Password(", b"PasswordInput(", b"'password'", b'"password"', b'"name"', b'"key"', b'"Name"', b'"Key"',
    b"'name'", b"'key'", b"'Name'", b"'Key'",
)  # fmt: skip
DECODER = Decoder(
    name="siblings",
    applies=everywhere,
    sign=with_words(_WORDS, _Named()),
    decode=_decoded,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=True,  # what is beside a value may name another one
    repeats=False,
)
