"""Encoded words in the headers of e-mails, `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`: https://www.rfc-editor.org/rfc/rfc2047."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, a2b_qp

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, everywhere, unwritable
from colab_safe.views.sign_search import with_words

_SHAPE = Regex(rb"(?<=[A-Za-z0-9_-])\?[BbQq]\?[^?\s]{2}")
# The blanks between two encoded words are not shown: a long text is in several of at most 75 characters.
_WORD = r"=\?[A-Za-z0-9_-]{1,40}(?:\*[A-Za-z-]{1,20})?\?[BbQq]\?[^?\s]{1,1000}\?=(?:\s{1,9}(?==\?[A-Za-z0-9_-]{1,40}\?[BbQq]\?))?"


def _text(word: str) -> str:
    _, charset, encoding, encoded, _ = word.split("?")
    try:
        data = (
            a2b_base64(encoded + "=" * (-len(encoded) % 4))
            if encoding in "Bb"
            else a2b_qp(encoded, header=True)
        )
        return data.decode(charset.partition("*")[0])
    except (NotBase64, LookupError, ValueError):
        return word


DECODER = Decoder(
    name="encoded-word",
    applies=everywhere,
    sign=with_words((b"?B?", b"?Q?", b"?b?", b"?q?"), _SHAPE),
    decode=Substitution(_WORD, _text),
    write=unwritable,  # what else is in the same word would be lost
    is_by_character=False,
    shows=False,
    guesses=False,
)
