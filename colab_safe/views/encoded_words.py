"""Encoded words in the headers of e-mails, `=?utf-8?B?…?=` and `=?utf-8?Q?…?=`: https://www.rfc-editor.org/rfc/rfc2047."""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64, a2b_qp, b2a_base64
from collections.abc import Iterator, Sequence

from colab_safe.model import Span
from colab_safe.regex import Regex
from colab_safe.views.decoded import Decoded, Substitution
from colab_safe.views.decoder import Decoder, TextEdit, everywhere
from colab_safe.views.sign_search import with_words

_SHAPE = Regex(rb"(?<=[A-Za-z0-9_-])\?[BbQq]\?[^?\s]{2}")
# The blanks between two encoded words are not shown: a long text is in several of at most 75 characters.
_WORD = r"=\?[A-Za-z0-9_-]{1,40}(?:\*[A-Za-z-]{1,20})?\?[BbQq]\?[^?\s]{1,1000}\?=(?:\s{1,9}(?==\?[A-Za-z0-9_-]{1,40}\?[BbQq]\?))?"

_CHARACTERS = 11  # of at most four bytes each


def _text(word: str) -> str:
    _, charset, encoding, encoded, _ = word.split("?")
    try:
        data = (
            a2b_base64(encoded + "=" * (-len(encoded) % 4))
            if encoding in "Bb"
            else a2b_qp(encoded, header=True)
        )
        return data.decode(charset.partition("*")[0])
    except (NotBase64, LookupError, ValueError):
        return word


def _written(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterator[TextEdit]:
    """The words that an edit touches, written anew as one text: what else is in them stays."""
    runs: dict[Span, list[TextEdit]] = {}
    for edit in edits:
        spans = decoded.spans(edit.start, edit.end)
        if spans:
            runs.setdefault(Span(spans[0].start, spans[-1].end), []).append(edit)
    for run, own in runs.items():
        start, end = _extent(decoded, run, own)
        text, position = "", start
        for edit in own:
            text += decoded.text[position : edit.start] + edit.text
            position = edit.end
        text += decoded.text[position:end]
        blanks = parent[len(parent[: run.end].rstrip()) : run.end]
        yield TextEdit(*run, _words(text) + blanks)


def _extent(decoded: Decoded, run: Span, edits: Sequence[TextEdit]) -> Span:
    """Which characters come from the words of a run: more than those that change."""

    def is_inside(start: int) -> bool:
        if not 0 <= start < len(decoded.text):
            return False
        spans = decoded.spans(start, start + 1)
        return bool(spans) and run.start <= spans[0].start and spans[-1].end <= run.end

    start, end = edits[0].start, edits[-1].end
    while is_inside(start - 1):
        start -= 1
    while is_inside(end):
        end += 1
    return Span(start, end)


def _words(text: str) -> str:
    """A text as encoded words: a word has at most 75 characters, so at most 45 bytes."""
    parts = [text[start : start + _CHARACTERS] for start in range(0, len(text), _CHARACTERS)]
    coded = (b2a_base64(part.encode("utf-8", "replace"), newline=False).decode() for part in parts)
    return " ".join(f"=?utf-8?B?{each}?=" for each in coded)


DECODER = Decoder(
    name="encoded-word",
    applies=everywhere,
    sign=with_words((b"?B?", b"?Q?", b"?b?", b"?q?"), _SHAPE),
    decode=Substitution(_WORD, _text),
    write=_written,
    is_by_character=False,
    shows=False,
    guesses=False,
)
