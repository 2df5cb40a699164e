"""Secrets blotted out of texts: every copy of them, and every part of eight characters and more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colab_safe.model import Span

BLOT = "█████"
PIECE = 8  # characters of a secret in a row that give too much of it away
_SHORTEST = 4  # a secret of fewer characters would blot half of every text
# Within secrets, but of public formats: without them, the link in every report on a webhook would be blotted.
_PUBLIC = (
    "https://www.", "http://www.", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN OPENSSH PRIVATE KEY-----", "-----END RSA PRIVATE KEY-----",
)  # fmt: skip


def marker(rule: str) -> str:
    """Return what a secret in a notebook is replaced with.

    Args:
        rule: The id of the rule that found it.
    """
    return f"[REDACTED:{rule}]"


class Blotter:
    """Blots a set of secrets out of texts, in time that grows with the length of these texts alone."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Remember the pieces of the secrets.

        Args:
            secrets: Those that are shorter than a piece are blotted as a whole.
        """
        self._pieces: set[str] = set()
        self._short: set[str] = set()
        self._blotted: dict[str, str] = {}
        for secret in secrets:
            if len(secret) >= PIECE:
                self._pieces.update(_pieces(secret))
            elif len(secret) >= _SHORTEST:
                self._short.add(secret)
        self._pieces.difference_update(piece for text in _PUBLIC for piece in _pieces(text))

    def spans(self, text: str) -> list[Span]:
        """Return which characters of a text belong to a secret, ascending and disjoint.

        Args:
            text: Any text; it is searched for every piece at every character.
        """
        return union([*_found(text, PIECE, self._pieces), *self._short_ones(text)])

    def _short_ones(self, text: str) -> Iterator[Span]:
        for length in {len(secret) for secret in self._short}:
            yield from _found(text, length, self._short)

    def blot(self, text: str) -> str:
        """Return a text with secrets blotted out; the answer for the same text is remembered.

        Args:
            text: Such as a path or a cell's id, which many findings share.
        """
        if text not in self._blotted:
            self._blotted[text] = without(text, self.spans(text))
        return self._blotted[text]


def _pieces(secret: str) -> Iterator[str]:
    return (secret[start : start + PIECE] for start in range(len(secret) - PIECE + 1))


def _found(text: str, length: int, pieces: set[str]) -> Iterator[Span]:
    for start in range(len(text) - length + 1 if pieces else 0):
        if text[start : start + length] in pieces:
            yield Span(start, start + length)


def union(spans: Iterable[Span]) -> list[Span]:
    """Return the characters of all spans as spans that are ascending and disjoint.

    Args:
        spans: In any order; they may overlap.
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def without(text: str, spans: Sequence[Span]) -> str:
    """Return a text with a blot in place of each span.

    Args:
        text: The text.
        spans: Characters of it, ascending and disjoint.
    """
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], BLOT]
        position = span.end
    return "".join([*parts, text[position:]])


def by_line(text: str, spans: Sequence[Span]) -> str:
    """Return a text with a blot in place of each span, and as many lines as before.

    Args:
        text: The text.
        spans: Characters of it, ascending and disjoint; a span over several lines becomes a blot on each.
    """
    parts, position = [], 0
    for span in spans:
        lines = text.count("\n", span.start, span.end) + 1
        parts += [text[position : span.start], "\n".join([BLOT] * lines)]
        position = span.end
    return "".join([*parts, text[position:]])
