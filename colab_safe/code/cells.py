"""Which parts of a code cell are Python and which are shell lines or magics; no character moves to another place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.typed import NamedTuple

_CELL_MAGIC = re.compile(r"\s*%%(\w+)([^\n]*)(?:\n|\Z)")
# Cell magics whose body is Python: https://ipython.readthedocs.io/en/stable/interactive/magics.html#cell-magics
_PYTHON = frozenset(
    ("time", "timeit", "capture", "prun", "python", "python3", "pypy", "memit", "mprun")
)
_WRITING = ("writefile", "file")  # of Python, if the file's name says so
# Cell magics whose body is for a shell.
SHELL_MAGICS = frozenset(("bash", "sh", "shell", "script", "system", "sx", "!"))
_STATEMENT_MAGIC = re.compile(
    r"%(?:time|timeit|prun|memit)\b(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+(?=[^\s-])"
)
# Where a logical line begins: outside of strings, brackets and continued lines.
_TOKEN = re.compile(
    r"#[^\n]*|\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\n|(?P<end>\n)|[^#\"'()\[\]{}\\\n]+|.",
    re.DOTALL,
)
_MAGIC = re.compile(r"[ \t]*([!%?])|[ \t]*[\w.]+[ \t]*\?{1,2}[ \t]*$")
_SIGN = re.compile(r"[ \t]*[!%?]")
_SHELL_LINE = re.compile(r"(?:\\\n|[^\n])+")
_NO_LINE_END = re.compile(r"[^\n]")
_ASSIGNED = re.compile(r"[\w., \t\[\]\"'()]+?=[ \t]*([!%])(?=[\w(])")


class Line(NamedTuple):
    """What a shell, or a line magic, gets: characters `start`–`end` of the cell, after the sign."""

    start: int
    end: int
    sign: str  # "!", "%" or "?"


class _Magic(NamedTuple):
    """A magic in a logical line, from its sign on."""

    start: int
    python: str  # what parses in its place, of the same length
    runs_python: bool  # whether Python follows, as after `%time`


class Cell(NamedTuple):
    """`python` has the same length as the cell, with blanks and zeros for all that is not Python."""

    python: str
    lines: tuple[Line, ...] = ()


def split_cell(source: str) -> Cell:
    """Split a cell as IPython does it: into Python, and the lines of `!` and `%`.

    Args:
        source: The source of a code cell.
    """
    if not any(sign in source for sign in "!%?"):
        return Cell(source)
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return _split(source, 0)
    if magic[1] in _PYTHON or (magic[1] in _WRITING and magic[2].strip().endswith(".py")):
        return _split(_blanks(magic[0]) + source[magic.end() :], magic.end())
    shell = _SHELL_LINE.finditer(source, magic.end()) if magic[1] in SHELL_MAGICS else ()
    return Cell(_blanks(source), tuple(Line(line.start(), line.end(), "!") for line in shell))


def _split(source: str, start: int) -> Cell:
    parts, lines, position = [], [], 0
    for first, last in _logical_lines(source, start):
        magic = _magic(source, first, last)
        if magic:
            parts += [source[position : magic.start], magic.python]
            position = magic.start + len(magic.python)
            if not magic.runs_python:
                lines.append(Line(magic.start + 1, last, source[magic.start]))
    return Cell("".join([*parts, source[position:]]), tuple(lines))


def _logical_lines(source: str, start: int) -> Iterator[tuple[int, int]]:
    """The first character of each line, and the one after its last; a magic ends with its line, whatever is open."""
    depth, first, is_magic = 0, start, _SIGN.match(source, start)
    for token in _TOKEN.finditer(source, start):
        depth = max(0, depth + bool(token["open"]) - bool(token["close"]))
        if token["end"] and (depth == 0 or is_magic):
            yield first, token.start()
            depth, first = 0, token.end()
            is_magic = _SIGN.match(source, first)
    yield first, len(source)


def _magic(source: str, first: int, last: int) -> _Magic | None:
    """The `!`, `%` or `?` in a logical line; None where the line is Python alone."""
    text = source[first:last]
    found = _MAGIC.match(text)
    sign = found or _ASSIGNED.match(text)
    if sign is None:
        return None
    start = first + (sign.start(1) if sign[1] else len(text) - len(text.lstrip()))
    statement = _STATEMENT_MAGIC.match(source, start, last) if found else None
    if statement:
        return _Magic(start, "0;".ljust(len(statement[0])), runs_python=True)
    return _Magic(start, f"0{_blanks(source[start + 1 : last])}", runs_python=False)


def _blanks(text: str) -> str:
    return _NO_LINE_END.sub(" ", text)
