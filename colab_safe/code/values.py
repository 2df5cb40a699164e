"""Texts that code puts together: what they say, and where in the source each of their characters is written."""

from __future__ import annotations

from colab_safe.typed import NamedTuple

UNKNOWN = "\ufffc"  # in place of what only a run would tell


class Chunk(NamedTuple):
    """A part of a text: one that a literal writes, or one that nobody writes, such as what a function returns."""

    text: str
    cell: int | None = None  # the number of the cell; None where it is not written
    # Where it is written: character `i` of the text is at `places[i]` to `places[i + 1]` of the cell's source.
    places: tuple[int, ...] = ()

    def part(self, start: int, end: int) -> Chunk:
        """Return the chunk of some of its characters.

        Args:
            start: The first character.
            end: The character after the last one.
        """
        return Chunk(self.text[start:end], self.cell, self.places[start : end + 1])


TracedText = tuple[Chunk, ...]


def as_str(text: TracedText) -> str:
    """Return what a text says.

    Args:
        text: A text with the places of its characters.
    """
    return "".join(chunk.text for chunk in text)


def from_character(text: TracedText, start: int) -> TracedText:
    """Return the rest of a text.

    Args:
        text: A text with the places of its characters.
        start: The first character of the rest.
    """
    chunks = []
    for chunk in text:
        if start < len(chunk.text):
            chunks.append(chunk.part(max(start, 0), len(chunk.text)))
        start -= len(chunk.text)
    return tuple(chunks)


def until_character(text: TracedText, end: int) -> TracedText:
    """Return the beginning of a text.

    Args:
        text: A text with the places of its characters.
        end: The character after the last one of the beginning.
    """
    chunks = []
    for chunk in text:
        chunks.append(chunk.part(0, min(max(end, 0), len(chunk.text))))
        end -= len(chunk.text)
    return tuple(chunk for chunk in chunks if chunk.text)


def join_path(parts: list[TracedText]) -> TracedText:
    """Return parts joined as os.path.join does it: an absolute part begins anew.

    Args:
        parts: The parts of a path.
    """
    result: list[Chunk] = []
    last = ""
    for part in parts:
        if _first(part) in ("/", "~"):
            result = []
        elif last not in ("/", ""):
            result.append(Chunk("/"))
            last = "/"
        result += part
        last = next((chunk.text[-1] for chunk in reversed(result) if chunk.text), "")
    return tuple(result)


def _first(text: TracedText) -> str:
    """The first character of a text; empty for an empty text."""
    return next((chunk.text[0] for chunk in text if chunk.text), "")


def size_of(text: TracedText) -> int:
    """Return how much work a text is: its characters and its chunks.

    Args:
        text: A text with the places of its characters.
    """
    return len(text) + sum([len(chunk.text) for chunk in text])


def parent_of(text: TracedText) -> TracedText:
    """Return a path without its last part.

    Args:
        text: The path.
    """
    return until_character(text, max(as_str(text).rstrip("/").rfind("/"), 0))
