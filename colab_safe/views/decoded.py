"""What a decoder makes of a text: the decoded text, and where its characters come from."""

from __future__ import annotations

import re
from collections.abc import Callable

from colab_safe.limits import Limit
from colab_safe.model import Span
from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex


class Decoded:
    """A decoded text with its way back to the text it was decoded from.

    Args:
        text: The decoded text.
        origins: Builds the way back. Called only when something was found in the text.
        aside: Another result of the same decoding, which is not read together with this one.
        is_final: Whether the text is searched, but not decoded further.
        limit: The limit that kept the decoder from decoding all of its text; None if it did.
    """

    __slots__ = ("_origins", "aside", "is_final", "limit", "text")

    def __init__(
        self,
        text: str,
        origins: Callable[[], Origins],
        aside: Decoded | None = None,
        is_final: bool = False,
        limit: Limit | None = None,
    ) -> None:
        self.text = text
        self.limit = limit
        self.aside = aside
        self.is_final = is_final
        self._origins: Callable[[], Origins] | Origins = origins

    def spans(self, start: int, end: int) -> list[Span]:
        """Return the parts of the parent text that some characters were decoded from.

        Args:
            start: The first of the characters.
            end: The character after the last.

        Returns:
            Spans of the parent's characters, ascending; several where something was dropped in
            between, such as a colour code.
        """
        if callable(self._origins):
            self._origins = self._origins()
        return self._origins.spans(start, end)


# Characters on both sides of what was decoded that are searched again with it, and on to the next space, so that no
# token and no key in PEM is cut. What is farther away is as it was before, and was searched there.
NEAR = 1024
_MOST = 16 * NEAR  # how far away that space may be; without one, all is kept
_GAP = "\n\x1e\n"  # in place of what is farther away, so that two parts are not read as one


class Substitution:
    """A `decode` function that replaces every match of a pattern.

    Of a long text, only the neighbourhood of what was replaced is kept, so a script of some megabytes
    with a few escapes does not count as often as there are combinations of decoders.

    Args:
        pattern: What is replaced. It has no capturing groups.
        replace: Returns the decoded form of a match. Called once for all equal matches in a text:
            a table in HTML repeats a few tags a thousand times.
        flags: Those of `re`.
        is_whole: Whether all of the text is kept, for a decoder whose result the others are tried on
            instead of the text.
    """

    __slots__ = ("_is_whole", "_pattern", "_replace")

    def __init__(
        self, pattern: str, replace: Callable[[str], str], flags: int = 0, is_whole: bool = False
    ) -> None:
        self._pattern: re.Pattern[str] = Regex(f"({pattern})", flags)
        self._replace = replace
        self._is_whole = is_whole

    def __call__(self, text: str) -> Decoded | None:
        """Return the decoded text; None when nothing changes."""
        parts = self._pattern.split(text)
        found = parts[1::2]
        replaced = {match: self._replace(match) for match in set(found)}
        if all(match == new for match, new in replaced.items()):
            return None
        parts[1::2] = map(replaced.__getitem__, found)
        if self._cuts(text):
            parts[::2] = _near_changes(parts[::2])
        return Decoded("".join(parts), lambda: self._origins(text))

    def _cuts(self, text: str) -> bool:
        return len(text) > 4 * NEAR and not self._is_whole

    def _origins(self, text: str) -> Origins:
        builder, position = TextBuilder(), 0
        for match in self._pattern.finditer(text):
            self._keep(builder, text, position, match.start())
            builder.put(self._replace(match[0]), match.start(), match.end())
            position = match.end()
        self._keep(builder, text, position, len(text))
        return builder.origins

    def _keep(self, builder: TextBuilder, text: str, start: int, end: int) -> None:
        far = _far(text[start:end], start == 0, end == len(text)) if self._cuts(text) else None
        if far is None:
            builder.keep(text, start, end)
            return
        builder.keep(text, start, start + far.start)
        builder.put(_GAP, start + far.start, start + far.start)
        builder.keep(text, start + far.end, end)


def _near_changes(kept: list[str]) -> list[str]:
    """The texts between changes, each without what is far from both."""
    last = len(kept) - 1
    return [
        f"{part[: far.start]}{_GAP}{part[far.end :]}"
        if (far := _far(part, number == 0, number == last))
        else part
        for number, part in enumerate(kept)
    ]


def _far(part: str, is_first: bool, is_last: bool) -> Span | None:
    """What of an unchanged part is far from any change; None if all of it is near.

    It begins and ends at a space: a part of a secret may look like another secret.
    """
    if len(part) <= 4 * NEAR:
        return None
    start = 0 if is_first else part.find(" ", NEAR, NEAR + _MOST)
    size = len(part)
    end = size if is_last else part.rfind(" ", max(0, size - NEAR - _MOST), size - NEAR) + 1
    return Span(start, end) if 0 <= start < end else None


def built(
    builder: TextBuilder, aside: Decoded | None = None, is_final: bool = False
) -> Decoded | None:
    """Return what a builder has collected; `aside` alone when that is nothing.

    Args:
        builder: Holds the decoded text.
        aside: A result that is kept apart from this one.
        is_final: Whether the text is searched, but not decoded further.
    """
    text = builder.text
    return Decoded(text, lambda: builder.origins, aside, is_final) if text else aside
