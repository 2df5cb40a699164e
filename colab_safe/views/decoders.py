"""The table of decoders, in the order in which they are tried.

Broken JSON and characters without width come first: the others read what these leave.
"""

from __future__ import annotations

from colab_safe.views import (
    ansi,
    base64,
    byte_lists,
    encoded_words,
    entities,
    escapes,
    hexadecimal,
    html,
    joined_lists,
    joined_literals,
    json_strings,
    latex,
    overwrites,
    percent,
    quoted_printable,
    siblings,
    tables,
    unseen,
    utf16,
)

DECODERS = (
    json_strings.DECODER,
    unseen.DECODER,
    ansi.DECODER,
    overwrites.DECODER,
    html.DECODER,
    entities.DECODER,
    escapes.DECODER,
    latex.DECODER,
    utf16.DECODER,
    joined_lists.DECODER,
    joined_literals.DECODER,
    percent.DECODER,
    encoded_words.DECODER,
    quoted_printable.DECODER,
    hexadecimal.DUMPS,
    hexadecimal.DECODER,
    base64.DECODER,
    byte_lists.DECODER,
    siblings.DECODER,
    tables.DECODER,
)
