"""Values that a terminal, a box, a table, `textwrap` or `pprint` wrapped over several lines, as one.

Looked for only where the first part of a token ends at the end of a line or of a table's cell: ordinary
text has nothing of the kind, so it costs nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import islice, takewhile

from colab_safe.detect.checks import part_of_token
from colab_safe.limits import UNQUOTED_VALUE, VIEW_GROWTH, Limit
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.decoded import built
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.layouts import FAR, Layout, layout_of
from colab_safe.views.sign_search import SearchedTexts
from colab_safe.views.views import View, Views
from colab_safe.views.wrapped_lines import Part, is_by_chance, is_marked, last_parts, part_after

if TYPE_CHECKING:
    pass

_BEFORE = 200  # characters before a line that may name the value
_MARK = 4  # characters that tokens of one kind begin with: `ghp_`
_LINES = 400  # that a value is wrapped over at most: 5,000 characters, 13 per line
_ALWAYS = 20_000  # characters of a short text's joined forms
_WORD = Regex(r"[A-Za-z0-9_+/=.~%:-]+")
# A password behind a quote, or up to the border of its cell, may contain any signs.
_ANY_SIGNS = Regex(r"(?:[^\s\x00-\x1f\x7f\"'│┃║|]|[\"'](?=[^\W_]))+")
_OPENING = Regex(r"[\s=:(,\[{>](?P<quotes>[\"'].*)", re.DOTALL)
# What begins a line of its own: `name = 1`, `name: 1`, `NAME=`. Base64 ends in "=" and has no blank before it.
_NAME = Regex(
    r"[A-Za-z_][\w.-]{0,60}(?:[ \t]*=(?!=*(?:[\s\"']|\Z))|[ \t]+=|:(?=\s|\Z))|[A-Z_]{2,60}="
)


def _read(texts: SearchedTexts) -> set[int]:
    return set()


def _decoder(guesses: bool) -> Decoder:
    return Decoder(
        name="wrapped",
        applies=everywhere,
        sign=_read,
        decode=lambda text: None,
        write=verbatim,
        is_by_character=True,
        shows=not guesses,
        guesses=guesses,
    )


BY_LAYOUT, _BY_CHANCE = _decoder(False), _decoder(True)  # not in the table: see `unwrapped`


class Unwrapped:
    """Views in which wrapped values are joined.

    Attributes:
        texts: The texts of the views, in the order of their numbers.
        limits: Segments of which not everything was joined, by number.
    """

    def __init__(self, views: Sequence[View], limits: Mapping[int, Limit]) -> None:
        self._views = views
        self.texts = [view.text for view in views]
        self.limits = limits

    def __getitem__(self, number: int) -> View:
        return self._views[number]


def unwrapped(views: Views, ends: Mapping[int, Iterable[int]]) -> Unwrapped:
    """Return further views in which the lines that a value was wrapped over are joined.

    Args:
        views: What was searched.
        ends: By the number of a view: where the parts of values end that may go on in the next line.
    """
    joined: list[View] = []
    limits: dict[int, Limit] = {}
    for number in sorted(ends):
        view = views[number]
        values = _Values(view.text, is_tree=view.segment.separator is None)
        for end in sorted(set(ends[number])):
            values.add(end)
        if values.is_cut_off:
            limits[view.number] = VIEW_GROWTH
        for decoder, builder in values.joined.items():
            if decoded := built(builder):
                joined.append(view.decoded_by(decoder, decoded))
    return Unwrapped(joined, limits)


class _Values:
    """The values of one text that may be wrapped, each with the lines or cells that may go on with it, as joined texts.

    Lists have thousands of lines, and each may be the first part of a value: what they share is looked at once.
    """

    def __init__(self, text: str, is_tree: bool) -> None:
        self.is_cut_off = False
        self.joined = {decoder: TextBuilder() for decoder in (BY_LAYOUT, _BY_CHANCE)}
        self._text, self._is_tree = text, is_tree
        self._most = VIEW_GROWTH.most * len(text) + _ALWAYS
        self._part_after = cache(partial(part_after, text))

    def add(self, end: int) -> None:
        """Add what may be one value, once for each line that may be its last.

        Args:
            end: Where its first part ends.
        """
        text, layout = self._text, layout_of(self._text, end)
        if layout is None or (
            self._is_tree and layout.sign == '"'
        ):  # a string of the tree ends there
            return
        line = max(text.rfind("\n", max(0, end - FAR), end) + 1, end - FAR, 0)
        quoted = _behind_quote(text, line, end)
        parts = self._parts(layout, end, quoted)
        if not parts or parts[-1].end - end > UNQUOTED_VALUE.most:  # data
            return
        is_random = part_of_token(text[parts[0].start : parts[0].end][:64]) and parts[0].is_random
        is_literal = self._is_literal(quoted, line, end, parts[-1])
        if not (
            is_literal or is_marked(text, layout, parts) or any(part.is_random for part in parts)
        ):
            return  # a list of words, one per line
        by_chance = not is_random and not is_literal and is_by_chance(text, layout, parts)
        last = last_parts(layout, parts) | ({len(parts)} if is_literal else set())
        self._join(_BY_CHANCE if by_chance else BY_LAYOUT, line, end, parts, sorted(last))

    def _parts(self, layout: Layout, end: int, quoted: str) -> list[Part]:
        """The lines, or cells of the same column, that may go on with the value, up to one with something else behind it."""
        first = _WORD.findall(self._text, max(0, end - _BEFORE), end)[-1:]
        is_line = not (quoted or layout.cell or layout.sign in ("'", '"'))

        def goes_on(part: Part) -> bool:
            if self._is_tree and self._text[part.start] == '"':  # the next key or string
                return False
            return _goes_on(self._text, first, is_line, part)

        return list(takewhile(goes_on, islice(self._further(layout, bool(quoted)), _LINES)))

    def _further(self, layout: Layout, is_quoted: bool) -> Iterator[Part]:
        word = _ANY_SIGNS if is_quoted or layout.cell else _WORD
        # A part depends on the line before as far as this goes.
        kind = layout._replace(size=0, at=0, width=0)
        at, most = layout.at, layout.at + 10 * FAR
        while 0 <= at < most:
            part, at = self._part_after(at, kind, word)
            if part is None:
                return
            yield part

    def _is_literal(self, quoted: str, line: int, end: int, last: Part) -> bool:
        """Whether the value is a literal with line ends in it."""
        quote = _closing_quote(self._text, last)
        if not quote:
            return False
        is_opened = quote in quoted or self._text.count(quote, line, end) % 2 == 1
        return is_opened or (self._is_tree and self._text[line] == quote)

    def _join(
        self, decoder: Decoder, line: int, end: int, parts: list[Part], last: list[int]
    ) -> None:
        """Add a value that ends with one of some parts."""
        builder = self.joined[decoder]
        if builder.size > self._most:
            self.is_cut_off = True
            return
        for number in last:
            builder.keep(self._text, max(0, line - _BEFORE), end)
            for part in parts[:number]:
                builder.keep(self._text, part.start, part.end)
            builder.put("\n", parts[number - 1].end, parts[number - 1].end)


def _behind_quote(text: str, line: int, end: int) -> str:
    """What is between a quote that opens a value in a line and the end of the value's first part, with the quote; empty without."""
    start = max(text.rfind(sign, line, end) for sign in " \t│┃║|")
    opening = _OPENING.search(text, max(start, line - 1, 0), end)
    return opening["quotes"] if opening else ""


def _closing_quote(text: str, last: Part) -> str:
    """The quote behind a part, which closes a literal with line ends in it if it was opened before; empty without."""
    quote = text[last.end : last.end + 1]
    return "" if quote not in ("'", '"') or text.startswith(quote * 3, last.end) else quote


def _goes_on(text: str, first: list[str], is_line: bool, part: Part) -> bool:
    """Whether a part may go on with the value: it begins neither as the first one does, as in a list of tokens, nor with a name.

    Inside of quotes or of a cell, a line has no name.
    """
    if first and text.startswith(first[0][:_MARK], part.start):
        return False
    return not (is_line and _NAME.match(text, part.start))
