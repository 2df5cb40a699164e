"""Markdown with code cells, as jupytext, MyST, Quarto, R Markdown, marimo, pandoc and nbconvert write it."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.notebook.text.parts import (
    CODE,
    MARKDOWN,
    OUTPUT,
    RAW,
    Lines,
    Part,
    indentation,
    nothing,
)
from colab_safe.notebook.text.scripts import magics
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

_FENCE = Regex(r" {0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n]*)$")
# ```{python}, ```{code-cell} ipython3, ```{.python .input}, ```python tags=["x"]
_INFO = Regex(r"\{?(?:code-cell\}?[ \t]*|\.)?(?P<language>[A-Za-z][\w+-]*)?")
_CODE_CELL, _RAW_CELL = "{code-cell}", "{raw-cell}"
_IS_RAW = Regex(r"\bactive=\"\"")
# Where cells of text begin and end, as jupytext and MyST write it.
_MARK = Regex(r"<!-- #(?P<name>raw|region|md|markdown|end\w+)\b[^\n]*-->|\+\+\+(?: |$)")
_REGION = Regex(r"<!-- #(?!end)")
# What MyST says about a cell in its first lines: https://myst-nb.readthedocs.io/en/latest/authoring/text-notebooks.html
_OPTION = Regex(r":\w[\w-]*:")
# Languages whose fences are cells; those in other languages belong to the text around them.
_PYTHON = frozenset(("python", "python3", "py", "ipython", "ipython2", "ipython3", "code"))
_SHELLS = frozenset(("bash", "sh", "shell", "zsh"))
_MAGICS = {
    **dict.fromkeys(_PYTHON, ""),
    **dict.fromkeys(_SHELLS, "%%bash\n"),
    "r": "%%R\n",
    **{name: f"%%{name}\n" for name in ("sql", "javascript", "js", "perl", "ruby")},
    **dict.fromkeys(("julia", "scala"), ""),
}
# The outputs that pandoc and Quarto write: https://pandoc.org/MANUAL.html#jupyter-notebooks
_OUTPUT_DIV = Regex(r":{3,}[ \t]*\{[^}\n]*\.(?:cell-)?output\b")
_DIV, _DIV_END = Regex(r":{3,}[ \t]*(?:[\w{]|$)"), Regex(r":{3,}[ \t]*$")
_INDENTED = 4  # how nbconvert writes outputs
_of_output = indentation(_INDENTED)
# How knitr writes outputs: https://yihui.org/knitr/options/#text-output (`comment`)
_RESULT = Regex(r"(?:##|#>) ?")


class _Fence(NamedTuple):
    """A block between two fences."""

    info: str  # what follows the first fence
    first: int  # the first line inside
    end: int  # the line after the last inside
    after: int  # the line after the closing fence


class _Output(NamedTuple):
    """An output, and the line after all that belongs to it."""

    part: Part
    after: int


def markdown(lines: Lines, sign: str) -> list[Part] | None:
    """Return the parts of Markdown with code cells; None where it has none.

    Args:
        lines: Of the file.
        sign: What comments begin with, if magics are comments in its cells; otherwise empty.
    """
    parts: list[Part] = []
    kind, start = MARKDOWN, lines.header("---")
    at = start
    while at < len(lines):
        fence, mark = _fence_at(lines, at), _MARK.match(lines[at])
        cell = _cell(lines, sign, fence) if fence else None
        if mark:
            parts += _text(lines, start, at, kind)
            kind = RAW if mark["name"] == "raw" else MARKDOWN
            start = at = at + 1
        elif fence and cell:
            parts += [*_text(lines, start, at, kind), cell]
            at = fence.after
            while output := _output_at(lines, lines.next_text(at)):
                parts.append(output.part)
                at = output.after
            kind, start = MARKDOWN, at
        else:
            at = fence.after if fence else at + 1
    has_code = any(part.kind == CODE for part in parts)
    return [*parts, *_text(lines, start, len(lines), kind)] if has_code else None


def _text(lines: Lines, start: int, end: int, kind: str) -> Iterator[Part]:
    """The cells of text between two of code: for jupytext, two blank lines separate them.

    Between two cells pandoc puts nothing but signs of divisions.
    """
    is_marked = start > 0 and _REGION.match(lines[start - 1])
    first, end = lines.without_blank(start, end)
    while first < end:
        last = end if is_marked else _end_of_text(lines, first, end)
        if any(lines[at].strip() and not _DIV.match(lines[at]) for at in range(first, last)):
            yield Part(kind, first, last)
        first = lines.next_text(last)


def _end_of_text(lines: Lines, first: int, end: int) -> int:
    at = first
    while at < end:
        following = lines.next_text(at)
        if following > at + 1:
            return at
        at = max(following, at + 1)
    return end


def _fence_at(lines: Lines, at: int) -> _Fence | None:
    opened = _FENCE.match(lines[at])
    if not opened:
        return None
    mark, end = opened["fence"], at + 1
    while end < len(lines) and not _closes(lines[end], mark):
        end += 1
    return _Fence(opened["info"], at + 1, end, min(end + 1, len(lines)))


def _closes(line: str, mark: str) -> bool:
    text = line.strip()
    return len(text) >= len(mark) and not text.strip(mark[0])


def _cell(lines: Lines, sign: str, fence: _Fence) -> Part | None:
    """The cell of a fence; None where its language is not code that notebooks run."""
    kind, language = CODE, _language(fence.info)
    if fence.info.startswith(_RAW_CELL):
        kind, language = RAW, "python"
    if language not in _MAGICS:
        return None
    if _IS_RAW.search(fence.info):
        kind = RAW
    start = _after_options(lines, fence)
    first, end = lines.without_blank(start, fence.end)
    options = "\n".join([fence.info, *(lines[at] for at in range(fence.first, start))])
    left_out = magics(lines, sign, first, end) if sign and kind == CODE else nothing
    return Part(kind, first, end, left_out, _MAGICS[language] if kind == CODE else "", options)


def _after_options(lines: Lines, fence: _Fence) -> int:
    """The line after what MyST says about a cell: `:name: value` in its first lines, or YAML between `---`."""
    at = fence.first
    if at < fence.end and lines[at] == "---" and fence.info.startswith("{"):
        ends = (end for end in range(at + 1, fence.end) if lines[end] == "---")
        return next(ends, at - 1) + 1
    while at < fence.end and _OPTION.match(lines[at]):
        at += 1
    return at


def _language(info: str) -> str:
    found = _INFO.match(info)
    language = (found["language"] or "").lower() if found else ""
    if info.startswith(_CODE_CELL) and language not in _MAGICS:
        return "python"
    return language


def _output_at(lines: Lines, first: int) -> _Output | None:
    """The output that begins at a line after a cell."""
    if first == len(lines):
        return None
    if _OUTPUT_DIV.match(lines[first]):
        end = _end_of_div(lines, first)
        return _Output(Part(OUTPUT, first + 1, end), min(end + 1, len(lines)))
    if _is_indented(lines, first):
        end = first
        while end < len(lines) and _is_indented(lines, lines.next_text(end)):
            end += 1
        return _Output(Part(OUTPUT, first, end, _of_output), end)
    return _result(lines, first)


def _is_indented(lines: Lines, at: int) -> bool:
    return at < len(lines) and lines[at].startswith(" " * _INDENTED)


def _end_of_div(lines: Lines, first: int) -> int:
    """The line that closes a division; the number of lines where none does."""
    depth = 0
    for at in range(first, len(lines)):
        depth += -1 if _DIV_END.match(lines[at]) else 1 if _DIV.match(lines[at]) else 0
        if not depth:
            return at
    return len(lines)


def _result(lines: Lines, first: int) -> _Output | None:
    """A block without a language, all of whose lines are results of knitr."""
    fence = _fence_at(lines, first)
    if fence is None or fence.info or fence.first == fence.end:
        return None
    if not all(_RESULT.match(lines[at]) for at in range(fence.first, fence.end)):
        return None
    return _Output(Part(OUTPUT, fence.first, fence.end, _result_sign), fence.after)


def _result_sign(line: str) -> int:
    found = _RESULT.match(line)
    return found.end() if found else 0
