"""Texts that code puts together, with the place in the source that each character was written at."""

from __future__ import annotations

from colab_safe.typed import NamedTuple

UNKNOWN = "\ufffc"  # stands for what only a run would tell


class Chunk(NamedTuple):
    """A part of a text: written in a cell, character `i` at `places[i]` to `places[i + 1]`, or, without a cell, not written."""

    text: str
    cell: int | None = None
    places: tuple[int, ...] = ()

    def part(self, start: int, end: int) -> Chunk:
        """Some of its characters."""
        return Chunk(self.text[start:end], self.cell, self.places[start : end + 1])


TracedText = tuple[Chunk, ...]


def as_str(text: TracedText) -> str:
    return "".join(chunk.text for chunk in text)


def from_character(text: TracedText, start: int) -> TracedText:
    """The text from character `start` on."""
    chunks = []
    for chunk in text:
        if start < len(chunk.text):
            chunks.append(chunk.part(max(start, 0), len(chunk.text)))
        start -= len(chunk.text)
    return tuple(chunks)


def until_character(text: TracedText, end: int) -> TracedText:
    """The text up to character `end`."""
    chunks = []
    for chunk in text:
        chunks.append(chunk.part(0, min(max(end, 0), len(chunk.text))))
        end -= len(chunk.text)
    return tuple(chunk for chunk in chunks if chunk.text)


def joined(parts: list[TracedText]) -> TracedText:
    """As os.path.join does it: what is absolute begins anew."""
    result: TracedText = ()
    for part in parts:
        if as_str(part)[:1] in ("/", "~"):
            result = part
        elif as_str(result)[-1:] in ("/", ""):
            result = (*result, *part)
        else:
            result = (*result, Chunk("/"), *part)
    return result


def parent(text: TracedText) -> TracedText:
    """Without the last part of a path."""
    return until_character(text, max(as_str(text).rstrip("/").rfind("/"), 0))
