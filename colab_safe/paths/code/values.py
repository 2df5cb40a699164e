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


Text = tuple[Chunk, ...]


def plain(text: Text) -> str:
    return "".join(chunk.text for chunk in text)


def from_character(text: Text, start: int) -> Text:
    """The text from character `start` on."""
    chunks = []
    for chunk in text:
        if start < len(chunk.text):
            chunks.append(chunk.part(max(start, 0), len(chunk.text)))
        start -= len(chunk.text)
    return tuple(chunks)


def until_character(text: Text, end: int) -> Text:
    """The text up to character `end`."""
    chunks = []
    for chunk in text:
        chunks.append(chunk.part(0, min(max(end, 0), len(chunk.text))))
        end -= len(chunk.text)
    return tuple(chunk for chunk in chunks if chunk.text)


def joined(parts: list[Text]) -> Text:
    """As os.path.join does it: what is absolute begins anew."""
    result: Text = ()
    for part in parts:
        if plain(part)[:1] in ("/", "~"):
            result = part
        elif plain(result)[-1:] in ("/", ""):
            result = (*result, *part)
        else:
            result = (*result, Chunk("/"), *part)
    return result


def parent(text: Text) -> Text:
    """Without the last part of a path."""
    return until_character(text, max(plain(text).rstrip("/").rfind("/"), 0))
