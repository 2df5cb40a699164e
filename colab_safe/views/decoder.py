"""What a decoder is: one row with everything that the rest of the package asks about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from colab_safe.errors import EditError
from colab_safe.model import Place, Span
from colab_safe.typed import NamedTuple
from colab_safe.views.decoded import Decoded
from colab_safe.views.sign_search import Sign


class TextEdit(NamedTuple):
    """Characters `start` to `end` of a text become `text`."""

    start: int
    end: int
    text: str


# Given a parent text, what was decoded from it, and edits of the decoded text: returns the edits of
# the parent text, or raises EditError.
Write = Callable[[str, Decoded, Sequence[TextEdit]], Iterable[TextEdit]]


class Decoder(NamedTuple):
    """One way to decode a text.

    A field has a default only where forgetting it does no harm.
    """

    name: str  # as in the `views` of a report; never renamed
    applies: Callable[[Place], bool]  # in which places of a notebook it is tried
    sign: Sign  # passes over most texts before anything is decoded
    decode: Callable[[str], Decoded | None]  # None when the text holds nothing to decode
    write: Write  # `verbatim`, `escaped_by(function)`, `unwritable`, or a function of its own
    is_by_character: bool  # whether each character comes from characters that no other shares
    shows: bool  # whether the result is nearer to what a reader sees than its parent
    guesses: bool  # whether it may have decoded what was not encoded
    # Whether the other decoders work on its result only, not on the text that it was given. It then
    # does not count as a level of decoding.
    prepares: bool = False
    repeats: bool = True  # whether it is tried on what it has decoded itself
    # Given a text and how many characters its decoded forms may have: for a decoder whose result may
    # be many times as long as its text. `decode` is not called then.
    decode_within: Callable[[str, int], Decoded | None] | None = None


def everywhere(place: Place) -> bool:
    """Return True, for decoders that are tried in every place.

    Args:
        place: Ignored.
    """
    return True


def in_markup(place: Place) -> bool:
    """Return whether a place shows rendered text: HTML, SVG, XML, Markdown, or a script or JSON for it.

    Args:
        place: Where the text is.
    """
    if place.mime is None:
        return place.cell_type != "code"
    return place.mime.endswith(("html", "xml", "markdown", "json", "javascript"))


def edits_at(spans: Sequence[Span], text: str) -> list[TextEdit]:
    """Return the edits that put a text in place of several spans.

    Args:
        spans: The first gets the whole text; the others, which come after a colour code or a line
            end, become empty.
        text: The new text, as it is written there.
    """
    return [TextEdit(*span, "" if number else text) for number, span in enumerate(spans)]


def escaped_by(escape: Callable[[str], str]) -> Write:
    """Return a `Write` that changes just the characters that were decoded.

    Args:
        escape: Returns a text as it is written in the parent.
    """

    def write(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterable[TextEdit]:
        for edit in edits:
            yield from edits_at(decoded.spans(edit.start, edit.end), escape(edit.text))

    return write


verbatim = escaped_by(str)


def unwritable(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterable[TextEdit]:
    """Refuse to write: for texts that cannot be encoded again.

    Args:
        parent: Ignored.
        decoded: Ignored.
        edits: Ignored.

    Raises:
        EditError: Always.
    """
    raise EditError("this kind of encoded text cannot be rewritten: change it by hand")
