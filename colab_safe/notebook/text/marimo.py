"""Notebooks of marimo, in which each cell is a function.

Format: https://docs.marimo.io/guides/coming_from/jupyter/#how-marimo-stores-notebooks
"""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.notebook.text.parts import CODE, METADATA, Lines, Part, indentation
from colab_safe.regex import Regex

_CELL = Regex(r"@app\.cell\b|with app\.setup\b")
_DEFINITION = Regex(r"@app\.(?:function|class_definition)\b")
_MAIN = Regex(r"if __name__\b")
_of_function = indentation(4)


def marimo(lines: Lines, sign: str) -> list[Part] | None:
    """Return the parts of a notebook of marimo; None for any other file.

    Args:
        lines: Of the file.
        sign: What comments begin with.
    """
    starts = [at for at, line in enumerate(lines) if _CELL.match(line) or _DEFINITION.match(line)]
    if not starts or not any(line.startswith("import marimo") for line in lines):
        return None
    last = next((at for at, line in enumerate(lines) if _MAIN.match(line)), len(lines))
    ends = [*starts[1:], max(last, starts[-1])]
    return [
        part
        for first, end in zip(starts, ends, strict=True)
        for part in _cell(lines, *lines.without_blank(first, end))
    ]


def _cell(lines: Lines, first: int, end: int) -> Iterator[Part]:
    if _DEFINITION.match(lines[first]):
        yield Part(CODE, first, end)
        return
    body = next((at + 1 for at in range(first, end) if lines[at].rstrip().endswith(":")), first + 1)
    yield Part(METADATA, first, body)
    yield Part(CODE, body, end, _of_function)
