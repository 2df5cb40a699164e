"""The table of decoders: what each decodes, where that applies, and by which signs most texts are passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.notebook import signs
from colab_safe.notebook.encoded import (
    PERCENT_DECODED,
    QUOTED_PRINTABLE,
    base64_decoded,
    binary_decoded,
    hexadecimal_decoded,
)
from colab_safe.notebook.literals import JOINED_LITERALS, JSON_STRINGS, UNESCAPED
from colab_safe.notebook.markup import RESOLVED_ENTITIES, SHOWN_TEXT
from colab_safe.notebook.runs import Runs, base64_places, hexadecimal_places
from colab_safe.notebook.segments import ERROR, PlaceFields
from colab_safe.notebook.substitution import Decoded, Substitution
from colab_safe.notebook.terminal import WITHOUT_CONTROLS, overwritten
from colab_safe.texts import Texts
from colab_safe.typed import NamedTuple


class Decoder(NamedTuple):
    """`decode` is tried on texts that hold what it decodes, in segments that it `applies` to.

    What it decodes begins with one of `signs`, of one character each, and matches `shape` if there is one; or `numbers`
    tells in which texts it may stand, from them and the runs of letters in them. Both look at one byte a character,
    with "?" for what is beyond Latin-1; a sign that is beyond it is a `str`.
    """

    name: str
    decode: Callable[[str], Decoded | None]
    signs: tuple[str | bytes, ...] = ()
    shape: re.Pattern[bytes] | None = None
    applies: Callable[[PlaceFields], bool] = lambda place: True
    numbers: Callable[[Texts, Runs], Iterable[int]] | None = None
    prepares: bool = False  # then the others are tried on what it leaves, and it is no level of decoding

    def holders(self, texts: Texts, letters: Runs) -> set[int]:
        """The numbers of the texts that may hold what it decodes."""
        if self.numbers:
            return set(self.numbers(texts, letters))
        found: set[int] = set()
        for sign in self.signs:
            find = texts.narrow.find if isinstance(sign, bytes) else texts.joined.find
            first = find(sign)  # type: ignore[arg-type]
            if first >= 0:  # most signs stand nowhere
                found.update(self._from(first, texts, partial(find, sign)))  # type: ignore[arg-type]
        return found

    def _from(self, place: int, texts: Texts, next_place: Callable[[int], int]) -> Iterator[int]:
        while place >= 0:
            behind = place + 1
            if self.shape is None or self.shape.match(texts.narrow, place):
                number = texts.number_at(place)
                yield number
                behind = texts.starts[number + 1]
            place = next_place(behind)


def _signed(beginnings: Sequence[bytes], shape: re.Pattern[bytes]) -> Callable[[Texts, Runs], Iterator[int]]:
    """The texts with a shape that begins like this: for signs of several characters, ten times faster."""
    search = BytesAhoCorasick(beginnings)

    def numbers(texts: Texts, letters: Runs) -> Iterator[int]:
        behind = 0
        for _, start, _end in search.find_matches_as_indexes(texts.narrow):
            if start >= behind and shape.match(texts.narrow, start):
                number = texts.number_at(start)
                yield number
                behind = texts.starts[number + 1]

    return numbers


def _at(places: Callable[[Runs], Iterator[int]]) -> Callable[[Texts, Runs], Iterator[int]]:
    """The texts that these places are in."""
    return lambda texts, letters: map(texts.number_at, places(letters))


_MARKUP = ("html", "xml", "markdown", "json", "javascript")
_CODE = (ERROR, "application/javascript", "text/javascript")


def _is_markup(place: PlaceFields) -> bool:
    _, _, _, cell_type, _, mime = place
    return cell_type != "code" if mime is None else mime.endswith(_MARKUP)


def _is_code(place: PlaceFields) -> bool:
    part, _, _, _, _, mime = place
    return mime in _CODE or (mime is None and part == "source")


def _is_plain(place: PlaceFields) -> bool:
    """Whether it is the text of a whole file."""
    part, cell, _, _, _, mime = place
    return part == "source" and cell is None and mime is None


WITHOUT_UNSEEN = Substitution("[\u200b\u200c\u200d\u2060\ufeff\xad]+", lambda unseen: "")
# What a broken notebook holds is written in JSON's strings, and what nobody sees hides nothing: these two come first.
STRINGS = Decoder(
    "strings", JSON_STRINGS, applies=_is_plain, numbers=_signed(signs.MEMBERS, signs.MEMBER), prepares=True
)
UNSEEN = Decoder("unseen", WITHOUT_UNSEEN, signs.UNSEEN, signs.UNSEEN_IN_TEXT, prepares=True)
BASE64 = Decoder("base64", base64_decoded, numbers=_at(base64_places))
DECODERS = (
    STRINGS,
    UNSEEN,
    Decoder("ansi", WITHOUT_CONTROLS, (b"\x1b",)),
    Decoder("terminal", overwritten, (b"\r", b"\b"), signs.OVERWRITE),
    Decoder("html", SHOWN_TEXT, (b"<", b"&"), signs.TAG_OR_ENTITY, _is_markup),
    Decoder("entities", RESOLVED_ENTITIES, (b"&",), signs.ENTITY, _is_markup),
    Decoder("escapes", UNESCAPED, (b"\\",), signs.ESCAPE),
    Decoder("literals", JOINED_LITERALS, applies=_is_code, numbers=_signed(signs.JOINTS, signs.JOINT)),
    Decoder("percent", PERCENT_DECODED, (b"%",), signs.PERCENT),
    Decoder("quoted-printable", QUOTED_PRINTABLE, numbers=_signed(signs.QUOTED, signs.QUOTED_BYTE)),
    Decoder("hexadecimal", hexadecimal_decoded, numbers=_at(hexadecimal_places)),
    BASE64,
    Decoder(BASE64.name, binary_decoded, numbers=_at(base64_places)),
)
PREPARING = frozenset([decoder.name for decoder in DECODERS if decoder.prepares])
# What these leave is nearer to what a reader sees than what they were given.
SHOWING = frozenset(("ansi", "terminal", "unseen", "html", "entities"))
# And this one is a guess: a "=" at the end of a line may be base64's padding as well.
GUESSING = frozenset(("quoted-printable",))
