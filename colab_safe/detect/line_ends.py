"""Where the first part of a wrapped value may end: at the end of a line, or of the cell of a table."""

from __future__ import annotations

from colab_safe.model import Span
from colab_safe.regex import Regex

_LONGEST = 300  # characters of a part: a wide terminal's line
# The rest of a part, and what closes it: a quote (pprint), a backslash (the shell), the border of a cell.
_REST = Regex(
    rf"[A-Za-z0-9_+/=.~%-]{{0,{_LONGEST}}}(?=[\"'\\]?[ \t]{{0,300}}(?:[│┃║|]|\r?\n)|[ ]{{2}})"
)

# The first part of a literal with a line end in it: a rule may know the rest by itself.
_OPENED = Regex(rf"[\"'](?P<part>[A-Za-z0-9_+/=.~%:-]{{1,{_LONGEST}}})\r?\n\Z")

_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+/")


class LineEnds(dict[int, set[int]]):
    """By the number of a text: the offsets at which a part ends."""

    def add_mark(self, number: int, text: str, start: int, end: int) -> None:
        """Add the end of a part that begins with a vendor's mark, such as `ghp_`, and is too short for a token.

        Args:
            number: Of the text.
            text: The text itself.
            start: Where the mark begins; among letters, as in base64, it is chance.
            end: Where it ends.
        """
        if text[start - 1 : start] not in _LETTERS:  # at the start of the text: ""
            self._add(number, text, end)

    def add_value(self, number: int, text: str, value: Span) -> None:
        """Add the end of a value that may be only a first part, and of the line before one that may be a later part.

        A value of several lines, such as a private key, is not taken for a part.

        Args:
            number: Of the text.
            text: The text itself.
            value: The characters that a rule takes for the whole.
        """
        if "\n" not in text[value.start : value.end]:
            self._add(number, text, value.end)
        if text[value.start - 1 : value.start] == "\n":
            opened = _OPENED.search(text, max(0, value.start - _LONGEST - 3), value.start)
            if opened:
                self._add(number, text, opened.end("part"))

    def _add(self, number: int, text: str, end: int) -> None:
        rest = _REST.match(text, end)
        if rest:
            self.setdefault(number, set()).add(rest.end())
