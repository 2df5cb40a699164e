"""Values that a terminal, a box, a table, `textwrap` or `pprint` wrapped over several lines, as one.

Looked for only where the first part of a token ends at the end of a line or of a table's cell: ordinary
text has nothing of the kind, so it costs nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice, pairwise, takewhile

from colab_safe.detect.checks import part_of_token
from colab_safe.limits import UNQUOTED_VALUE, VIEW_GROWTH, Limit
from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING, NamedTuple
from colab_safe.views.decoded import built
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.layouts import FAR, Layout, layout_of, next_part
from colab_safe.views.sign_search import SearchedTexts
from colab_safe.views.views import View, Views

if TYPE_CHECKING:
    from re import Pattern

_BEFORE = 200  # characters before a line that may name the value
_MARK = 4  # characters that tokens of one kind begin with: `ghp_`
_LINES = 400  # that a value is wrapped over at most: 5,000 characters, 13 per line
_ALWAYS = 20_000  # characters of a short text's joined forms
_WORD = Regex(r"[A-Za-z0-9_+/=.~%:-]+")
# A password behind a quote, or up to the border of its cell, may contain any signs.
_ANY_SIGNS = Regex(r"(?:[^\s\x00-\x1f\x7f\"'│┃║|]|[\"'](?=[^\W_]))+")
_OPENING = Regex(r"[\s=:(,\[{>](?P<quotes>[\"'].*)", re.DOTALL)
_MIXED = Regex(r"(?=[^0-9]*[0-9])[^A-Za-z]*[A-Za-z]")
# Also not the beginning of another token, such as `sk-…`.
_RANDOM = Regex(r"(?![A-Za-z0-9]{1,6}[_-])(?=[^0-9]*[0-9])(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z]).{12}")
# What begins a line of its own: `name = 1`, `name: 1`, `NAME=`. Base64 ends in "=" and has no blank before it.
_NAME = Regex(
    r"[A-Za-z_][\w.-]{0,60}(?:[ \t]*=(?!=*(?:[\s\"']|\Z))|[ \t]+=|:(?=\s|\Z))|[A-Z_]{2,60}="
)
_PLAIN_WORD = Regex(r"(?:[A-Z]?[a-z]{2,}|[A-Z]{3,})(?![A-Za-z0-9_+/-])")
# A hard wrap: few lines are as long by chance.
_WIDTHS = frozenset((72, 76, 79, 80, 88, 100, 115, 119, 120, 132, 140, 158, 160, 200, 240))


class _Part(NamedTuple):
    """A further line or cell of what may be one value."""

    start: int
    end: int
    size: int  # characters of the line, or of the cell's content
    is_all: bool  # whether there is nothing else in the line or cell
    is_mixed: bool  # whether it contains both letters and digits
    is_random: bool  # whether it has small and capital letters and digits


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
        is_tree = view.segment.separator is None
        places = sorted(set(ends[number]))
        for decoder in (BY_LAYOUT, _BY_CHANCE):
            builder, most = TextBuilder(), VIEW_GROWTH.most * len(view.text) + _ALWAYS
            for end in places:
                if builder.size > most:
                    limits[view.number] = VIEW_GROWTH
                    break
                _add(builder, view.text, end, decoder is _BY_CHANCE, is_tree)
            if decoded := built(builder):
                joined.append(view.decoded_by(decoder, decoded))
    return Unwrapped(joined, limits)


def _add(builder: TextBuilder, text: str, end: int, by_chance: bool, is_tree: bool) -> None:
    """Add what may be one value, once for each line that may be its last."""
    layout = layout_of(text, end)
    if layout is None or (is_tree and layout.sign == '"'):  # a string of the tree ends there
        return
    line = max(text.rfind("\n", max(0, end - FAR), end) + 1, end - FAR, 0)
    first = _WORD.findall(text, max(0, end - _BEFORE), end)[-1:]
    quoted = _behind_quote(text, line, end)
    word = _ANY_SIGNS if quoted or layout.cell else _WORD
    further = islice(_parts(text, layout, word), _LINES)
    is_line = not (quoted or layout.cell or layout.sign in ("'", '"'))
    goes_on = partial(_goes_on, text, first, is_line)
    parts = list(takewhile(goes_on, further))
    if not parts or parts[-1].end - end > UNQUOTED_VALUE.most:  # data
        return
    is_random = part_of_token(text[parts[0].start : parts[0].end][:64]) and parts[0].is_random
    quote = _closing_quote(text, parts[-1])
    is_opened = quote in quoted or text.count(quote, line, end) % 2 == 1
    is_literal = bool(quote) and (is_opened or (is_tree and text[line] == quote))
    if (not is_random and not is_literal and _is_by_chance(text, layout, parts)) is not by_chance:
        return
    if not (is_literal or _is_marked(text, layout, parts) or any(part.is_random for part in parts)):
        return  # a list of words, one per line
    for number in sorted(_last_parts(layout, parts) | ({len(parts)} if is_literal else set())):
        builder.keep(text, max(0, line - _BEFORE), end)
        for part in parts[:number]:
            builder.keep(text, part.start, part.end)
        builder.put("\n", parts[number - 1].end, parts[number - 1].end)


def _behind_quote(text: str, line: int, end: int) -> str:
    """What is between a quote that opens a value in a line and the end of the value's first part, with the quote; empty without."""
    start = max(text.rfind(sign, line, end) for sign in " \t│┃║|")
    opening = _OPENING.search(text, max(start, line - 1, 0), end)
    return opening["quotes"] if opening else ""


