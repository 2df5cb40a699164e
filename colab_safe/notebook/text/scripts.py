"""Scripts with cells, as jupytext, VS Code, Spyder, nbconvert and Databricks write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.notebook.text.parts import (
    CODE,
    MARKDOWN,
    METADATA,
    RAW,
    LeftOut,
    Lines,
    Part,
    comment_sign,
    nothing,
)
from colab_safe.regex import Regex

_DATABRICKS, _COMMAND = "Databricks notebook source", "COMMAND ----------"
_TITLE, _MAGIC = "DBTITLE", "MAGIC"
# Magics of Databricks that take the whole cell: https://docs.databricks.com/aws/en/notebooks/notebooks-code#mix-languages
_CELL_MAGIC = Regex(r"%(?:sh|sql|python|r|scala)\b")
_IS_MARKDOWN = Regex(r"\[(?:markdown|md)\]|<markdowncell>")
_IS_RAW = Regex(r"\[raw\]|<rawcell>|\bactive=\"\"")
_LANGUAGE = Regex(r"\blanguage=\"(\w+)\"")  # of a cell that was `%%bash`, as jupytext writes it
_LINE_MAGIC = Regex(r"[!?]?[%!?](?=\S)")
_TEXT_QUOTES = Regex(r"""\s*[rR]?(?:\"{3}|'{3})""")


def databricks(lines: Lines, sign: str) -> list[Part] | None:
    """Return the parts of a Databricks notebook; None for any other file.

    Format: https://docs.databricks.com/aws/en/notebooks/notebook-format

    Args:
        lines: Of the file.
        sign: What comments begin with.
    """
    if not len(lines) or lines[0].rstrip() != f"{sign} {_DATABRICKS}":
        return None
    ends = [at for at in range(1, len(lines)) if lines[at].rstrip() == f"{sign} {_COMMAND}"]
    starts = [1, *(end + 1 for end in ends)]
    return [
        part
        for first, end in zip(starts, [*ends, len(lines)], strict=True)
        for part in _command(lines, sign, *lines.without_blank(first, end))
    ]


def _command(lines: Lines, sign: str, first: int, end: int) -> Iterator[Part]:
    if first < end and lines[first].startswith(f"{sign} {_TITLE}"):
        yield Part(METADATA, first, first + 1)
        first, end = lines.without_blank(first + 1, end)
    if first == end:
        return
    magic = f"{sign} {_MAGIC}"
    left_out = comment_sign(magic)
    text = lines[first][left_out(lines[first]) :]
    if not lines[first].startswith(magic):
        yield Part(CODE, first, end, left_out)
    elif text.startswith("%md"):
        yield Part(MARKDOWN, first, end, left_out)
    else:
        yield Part(CODE, first, end, left_out, "%" if _CELL_MAGIC.match(text) else "")


def percent(lines: Lines, sign: str) -> list[Part] | None:
    """Return the parts of a script whose cells begin with `# %%`, or as nbconvert writes it; None for any other file.

    Format: https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-percent-format

    Args:
        lines: Of the file.
        sign: What comments begin with.
    """
    marker = re.compile(
        rf"[ \t]*{re.escape(sign)} ?(?:%%+(?:\s|$)|In\[[ \d*]*\]:|<(?:code|markdown|raw)cell>)"
    )
    markers = [number for number, line in enumerate(lines) if marker.match(line)]
    if not markers:
        return None
    start = lines.header(f"{sign} ---")
    before = lines.without_blank(start, markers[0])
    parts = [Part(CODE, *before, magics(lines, sign, *before))] if before[0] < before[1] else []
    for number, end in zip(markers, [*markers[1:], len(lines)], strict=True):
        parts += _marked(lines, sign, number, *lines.without_blank(number + 1, end))
    return parts


def _marked(lines: Lines, sign: str, number: int, first: int, end: int) -> Iterator[Part]:
    """The marker of a cell, and the cell."""
    if len(lines[number].strip()) > len(sign) + 3:  # more than the marker alone
        yield Part(METADATA, number, number + 1)
    yield _cell(lines, sign, lines[number], first, end)


