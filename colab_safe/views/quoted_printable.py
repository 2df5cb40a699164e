"""Quoted-printable, as in e-mails: https://www.rfc-editor.org/rfc/rfc2045#section-6.7."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, escaped_by, everywhere
from colab_safe.views.sign_search import with_words

_SHAPE = Regex(
    rb"=3D|=2F(?=[A-Za-z.=])|=20(?=[A-Za-z_=])|(?<=[^\s=])=\r?\n"
)  # `batch_size=20,` is code

DECODER = Decoder(
    name="quoted-printable",
    applies=everywhere,
    sign=with_words((b"=3D", b"=2F", b"=20", b"=\n", b"=\r\n"), _SHAPE),
    decode=Substitution(
        r"=(?:[0-9A-F]{2}|(?<=[^\s=]=)\r?\n)",
        lambda byte: "" if byte[-1] == "\n" else chr(int(byte[1:], 16)),
    ),
    write=escaped_by(lambda text: text.replace("=", "=3D")),
    is_by_character=True,
    shows=False,
    guesses=True,  # a "=" at the end of a line may be base64's padding
)