def _closing_quote(text: str, last: _Part) -> str:
    """The quote behind a part, which closes a literal with line ends in it if it was opened before; empty without."""
    quote = text[last.end : last.end + 1]
    return "" if quote not in ("'", '"') or text.startswith(quote * 3, last.end) else quote


def _goes_on(text: str, first: list[str], is_line: bool, part: _Part) -> bool:
    """Whether a part may go on with the value: it begins neither as the first one does, as in a list of tokens, nor with a name.

    Inside of quotes or of a cell, a line has no name.
    """
    if first and text.startswith(first[0][:_MARK], part.start):
        return False
    return not (is_line and _NAME.match(text, part.start))


def _parts(text: str, layout: Layout, characters: Pattern[str]) -> Iterator[_Part]:
    """The lines, or cells of the same column, that begin like a part of a value, up to one with something else behind it."""
    at, most = layout.at, layout.at + 10 * FAR
    while 0 <= at < most:
        after = text.find("\n", at + 1, at + 1 + FAR)
        after = after if after >= 0 else min(len(text), at + 1 + FAR)
        content = next_part(text, at + 1, after, layout)
        word = characters.match(text, content.start, content.end) if content else None
        if not content or not word:
            return
        is_all = word.end() == content.end
        is_mixed = _MIXED.match(word[0]) is not None
        is_random = _RANDOM.match(word[0]) is not None
        yield _Part(*word.span(), content.end - content.start, is_all, is_mixed, is_random)
        if not is_all or after >= len(text):
            return
        at = after


def _is_marked(text: str, layout: Layout, parts: Sequence[_Part]) -> bool:
    """Whether a border, a sign, a column or the width of the line says that the next one may go on."""
    return bool(layout.cell or layout.sign or layout.column) or _is_full(text, layout, parts)


def _is_full(text: str, layout: Layout, parts: Sequence[_Part]) -> bool:
    """Whether a terminal may have wrapped the line: it indents nothing, and a word is rarely what is left of a token."""
    start, end, size = parts[0][:3]
    if layout.width not in _WIDTHS or size > layout.width or text[layout.at + 1].isspace():
        return False
    return size == layout.width or _PLAIN_WORD.match(text, start, end) is None


def _is_by_chance(text: str, layout: Layout, parts: Sequence[_Part]) -> bool:
    """Whether only the end of a line says that a value may go on in the next."""
    sizes = [layout.size, *(part.size for part in parts[:2] if part.is_all)]
    return not _is_marked(text, layout, parts) and not any(
        size == other for size, other in pairwise(sizes)
    )


def _last_parts(layout: Layout, parts: Sequence[_Part]) -> set[int]:
    """How many parts may belong to the value: with or without the first short one, and what else looks random."""
    is_prefixed = len(parts) > 1 and parts[0].size == parts[1].size < layout.size
    full = parts[0].size if is_prefixed else layout.size
    short = next((number for number, part in enumerate(parts, 1) if part.size < full), len(parts))
    most = short
    while most < len(parts) and parts[most].is_all and parts[most].is_mixed:
        most += 1
    return {number for number in (1, 2, 3, short - 1, short, most) if 0 < number <= most}
