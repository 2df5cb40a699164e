"""Where in an output the credential is that the code shows there: between the texts that the code shows around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.code.values import UNKNOWN
from colab_safe.credential_files import words
from colab_safe.model import Span
from colab_safe.shown.marks import CONTENT, ENVIRONMENT, MARKS, NAMED, SINGLE
from colab_safe.shown.opaque import is_opaque
from colab_safe.shown.sources import is_credential_variable
from colab_safe.typed import NamedTuple

_SIGNS = UNKNOWN + MARKS
_TOKENS = re.compile(rf"[{_SIGNS}]|[^{_SIGNS}]+")
_WORD = re.compile(r"\S+")
_QUOTES = "\"'`"
_SAME_QUOTES = str.maketrans('"`', "''")
# One literal as Python shows it, also the bytes of one, or a list of one.
_LITERAL = re.compile(r"[\[(]?b?([\"'`])(?P<inner>(?:(?!\1).)+)\1(?:\]|,?\))?")
_MOST_IN_LINE = 20  # values of one list
# What R and loggers write in front of a value.
_PREFIX = re.compile(r"\s*(?:\[1\]\s|(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]*:)")
# `NAME=value`, `NAME: value`, `"name": "value"`, `password value`.
_PAIR = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,80})[\"']?[ \t]*(?:[=:][ \t]*|(?<=password)[ \t]+)"
    r"(?:\"(?P<double>(?:[^\"\\\n]|\\.)*)\"|'(?P<single>(?:[^'\\\n]|\\.)*)'|(?P<bare>[^\s\"',}]+))"
)


# Words in the names of what is random and no credential, also in what `az`, `gcloud` and `aws` print beside one.
_OF_IDS = frozenset(
    ("id", "url", "uri", "host", "path", "email", "endpoint", "arn", "hash", "sha", "subscription", "tenant", "project", "account", "region")
)  # fmt: skip
_MOST_TOKENS = 40  # of a line; no message has more values
_ANYWHERE = (UNKNOWN, NAMED, UNKNOWN)


class _Marked(NamedTuple):
    """Characters of a line, and the mark of what is there."""

    span: Span
    sign: str


class Pattern(NamedTuple):
    """What one line of an output shows: texts, what only a run would tell, and the mark of a credential."""

    tokens: tuple[str, ...]

    @property
    def sign(self) -> str:
        """The mark of the credential."""
        return next(token for token in self.tokens if token in MARKS)

    @property
    def longest(self) -> str:
        """The longest text that must be in the line; empty if there is none."""
        texts = [token.strip() for token in self.tokens if token not in _SIGNS]
        return max(texts, key=len, default="").translate(_SAME_QUOTES)


def patterns(text: str) -> Iterator[Pattern]:
    """Yield the patterns of those lines of a text that have a credential in them.

    Args:
        text: What the code shows, with marks.
    """
    for line in text.split("\n"):
        found = tuple(token for token in _TOKENS.findall(line) if token.strip())
        if any(token in MARKS for token in found):
            yield Pattern(found) if len(found) <= _MOST_TOKENS else Pattern(_ANYWHERE)


def credentials_in(text: str, pattern: Pattern) -> Iterator[Span]:
    """Yield the credentials that an output shows, as characters of its text.

    Args:
        text: The output, decoded.
        pattern: What the code shows in one of its lines.
    """
    if pattern.sign in (CONTENT, ENVIRONMENT):
        yield from _named(text, pattern.sign == CONTENT)
    if pattern.sign in SINGLE and pattern.longest in text.translate(_SAME_QUOTES):
        start = 0
        for line in text.splitlines(keepends=True):
            yield from _in_line(line, start, pattern)
            start += len(line)


def _named(text: str, is_file: bool) -> Iterator[Span]:
    """The values that are called like credentials; of a file of credentials, all that are random."""
    for pair in _PAIR.finditer(text):
        kind = next(kind for kind in ("double", "single", "bare") if pair[kind] is not None)
        value = pair[kind]
        if (is_credential_variable(pair["name"]) and is_opaque(value)) or (
            is_file
            and len(value) >= 16
            and is_opaque(value, is_sure=False)
            and not _is_known_id(pair["name"])
        ):
            yield Span(*pair.span(kind))


def _is_known_id(name: str) -> bool:
    return not _OF_IDS.isdisjoint(words(name))


def _in_line(line: str, start: int, pattern: Pattern) -> Iterator[Span]:
    prefix = _PREFIX.match(line)
    first = prefix.end() if prefix else 0
    if pattern.sign == CONTENT and _PAIR.match(line, first):
        return
    for begin, end in _inner(line, first):
        found = [each for each in _matches(line, begin, end, pattern) if _is_opaque(line, each)]
        if found:
            yield from (Span(start + each.span.start, start + each.span.end) for each in found)
            return


def _is_opaque(line: str, found: _Marked) -> bool:
    return is_opaque(line[found.span.start : found.span.end], found.sign != NAMED)


def _matches(line: str, begin: int, end: int, pattern: Pattern) -> Iterator[_Marked]:
    """What the pattern finds in a part of a line; several times if there may be anything around it."""
    is_loose = pattern.tokens[0] == UNKNOWN == pattern.tokens[-1]
    plain = line.translate(_SAME_QUOTES)
    for _ in range(_MOST_IN_LINE if is_loose else 1):
        found = _matched(line, plain, begin, end, pattern)
        yield from found
        if not found or found[-1].span.end <= begin:
            return
        begin = min(found[-1].span.end + 1, end)


def _inner(line: str, first: int) -> Iterator[Span]:
    """What is inside of the line's quotation marks, and the whole line without blanks around it."""
    begin, end = _stripped(line, first, len(line))
    literal = _LITERAL.fullmatch(line, begin, end)
    if literal:
        yield Span(*literal.span("inner"))
    yield Span(begin, end)


