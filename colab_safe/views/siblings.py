"""Values that something beside them names: the value of a password field, and of `{"name": "TOKEN", …, "value": "…"}`."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_words

if TYPE_CHECKING:
    from colab_safe.views.sign_search import SearchedTexts

_NAMED = (
    rb"[\"']?\s{0,3}[:=]\s{0,3}[\"'][^\"'\n]{0,60}?(?i:token|secret|passw|pwd|key|cred)[^\"'\n]{0,60}[\"'],?\s"
    rb"[^{}()]{1,300}?(?i:value)[\"']?\s{0,3}[:=]"
)
_SIGN = Regex(
    rb"Password(?:Model\"|\w{,10}\()|[\"']?password[\"']|(?:[\"']?(?:name|key|Name|Key))" + _NAMED
)


def _decoded(text: str) -> Decoded | None:
    from colab_safe.views.sibling_values import sibling_values  # few notebooks need it

    return sibling_values(text)


_find = with_words(
    (b"PasswordModel", b"Password(", b"PasswordInput(", b"'password'", b'"password"', b'"name"', b'"key"', b'"Name"', b'"Key"',
     b"'name'", b"'key'", b"'Name'", b"'Key'"),
    _SIGN,
)  # fmt: skip


def _siblings(texts: SearchedTexts) -> set[int]:
    """The numbers of the texts with a value that something beside it may name: `_SIGN` is compiled only where a value is."""
    narrow = texts.narrow
    return _find(texts) if b"assword" in narrow or b"value" in narrow.lower() else set()


DECODER = Decoder(
    name="siblings",
    applies=everywhere,
    sign=_siblings,
    decode=_decoded,
    write=verbatim,
    is_by_character=True,
    shows=False,
    guesses=True,  # what is beside a value may name another one
    repeats=False,
)
