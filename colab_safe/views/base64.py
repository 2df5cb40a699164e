"""Base64 that holds text, or compressed text; base64_runs.py decodes it, which few notebooks need."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colab_safe.limits import VIEW_SHARE
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded
from colab_safe.views.decoder import Decoder, TextEdit, everywhere
from colab_safe.views.sign_search import with_runs

# Five groups in a row whose bytes are all below 128: 1 in 8 groups of random letters is such a
# group, 1 in 32,768 runs of five are. The first group is spelled out before the repetition: then
# `re` looks for its first letter, four times faster.
_ASCII_GROUP = r"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
_ASCII_GROUPS = Regex(rf"{_ASCII_GROUP}(?:{_ASCII_GROUP}){{4}}")
# gzip, zlib at its four levels, zip, bzip2 and xz.
_COMPRESSED = ("H4sI", "eA", "eF", "eJ", "eN", "UEsDB", "Qlpo", "/Td6WFo")


def _decoded(text: str, most: int = VIEW_SHARE.most) -> Decoded | None:
    from colab_safe.views.base64_runs import base64_decoded

    return base64_decoded(text, _ASCII_GROUPS, _COMPRESSED, most)


def _written(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterable[TextEdit]:
    from colab_safe.views.base64_runs import base64_edits

    return base64_edits(parent, decoded, edits)


DECODER = Decoder(
    name="base64",
    applies=everywhere,
    sign=with_runs(
        [
            Regex(_ASCII_GROUPS.pattern.encode()),
            Regex(rf" (?:{'|'.join(_COMPRESSED)})".encode()),  # at the beginning of a run
        ]
    ),
    decode=_decoded,
    write=_written,
    is_by_character=False,  # a character shares its group of four letters with two others
    shows=False,
    guesses=False,
    decode_within=_decoded,
)
