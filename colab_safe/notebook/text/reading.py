"""A file's text as the cells of a text notebook; what is not in a cell is metadata, so that nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from colab_safe.limits import STRETCH
from colab_safe.model import Place
from colab_safe.notebook.segments import Segments
from colab_safe.notebook.text.marimo import marimo
from colab_safe.notebook.text.markdown import markdown
from colab_safe.notebook.text.parts import CODE, METADATA, OUTPUT, Lines, Part
from colab_safe.notebook.text.scripts import databricks, light, percent
from colab_safe.notebook_names import COMMENTS, MARKDOWN, name_end
from colab_safe.origins import TextBuilder
from colab_safe.typed import NamedTuple

# Returns the parts of a file, given its lines and the sign of its comments; None for a file of another format.
Format = Callable[[Lines, str], "list[Part] | None"]

_SCRIPTS: tuple[Format, ...] = (databricks, marimo, percent, light)
_FORMATS: dict[str, tuple[Format, ...]] = {
    **dict.fromkeys(COMMENTS, _SCRIPTS),
    **dict.fromkeys(MARKDOWN, (markdown,)),
}
_SIGNS = {**COMMENTS, ".rmd": "#"}  # in its cells, too, jupytext makes comments of magics
_TAGS = re.compile(r"\btags\"?:?\s*[:=]?\s*(?:c\(|\[)([^\])\n]*)")
_PLAIN = "text/plain"


class TextNotebook(NamedTuple):
    """What was read of a text notebook, besides its segments."""

    cells: int
    outputs: int
    tags: dict[int, list[str]]  # by cell, from 1


def add_cells(segments: Segments, text: str, path: str) -> TextNotebook | None:
    """Add the segments of a text notebook; None, and no segment, for any other text.

    Args:
        segments: Of the notebook.
        text: All characters of the file.
        path: The name of the file, whose end tells the language.
    """
    if len(text) > STRETCH.most:  # plain text is read in stretches, which take less memory
        return None
    lines = Lines(text)
    parts = _parts(lines, path)
    if parts is None:
        return None
    cell = outputs = output = 0
    tags: dict[int, list[str]] = {}
    for part in _with_rest(lines, parts):
        if part.kind == OUTPUT:
            output, outputs = output + 1, outputs + 1
            place = Place("output", cell, None, CODE, output, _PLAIN)
        elif part.kind == METADATA:
            place = Place("metadata")
        else:
            cell, output = cell + 1, 0
            tags[cell] = _tags(part.options)
            place = Place("source", cell, None, part.kind)
        _add(segments, lines, part, place)
    return TextNotebook(cell, outputs, tags)


def _tags(options: str) -> list[str]:
    """The tags in the marker of a cell, such as `# %% tags=["allow-secret"]`."""
    found = _TAGS.search(options)
    return [tag.strip(" \"'") for tag in found[1].split(",")] if found else []


def _parts(lines: Lines, path: str) -> list[Part] | None:
    end = name_end(path)
    for read in _FORMATS.get(end, ()):
        parts = read(lines, _SIGNS.get(end, ""))
        if parts:
            return parts
    return None


def _with_rest(lines: Lines, parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, and the lines between them, as metadata."""
    at = 0
    for part in parts:
        yield from _rest(lines, at, part.first)
        yield part
        at = part.end
    yield from _rest(lines, at, len(lines))


def _rest(lines: Lines, start: int, end: int) -> Iterator[Part]:
    first, end = lines.without_blank(start, end)
    if first < end:
        yield Part(METADATA, first, end)


def _add(segments: Segments, lines: Lines, part: Part, place: Place) -> None:
    builder = TextBuilder()
    for number in range(part.first, part.end):
        line, (start, end) = lines[number], lines.spans[number]
        first, line_end = start + part.left_out(line), start + len(line)
        if number == part.first:
            builder.put(part.before, first, first)
        builder.keep(lines.text, first, line_end)
        if (
            number < part.end - 1
        ):  # a line's end is one character, as in an `.ipynb`; the last one has none there
            builder.keep(lines.text, max(line_end, end - 1), end)
    if builder.size:
        segments.add(builder.text, place, pieces=builder.origins)
