"""Characters without width, which may split a token without anybody seeing it."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_any_of

# Zero-width space, the two joiners, word joiner, byte order mark, soft hyphen.
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\xad"
# A string of nothing else hides nothing: most states of widgets hold `"placeholder": "\u200b"`.
_IN_TEXT = Regex(rb"(?<!\")[?\xad]|[?\xad]+(?![?\xad\"])")

DECODER = Decoder(
    name="unseen",
    applies=everywhere,
    sign=with_any_of(_UNSEEN, _IN_TEXT),
    decode=Substitution(f"[{_UNSEEN}]+", lambda unseen: "", is_whole=True),
    write=verbatim,
    is_by_character=True,
    shows=True,
    guesses=False,
    prepares=True,
)