def _cell(lines: Lines, sign: str, options: str, first: int, end: int) -> Part:
    """The cell after a marker."""
    of_comment, language = comment_sign(sign), _LANGUAGE.search(options)
    if _IS_RAW.search(options):
        return Part(RAW, first, end, of_comment, options=options)
    if _IS_MARKDOWN.search(options):
        is_string = first < end and _TEXT_QUOTES.match(lines[first])
        return Part(MARKDOWN, first, end, nothing if is_string else of_comment, options=options)
    if language:
        return Part(CODE, first, end, of_comment, f"%%{language[1]}\n", options)
    return Part(CODE, first, end, magics(lines, sign, first, end), options=options)


def magics(lines: Lines, sign: str, first: int, end: int) -> LeftOut:
    """Return what is left out of code: the signs that make comments of `%` and `!`, so that the file is a script.

    Where a cell has a magic for all of it, all of its lines are comments.

    Args:
        lines: Of the file.
        sign: What comments begin with.
        first: The first line of the cell.
        end: The line after its last.
    """
    left_out = comment_sign(sign)
    if first < end and lines[first][left_out(lines[first]) :].startswith("%%"):
        return left_out

    def of_magic(line: str) -> int:
        size = left_out(line)
        return size if size > len(sign) and _LINE_MAGIC.match(line, size) else 0

    return of_magic


def light(lines: Lines, sign: str) -> list[Part] | None:
    """Return the parts of a script in jupytext's light format; None for any other file.

    Cells are paragraphs; those of comments alone are Markdown. `# +` begins a cell with blank lines inside, `# -` ends it.
    Format: https://jupytext.readthedocs.io/en/latest/formats-scripts.html#the-light-format

    Args:
        lines: Of the file.
        sign: What comments begin with.
    """
    start = lines.header(f"{sign} ---")
    if not any("jupytext" in lines[number] for number in range(start)):
        return None
    parts: list[Part] = []
    while (start := lines.next_text(start)) < len(lines):
        explicit = _explicit(lines, sign, start)
        part = explicit or _paragraph(lines, sign, start)
        if part.first < part.end:
            parts.append(part)
        start = part.end
        if explicit and _is_marker(lines, lines.next_text(start), sign, "-"):
            start = lines.next_text(start) + 1
    return parts


def _explicit(lines: Lines, sign: str, start: int) -> Part | None:
    """A cell that begins with `# +`; None where none does."""
    if not _is_marker(lines, start, sign, "+"):
        return None
    end = start + 1
    while end < len(lines) and not _is_marker(lines, end, sign, "+-"):
        end += 1
    return _cell(lines, sign, lines[start], *lines.without_blank(start + 1, end))


def _is_marker(lines: Lines, at: int, sign: str, marks: str) -> bool:
    if at == len(lines) or not lines[at].startswith(sign):
        return False
    rest = lines[at].removeprefix(sign).strip()
    return (
        rest[:1] != ""
        and rest[0] in marks
        and (len(rest) == 1 or (rest[0] == "+" and rest[1] in " {"))
    )


def _paragraph(lines: Lines, sign: str, start: int) -> Part:
    """The lines up to a blank one after which the code is not indented."""
    is_text = all_comments = True
    end = start
    while end < len(lines) and not _is_end(lines, end, all_comments):
        is_comment = lines[end].startswith(sign)
        all_comments = all_comments and is_comment
        is_text = (
            is_text and is_comment and not _LINE_MAGIC.match(lines[end].removeprefix(sign).lstrip())
        )
        end += 1
    left_out = comment_sign(sign) if is_text else magics(lines, sign, start, end)
    return Part(MARKDOWN if is_text else CODE, start, end, left_out)


def _is_end(lines: Lines, at: int, is_comment: bool) -> bool:
    following = lines.next_text(at)
    if following == at:
        return False
    return is_comment or following == len(lines) or not lines[following][:1].isspace()
