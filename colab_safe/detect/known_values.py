"""The user's own credentials, looked for by their exact values: an engine that needs no pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.detect.beginnings import Beginning, Beginnings
from colab_safe.detect.engine import KNOWN_VALUES
from colab_safe.detect.guessing import guess_bits
from colab_safe.detect.repeated import is_whole
from colab_safe.detect.rule import BY_ITS_ISSUER, GENERIC, Match, Rule
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import HIGH, Secret
from colab_safe.typed import NamedTuple

RULE = "known-value"
_REFERENCE = "https://cwe.mitre.org/data/definitions/798.html"
# Of more bits, a value never occurs by chance in a longer word.
ALSO_INSIDE_A_WORD = 80
_OPENING = "-----BEGIN "  # of a block in PEM
LINE = 24  # characters of a line that is looked for by itself


class KnownValue(NamedTuple):
    """A credential of the user's own, and where it is from."""

    secret: Secret
    places: tuple[str, ...]  # in words for a report, such as `~/.netrc, machine github.com`


class _Spelling(NamedTuple):
    """One way to write a value."""

    text: str
    rule: Rule
    is_hard: bool  # whether it counts inside of a longer word as well
    value: Secret | None = None  # the value, if this is another way to write it


class KnownValues:
    """Finds exact values, in whichever decoded text."""

    name = KNOWN_VALUES

    def __init__(self, values: Iterable[KnownValue]) -> None:
        """Prepare the search.

        Args:
            values: What to look for; each must be hard to guess.
        """
        self._spellings = [each for value in values for each in _spellings(value)]
        narrow = [JoinedTexts([each.text]).narrow for each in self._spellings]
        self._search = BytesAhoCorasick(narrow, matchkind=MatchKind.Standard)

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Yield every place where one of the values is, the longest where one contains another.

        Args:
            texts: The texts to search; a match names one by its index.
        """
        if not self._spellings:
            return
        reached = text = -1
        for match in sorted(self._matches(JoinedTexts.of(texts)), key=_longest_first):
            reached = reached if match.text == text else -1
            if match.end > reached:
                yield match
                text, reached = match.text, match.end

    def beginnings(self, texts: Sequence[str]) -> Iterator[Beginning]:
        """Yield where a value begins that may go on in the next line.

        Args:
            texts: The texts to search.
        """
        return self._beginnings.find(texts)

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings(each.text for each in self._spellings)

    def _matches(self, texts: JoinedTexts) -> Iterator[Match]:
        found = self._search.find_matches_as_indexes(texts.narrow, overlapping=True)
        for number, start, end in found:
            index, spelling = texts.number_at(start), self._spellings[number]
            text, start, end = texts[index], start - texts.starts[index], end - texts.starts[index]
            # In the narrow text all characters beyond Latin-1 are the same.
            if text[start:end] == spelling.text and (
                spelling.is_hard or is_whole(text, start, end)
            ):
                yield Match(index, spelling.rule, start, end, value=spelling.value)


def rule_of(places: Sequence[str]) -> Rule:
    """Return the rule of the values of some places.

    Args:
        places: In words, at least one; the report names the first two.
    """
    where = " and ".join(places[:2])
    return Rule(RULE, f"Known value: {where}", _REFERENCE, BY_ITS_ISSUER, GENERIC, HIGH)


def _longest_first(match: Match) -> tuple[int, int, int]:
    return match.text, match.start, -match.end


def _spellings(value: KnownValue) -> Iterator[_Spelling]:
    """A value as it is and as programs write it; and its long lines, which may be indented or cut."""
    text = value.secret.reveal()
    rule, is_hard = rule_of(value.places), guess_bits(text) >= ALSO_INSIDE_A_WORD
    for spelling in dict.fromkeys(_whole(text.replace("\r\n", "\n"))):
        yield _Spelling(spelling, rule, is_hard, None if spelling == text else value.secret)
    lines = text.splitlines()
    for before, line in pairwise(["", *lines]) if len(lines) > 1 else ():
        # The first line of an OpenSSH key is the same in all keys of its kind.
        is_own = not before.startswith(_OPENING) and guess_bits(line) >= ALSO_INSIDE_A_WORD
        if is_own and len(line) >= LINE:
            yield _Spelling(line, rule, True)


def _whole(text: str) -> Iterator[str]:
    yield text
    if "\n" in text:
        yield text.replace("\n", "\r\n")
    if "\\" in text:  # the views only decode escapes that may hide a word
        yield text.replace("\\", "\\\\")
    if not text.isascii():
        from unicodedata import normalize

        for spelling in (text, *(normalize(form, text) for form in ("NFC", "NFD"))):
            yield spelling
            yield spelling.encode("utf-8", "surrogatepass").decode(
                "latin-1"
            )  # as base64 is decoded
