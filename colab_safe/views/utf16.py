"""UTF-16 and UTF-32 that were read byte by byte: `g\\0h\\0p\\0`, as PowerShell and databases of Microsoft write text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.origins import TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING
from colab_safe.views.decoded import Decoded, built
from colab_safe.views.decoder import Decoder, TextEdit, edits_at, everywhere

if TYPE_CHECKING:
    from colab_safe.views.sign_search import SearchedTexts

_CHARACTER = r"[\x07-\r\x1b -~]"  # of ASCII, with what a terminal carries out
# Four wide characters or more: UTF-32, then UTF-16, in both orders.
WIDE = Regex(
    rf"(?:{_CHARACTER}\0{{3}}){{4,}}|(?:\0{{3}}{_CHARACTER}){{4,}}|(?:{_CHARACTER}\0){{4,}}|(?:\0{_CHARACTER}){{4,}}"
)
_SIGN = Regex(
    rf"\0{_CHARACTER}\0{{1,3}}{_CHARACTER}\0{{1,3}}{_CHARACTER}\0{{1,3}}{_CHARACTER}".encode()
)


def narrowed(text: str) -> Decoded | None:
    """Return a text in which each run of wide characters is read as one character each.

    Args:
        text: One character per byte.

    Returns:
        None when it contains no such run.
    """
    if "\0" not in text:
        return None
    builder, position = TextBuilder(), 0
    for run in WIDE.finditer(text):
        shown = run[0].replace("\0", "")
        builder.keep(text, position, run.start())
        builder.scale(shown, run.start(), 1, len(run[0]) // len(shown))
        position = run.end()
    if not position:
        return None
    builder.keep(text, position, len(text))
    return built(builder)


def _written(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterator[TextEdit]:
    """Each edit in as many bytes per character as what it replaces, and in their order."""
    for edit in edits:
        spans = decoded.spans(edit.start, edit.end)
        old = parent[spans[0].start : spans[0].end] if spans else ""
        shown = old.replace("\0", "")
        nulls = "\0" * (len(old) // len(shown) - 1) if shown else ""
        before, behind = (nulls, "") if old.startswith("\0") else ("", nulls)
        text = "".join(f"{before}{character}{behind}" for character in edit.text)
        yield from edits_at(spans, text)


def _wide_texts(texts: SearchedTexts) -> set[int]:
    """The numbers of the texts with wide characters; one null separates each text from the next."""
    narrow = texts.narrow
    if narrow.count(0) < len(texts) + 3:
        return set()
    found, place = set(), 0
    while match := _SIGN.search(narrow, place):
        found.add(number := texts.number_at(match.start() + 1))
        place = texts.starts[number + 1]
    return found


DECODER = Decoder(
    name="utf-16",
    applies=everywhere,
    sign=_wide_texts,
    decode=narrowed,
    write=_written,
    is_by_character=True,
    shows=True,
    guesses=False,
)
