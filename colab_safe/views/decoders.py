"""The table of decoders: what each decodes, where that applies, and by which signs most texts are passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Place
from colab_safe.notebook.segments import ERROR
from colab_safe.typed import Any, NamedTuple
from colab_safe.views import signs
from colab_safe.views.base64 import (
    PERCENT_DECODED,
    QUOTED_PRINTABLE,
    base64_decoded,
    hexadecimal_decoded,
)
from colab_safe.views.base64_runs import Runs, base64_places, hexadecimal_places
from colab_safe.views.escapes import JOINED_LITERALS, JSON_STRINGS, UNESCAPED
from colab_safe.views.html import RESOLVED_ENTITIES, SHOWN_TEXT
from colab_safe.views.substitution import Decoded, Substitution
from colab_safe.views.terminal import WITHOUT_CONTROLS, overwritten

Holders = Callable[[JoinedTexts, Runs], set[int]]


class Decoder(NamedTuple):
    """`decode` is tried on the texts that may hold what it decodes, in segments that it `applies` to.

    `holders` tells the numbers of those, from all texts of a level and the runs of letters in them.
    """

    name: str
    decode: Callable[[str], Decoded | None]
    holders: Holders
    applies: Callable[[Place], bool] = lambda place: True
    prepares: bool = (
        False  # then the others are tried on what it leaves, and it is no level of decoding
    )


def _with_signs(signs: Sequence[str | bytes], shape: re.Pattern[bytes] | None = None) -> Holders:
    """The texts where a shape begins with one of these characters; one that is beyond Latin-1 is a `str`."""

    def holders(texts: JoinedTexts, letters: Runs) -> set[int]:
        found = set()
        for sign in signs:
            find: Any = texts.narrow.find if isinstance(sign, bytes) else texts.joined.find
            place = find(sign)
            while place >= 0:
                behind = place + 1
                if shape is None or shape.match(texts.narrow, place):
                    found.add(number := texts.number_at(place))
                    behind = texts.starts[number + 1]
                place = find(sign, behind)
        return found

    return holders


def _with_words(words: Sequence[bytes], shape: re.Pattern[bytes]) -> Holders:
    """The texts where a shape begins with one of these words: found ten times faster than one word after the other."""
    search = BytesAhoCorasick(words)

    def holders(texts: JoinedTexts, letters: Runs) -> set[int]:
        found, behind = set(), 0
        for _, place, _ in search.find_matches_as_indexes(texts.narrow):
            if place >= behind and shape.match(texts.narrow, place):
                found.add(number := texts.number_at(place))
                behind = texts.starts[number + 1]
        return found

    return holders


def _with_runs(places: Callable[[Runs], Iterator[int]]) -> Holders:
    """The texts that these places are in."""
    return lambda texts, letters: set(map(texts.number_at, places(letters)))


_MARKUP = ("html", "xml", "markdown", "json", "javascript")
_CODE = (ERROR, "application/javascript", "text/javascript")


def _is_markup(place: Place) -> bool:
    return place.cell_type != "code" if place.mime is None else place.mime.endswith(_MARKUP)


def _is_code(place: Place) -> bool:
    return place.mime in _CODE or (place.mime is None and place.part == "source")


def _is_plain(place: Place) -> bool:
    """Whether it is the text of a whole file."""
    return place.part == "source" and place.cell is None and place.mime is None


WITHOUT_UNSEEN = Substitution(f"[{signs.UNSEEN}]+", lambda unseen: "")
# What a broken notebook holds is written in JSON's strings, and what nobody sees hides nothing: these two come first.
STRINGS = Decoder(
    "strings", JSON_STRINGS, _with_words(signs.MEMBERS, signs.MEMBER), _is_plain, prepares=True
)
BASE64 = Decoder("base64", base64_decoded, _with_runs(base64_places))
DECODERS = (
    STRINGS,
    Decoder(
        "unseen",
        WITHOUT_UNSEEN,
        _with_signs(signs.UNSEEN_SIGNS, signs.UNSEEN_IN_TEXT),
        prepares=True,
    ),
    Decoder("ansi", WITHOUT_CONTROLS, _with_signs([b"\x1b"])),
    Decoder("terminal", overwritten, _with_signs([b"\r", b"\b"], signs.OVERWRITE)),
    Decoder("html", SHOWN_TEXT, _with_signs([b"<", b"&"], signs.TAG_OR_ENTITY), _is_markup),
    Decoder("entities", RESOLVED_ENTITIES, _with_signs([b"&"], signs.ENTITY), _is_markup),
    Decoder("escapes", UNESCAPED, _with_signs([b"\\"], signs.ESCAPE)),
    Decoder("literals", JOINED_LITERALS, _with_words(signs.JOINTS, signs.JOINT), _is_code),
    Decoder("percent", PERCENT_DECODED, _with_signs([b"%"], signs.PERCENT)),
    Decoder("quoted-printable", QUOTED_PRINTABLE, _with_words(signs.QUOTED, signs.QUOTED_BYTE)),
    Decoder("hexadecimal", hexadecimal_decoded, _with_runs(hexadecimal_places)),
    BASE64,
)
PREPARING = frozenset([decoder.name for decoder in DECODERS if decoder.prepares])
# What these leave is nearer to what a reader sees than what they were given.
SHOWING = frozenset(("ansi", "terminal", "unseen", "html", "entities"))
# And this one is a guess: a "=" at the end of a line may be base64's padding as well.
GUESSING = frozenset(("quoted-printable",))