def _matched(line: str, plain: str, begin: int, end: int, pattern: Pattern) -> list[_Marked]:
    """The credentials in a part of a line; none if the line is not what the code shows."""
    found: list[_Marked] = []
    open_signs: list[
        str
    ] = []  # those after the last text, whose values end where the next text begins
    at = begin
    for token in pattern.tokens:
        if token in _SIGNS:
            open_signs.append(token)
            continue
        text = token.strip().translate(_SAME_QUOTES)
        place = plain.find(text, at, end) if open_signs else _at(plain, text, at, end)
        if place < 0:
            return []
        found += _marked(line, Span(at, place), open_signs)
        open_signs, at = [], place + len(text)
    if not open_signs and line[at:end].strip():
        return []
    return [*found, *_marked(line, Span(at, end), open_signs)]


def _at(plain: str, text: str, at: int, end: int) -> int:
    """Where a text begins, if only blanks come before it; -1 otherwise."""
    at = _stripped(plain, at, end).start
    return at if plain.startswith(text, at, end) else -1


def _marked(line: str, span: Span, signs: list[str]) -> Iterator[_Marked]:
    """The credentials in a part of a line that shows some values with blanks between them."""
    marks = [sign for sign in signs if sign in SINGLE]
    if not marks:
        return
    start, end = _stripped(line, *span)
    if len(signs) == 1:
        yield _Marked(_unquoted(line, Span(start, end)), marks[0])
        return
    parts = [Span(*word.span()) for word in _WORD.finditer(line, start, end)]
    if len(parts) == len(signs):
        chosen = [(part, sign) for part, sign in zip(parts, signs, strict=True) if sign in SINGLE]
    elif signs[0] in SINGLE and len(marks) == 1:
        chosen = [(part, marks[0]) for part in parts[:1]]
    elif signs[-1] in SINGLE and len(marks) == 1:
        chosen = [(part, marks[0]) for part in parts[-1:]]
    else:
        chosen = [(part, NAMED) for part in parts]
    for part, sign in chosen:
        yield _Marked(_unquoted(line, part), sign)


def _stripped(line: str, start: int, end: int) -> Span:
    part = line[start:end]
    first = start + len(part) - len(part.lstrip())
    return Span(first, max(first, start + len(part.rstrip())))


def _unquoted(line: str, span: Span) -> Span:
    """A value up to the quotation mark that is open before it, or without those around it."""
    start, end = span
    opened = line[start - 1 : start]
    if opened and opened in _QUOTES:
        closing = line.find(opened, start)
        return Span(start, closing) if closing > start else span
    if end - start > 2 and line[start] in _QUOTES and line[end - 1] == line[start]:
        return Span(start + 1, end - 1)
    return span
