"""Colours and other control sequences of a terminal, removed."""

from __future__ import annotations

from colab_safe.regex import Regex
from colab_safe.views.decoded import Substitution
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_any_of

# CSI, OSC and other string sequences, two-character escapes: ECMA-48, sections 5.4, 5.6 and 8.3.89. An escape character ends
# what is unfinished before it: https://vt100.net/emu/dec_ansi_parser
# The kind is tested behind the first character, and those of a single C1 character only where one is: `re` finds a
# certain first character ten times faster.
_C1 = "\x90\x98\x9b\x9d\x9e\x9f"
_KINDS = (
    r"(?:(?:(?<=\x9b)|(?<=\x1b)\[)[0-?]*[ -/]*(?:[@-~]|(?=\x1b))"
    r"|(?:(?<=[\x90\x98\x9d-\x9f])|(?<=\x1b)[\]PX^_])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|(?<=\x1b)[ -/]*(?:[0-Z\\^-~]|(?=\x1b)))"
)


class _ControlSequences:
    _ALL, _OF_ESCAPE = Regex(f"([\x1b{_C1}]{_KINDS})"), Regex(f"(\x1b{_KINDS})")

    def split(self, text: str) -> list[str]:
        """Return a text in parts, of which every second one is a control sequence.

        Args:
            text: What a terminal shows.
        """
        has_c1 = not text.isascii() and any(map(text.__contains__, _C1))
        return (self._ALL if has_c1 else self._OF_ESCAPE).split(text)


DECODER = Decoder(
    name="ansi",
    applies=everywhere,
    sign=with_any_of("\x1b"),
    decode=Substitution(_ControlSequences(), lambda sequence: ""),
    write=verbatim,
    is_by_character=True,
    shows=True,
    guesses=False,
)
