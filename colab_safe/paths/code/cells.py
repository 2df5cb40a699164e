"""Which parts of a code cell are Python and which are shell lines or magics; no character moves to another place."""

from __future__ import annotations

import re

from colab_safe.typed import NamedTuple

_CELL_MAGIC = re.compile(r"\s*%%(\w+)([^\n]*)(?:\n|\Z)")
# Cell magics whose body is Python: https://ipython.readthedocs.io/en/stable/interactive/magics.html#cell-magics
_PYTHON = frozenset(
    ("time", "timeit", "capture", "prun", "python", "python3", "pypy", "memit", "mprun")
)
_SHELL = frozenset(("bash", "sh", "shell", "script", "system", "sx", "!"))
_STATEMENT_MAGIC = re.compile(
    r"%(?:time|timeit|prun|memit)\b(?:[ \t]+-\w+(?:[ \t]+\d+)?)*[ \t]+(?=[^\s-])"
)
# Where a logical line begins: outside of strings, brackets and continued lines.
_TOKEN = re.compile(
    r"#[^\n]*|(?P<string>[A-Za-z]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''"
    r"|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'))|(?P<open>[(\[{])|(?P<close>[)\]}])|\\\n|(?P<end>\n)|.",
    re.DOTALL,
)
_MAGIC = re.compile(r"[ \t]*([!%?])|[ \t]*[\w.]+[ \t]*\?{1,2}[ \t]*$")
_ASSIGNED = re.compile(r"[ \t]*[\w., \t\[\]\"'()]+?=[ \t]*([!%])(?=[\w(])")


class Line(NamedTuple):
    """What a shell, or a line magic, gets: characters `start`–`end` of the cell, after the sign."""

    start: int
    end: int
    sign: str  # "!", "%" or "?"


class Cell(NamedTuple):
    """`python` has the same length as the cell, with blanks and zeros for all that is not Python."""

    python: str
    lines: tuple[Line, ...] = ()


def split_cell(source: str) -> Cell:
    """Split a cell as IPython does it: into Python, and the lines of `!` and `%`.

    Args:
        source: The source of a code cell.
    """
    magic = _CELL_MAGIC.match(source)
    if magic is None:
        return _split(source, 0)
    if magic[1] in _PYTHON:
        return _split(_blank(source, 0, magic.end()), magic.end())
    sign = "!" if magic[1] in _SHELL else ""
    lines = _shell_lines(source, magic.end()) if sign else ()
    return Cell(_blank(source, 0, len(source)), lines)


def _split(source: str, start: int) -> Cell:
    lines = []
    for begin, end in _logical_lines(source, start):
        text = source[begin:end]
        found = _MAGIC.match(text)
        assigned = None if found else _ASSIGNED.match(text)
        if not found and not assigned:
            continue
        statement = _STATEMENT_MAGIC.match(text.lstrip(" \t")) if found else None
        at = begin + (
            found.start(1)
            if found and found[1]
            else assigned.start(1)
            if assigned
            else len(text) - len(text.lstrip())
        )
        if statement:
            source = source[:at] + "0;".ljust(len(statement[0])) + source[at + len(statement[0]) :]
            continue
        lines.append(Line(at + 1, end, source[at]))
        source = source[:at] + "0" + _blank(source, at + 1, end)[at + 1 :]
    return Cell(source, tuple(lines))


def _logical_lines(source: str, start: int) -> list[tuple[int, int]]:
    found, depth, begin = [], 0, start
    for token in _TOKEN.finditer(source, start):
        depth = max(0, depth + bool(token["open"]) - bool(token["close"]))
        if token["end"] and (depth == 0 or _MAGIC.match(source, begin, token.start())):
            found.append((begin, token.start()))
            depth, begin = 0, token.end()
    return [*found, (begin, len(source))]


def _shell_lines(source: str, start: int) -> tuple[Line, ...]:
    return tuple(
        Line(line.start(), line.end(), "!")
        for line in re.finditer(r"(?:\\\n|[^\n])+", source[start:].rjust(len(source)))
    )


def _blank(source: str, start: int, end: int) -> str:
    return source[:start] + re.sub(r"[^\n]", " ", source[start:end]) + source[end:]
