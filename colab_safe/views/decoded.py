"""What a decoder makes of a text: the decoded text, and where its characters come from."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.limits import Limit
from colab_safe.model import Span
from colab_safe.origins import Origins, TextBuilder
from colab_safe.regex import Regex
from colab_safe.typed import Protocol


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
_SHORT = 4 * NEAR  # characters of a part that is kept whole
_MOST = 16 * NEAR  # how far away that space may be; a longer word is data: see `UNQUOTED_VALUE`
_GAP = "\n\x1e\n"  # in place of what is farther away, so that two parts are not read as one


class Splitter(Protocol):
    """What finds the parts of a text that a decoder replaces."""

    def split(self, text: str) -> list[str]:
        """Return a text in parts, of which every second one, from the second on, is to be replaced.

        Args:
            text: The text to decode.
        """


class Substitution:
    """A `decode` function that replaces every match of a pattern.

    Of a long text, only the neighbourhood of what was replaced is kept, so a script of some megabytes
    with a few escapes does not count as often as there are combinations of decoders.

    Args:
        pattern: What is replaced, without capturing groups; or what finds it.
        replace: Returns the decoded form of a match. Called once for all equal matches in a text:
            a table in HTML repeats a few tags a thousand times.
        flags: Those of `re`.
        is_whole: Whether all of the text is kept, for a decoder whose result the others are tried on
            instead of the text.
    """

    __slots__ = ("_is_whole", "_replace", "_splitter")

    def __init__(
        self,
        pattern: str | Splitter,
        replace: Callable[[str], str],
        flags: int = 0,
        is_whole: bool = False,
    ) -> None:
        is_pattern = isinstance(pattern, str)
        self._splitter: Splitter = Regex(f"({pattern})", flags) if is_pattern else pattern
        self._replace = replace
        self._is_whole = is_whole

    def __call__(self, text: str) -> Decoded | None:
        """Return the decoded text; None when nothing changes."""
        parts = self._splitter.split(text)
        found = parts[1::2]
        replaced = {match: self._replace(match) for match in set(found)}
        if all(match == new for match, new in replaced.items()):
            return None
        parts[1::2] = map(replaced.__getitem__, found)
        if not self._is_whole:
            parts[::2] = near_changes(parts[::2])
        return Decoded("".join(parts), lambda: self._origins(text))

    def _origins(self, text: str) -> Origins:
        builder, position = TextBuilder(), 0
        parts = self._splitter.split(text)
        for number, part in enumerate(parts):
            end = position + len(part)
            if number % 2:
                builder.put(self._replace(part), position, end)
            elif self._is_whole:
                builder.keep(text, position, end)
            else:
                is_last = number == len(parts) - 1
                keep_near_changes(builder, text, Span(position, end), number == 0, is_last)
            position = end
        return builder.origins


def near_changes(kept: list[str]) -> list[str]:
    """Return the texts between changes, each without what is far from both.

    Args:
        kept: No change is before the first, and none behind the last.
    """
    last = len(kept) - 1
    return [
        f"{part[: far.start]}{_GAP}{part[far.end :]}"
        if len(part) > _SHORT and (far := _far(part, number == 0, number == last))
        else part
        for number, part in enumerate(kept)
    ]


def keep_near_changes(
    builder: TextBuilder, text: str, kept: Span, is_first: bool, is_last: bool
) -> None:
    """Add to a builder what `near_changes` returns for one of the texts between changes.

    Args:
        builder: Collects the decoded text.
        text: The whole text.
        kept: Where the text between two changes is.
        is_first: Whether no change is before it.
        is_last: Whether no change is behind it.
    """
    start, end = kept
    far = _far(text[start:end], is_first, is_last) if end - start > _SHORT else None
    if far is None:
        builder.keep(text, start, end)
        return
    builder.keep(text, start, start + far.start)
    builder.put(_GAP, start + far.start, start + far.start)
    builder.keep(text, start + far.end, end)


def _far(part: str, is_first: bool, is_last: bool) -> Span | None:
    """What of a long, unchanged part is far from any change; None if all of it is near.

    It begins and ends at a space: a part of a secret may look like another secret.
    """
    start, end = 0, len(part)
    if not is_first:
        space = part.find(" ", NEAR, NEAR + _MOST)
        start = space if space >= 0 else NEAR + _MOST
    if not is_last:
        most = end - NEAR - _MOST
        space = part.rfind(" ", max(0, most), end - NEAR)
        end = space + 1 if space >= 0 else most
    return Span(start, end) if start < end else None


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
