"""The table of decoders: what each decodes, where that applies, and by which signs most texts are passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ahocorasick_rs import BytesAhoCorasick

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
from colab_safe.regex import Regex
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


def _signed(signs: Sequence[bytes], shape: re.Pattern[bytes]) -> Callable[[Texts, Runs], Iterator[int]]:
    """The texts with a shape that begins with one of these signs: for signs of several characters, ten times faster."""
    search = BytesAhoCorasick(signs)

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


# How each begins, as far as it tells most texts apart; the decoders' own patterns decide.
_TAG = rb"<(?:!--|[/!?]?[a-zA-Z])"
_ENTITY = rb"&(?:#[xX]?[0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9])"
# Escapes that may hide something. Most others end a line of prose or code, or are LaTeX: half of the texts that have any.
_LATEX = (
    b"alpha|approx|ast|bar|begin|beta|bf|big|binom|boldsymbol|bullet|forall|frac|nabla|neg?|neq|newline|nonumber|not|nu|"
    b"rangle|rho|right|rightarrow|rm|rvert|tanh?|tau|text|textbf|textit|textrm|texttt|theta|tilde|times|to|top|vdots|vec"
)
_ESCAPE = (
    rb"""\\(?!(?:%b)(?![a-zA-Z]))(?:
    [uU][0-9a-fA-F]{4} | x[0-9a-fA-F]{2} | [0-7]
    | [abfnrtv](?=-*[\w+/])              # behind it begins a word
    | [br](?=[^"'\\])                   # it moves what stands behind it
    | (?<=[=:]\\)[nrt](?!["'\\]) | [nrt](?=[=:])  # between a name and its value
    | (?<=[\s"'+()]\\)[nrt](?=[\s\\+()"'])(?!(?<="\\.)"|(?<='\\.)')  # between two string literals
    | ["'] | \\(?=[\w"'])
    | (?<=[^\s\\]\\)\n(?=\S)            # the line goes on in the next
    | (?<=\w\\)[!-+./:<-@\[-`~-] | [#-'*+./<-@_`~-](?=\w)  # LaTeX has `x\,` and `\}`
)"""
    % _LATEX
)
_QUOTED = (b"=3D", b"=20", b"=\n", b"=\r\n")
_SOFT = rb"=3D|=20(?=[A-Za-z_=])|(?<=[^\s=])="  # `batch_size=20,` is code, and so is an equals sign behind a space
_JOINTS = (b"' ", b"'+", b"'\\", b"'\n", b'" ', b'"+', b'"\\', b'"\n')
_JOINT = rb"""["'](?!\n"[^"\n]{0,100}":)[+\\()?\s\x1c-\x1f\x85\xa0]{1,200}[rRbBuUfF]{,2}["']"""
# Characters of no width: zero-width space, joiners, word joiner, byte order mark, soft hyphen.
_UNSEEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff")
WITHOUT_UNSEEN = Substitution(f"[{''.join(_UNSEEN)}\xad]+", lambda unseen: "")
_MEMBER = rb'"cell_type"\s*:\s*"[a-z]*"\s*[,}]'  # in JSON; where a segment shows metadata, no comma is written
STRINGS = Decoder("strings", JSON_STRINGS, applies=_is_plain, numbers=_signed([b'"cell_type"'], Regex(_MEMBER)))
# As a string by itself it hides nothing: most states of widgets hold `"placeholder": "\u200b"`.
_UNQUOTED = rb"(?<!\")[?\xad]|[?\xad]+(?![?\xad\"])"
UNSEEN = Decoder("unseen", WITHOUT_UNSEEN, (*_UNSEEN, b"\xad"), Regex(_UNQUOTED))
BASE64 = Decoder("base64", base64_decoded, numbers=_at(base64_places))
DECODERS = (
    Decoder("ansi", WITHOUT_CONTROLS, (b"\x1b",)),
    Decoder("terminal", overwritten, (b"\r", b"\b"), Regex(rb"\x08|\r(?!\n)")),
    UNSEEN,
    Decoder("html", SHOWN_TEXT, (b"<", b"&"), Regex(_TAG + b"|" + _ENTITY), _is_markup),
    Decoder("entities", RESOLVED_ENTITIES, (b"&",), Regex(_ENTITY), _is_markup),
    Decoder("escapes", UNESCAPED, (b"\\",), Regex(_ESCAPE, re.VERBOSE)),
    Decoder("literals", JOINED_LITERALS, applies=_is_code, numbers=_signed(_JOINTS, Regex(_JOINT))),
    STRINGS,
    Decoder("percent", PERCENT_DECODED, (b"%",), Regex(rb"%[0-9a-fA-F]{2}")),
    Decoder("quoted-printable", QUOTED_PRINTABLE, numbers=_signed(_QUOTED, Regex(_SOFT))),
    Decoder("hexadecimal", hexadecimal_decoded, numbers=_at(hexadecimal_places)),
    BASE64,
    Decoder(BASE64.name, binary_decoded, numbers=_at(base64_places)),
)
# What these leave is nearer to what a reader sees than what they were given.
SHOWING = frozenset(("ansi", "terminal", "unseen", "html", "entities"))
# And this one is a guess: a "=" at the end of a line may be base64's padding as well.
GUESSING = frozenset(("quoted-printable",))
