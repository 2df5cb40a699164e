"""Lines as they are left on screen once carriage returns and backspaces have been carried out."""

from __future__ import annotations

from colab_safe.model import Span
from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, keep_near_changes, near_changes
from colab_safe.views.decoder import Decoder, everywhere, verbatim
from colab_safe.views.sign_search import with_any_of

_OVERWRITE = r"\x08|\r(?!\n)"
_MARK = Regex(_OVERWRITE)
_STEP = Regex(r"\r|\x08+|[^\r\x08]+")


def overwritten(text: str) -> Decoded | None:
    """Return a text as a terminal shows it, each column with the character written there last.

    Args:
        text: The text with carriage returns and backspaces; line ends of Windows stay.

    Returns:
        None when there is nothing to carry out. Of a long text, only what is near a change is kept.
    """
    if not _MARK.search(text):
        return None
    left = _left(text)
    shown = "".join(near_changes([text[start:end] for start, end in left]))
    return Decoded(shown, lambda: _origins(text)) if shown else None


def _origins(text: str) -> Origins:
    builder = TextBuilder()
    left = _left(text)
    for number, span in enumerate(left):
        keep_near_changes(builder, text, span, number == 0, number == len(left) - 1)
    return builder.origins


def _left(text: str) -> list[Span]:
    """The parts of a text that are left on screen, in the order in which they are seen."""
    left: list[Span] = []
    position, mark = 0, _MARK.search(text)
    while mark:
        start = text.rfind("\n", position, mark.start()) + 1 or position
        end = text.find("\n", mark.start())
        end = len(text) if end < 0 else end - (text[end - 1] == "\r")
        left += (Span(position, start), *_left_of_line(text, start, end))
        position = end
        mark = _MARK.search(text, end)
    return _touching_joined([*left, Span(position, len(text))])


def _touching_joined(spans: list[Span]) -> list[Span]:
    joined = [Span(0, 0)]
    for span in spans:
        if span.start == joined[-1].end:
            joined[-1] = Span(joined[-1].start, span.end)
        elif span.start < span.end:
            joined.append(span)
    return joined


def _left_of_line(text: str, start: int, end: int) -> list[Span]:
    """The parts of a line that are left on screen.

    Linear in time: a return moves the parts that were written since the last one, any other step at most
    as many as it has characters.
    """
    before: list[Span] = []  # the cursor, the nearest part last
    behind: list[Span] = []  # the cursor, the nearest part last
    for step in _STEP.finditer(text, _last_longest(text, start, end), end):
        first, size = text[step.start()], step.end() - step.start()
        if first == "\r":
            behind += reversed(before)
            before = []
        elif first == "\b":
            _go_back(before, behind, size)
        else:
            _overwrite(behind, size)
            before.append(Span(*step.span()))
    return [*before, *reversed(behind)]


def _last_longest(text: str, start: int, end: int) -> int:
    """Where the part of a line begins that overwrites all before it: mostly, the last update of a progress bar."""
    parts = text[start:end].split("\r")
    sizes = [*map(len, parts)]
    number = len(sizes) - 1 - sizes[::-1].index(max(sizes))
    return start if "\b" in parts[number] else start + sum(sizes[:number]) + number


def _go_back(before: list[Span], behind: list[Span], columns: int) -> None:
    """Move the cursor back, at most to the beginning of the line."""
    while columns and before:
        start, end = before.pop()
        cut = max(start, end - columns)
        if start < cut:
            before.append(Span(start, cut))
        behind.append(Span(cut, end))
        columns -= end - cut


def _overwrite(behind: list[Span], columns: int) -> None:
    """Remove what is in the next columns."""
    while columns and behind:
        start, end = behind.pop()
        cut = min(end, start + columns)
        if cut < end:
            behind.append(Span(cut, end))
        columns -= cut - start


DECODER = Decoder(
    name="terminal",
    applies=everywhere,
    sign=with_any_of("\r\b", Regex(_OVERWRITE.encode())),
    decode=overwritten,
    write=verbatim,
    is_by_character=True,
    shows=True,
    guesses=False,
)
