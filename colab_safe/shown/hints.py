"""Code that would show a credential in a cell without an output, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from colab_safe.detect.rule import Match, Rule
from colab_safe.matches import LocatedMatch
from colab_safe.model import CODE, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.shown.displays import PRINTED, VALUE, Display
from colab_safe.shown.marks import MARKS, NAMED
from colab_safe.shown.rule import WOULD_SHOW
from colab_safe.views.views import View

_CALL = re.compile(r"(?:print|display|pprint)\((?P<value>[^,()]*(?:\([^()]*\))?[^,()]*)\)")
# What is typed is shown by some front ends and not by others (VS Code), and only after a run; the code itself shows nothing.
_TYPED = re.compile(r"(?:raw_)?input\(")
_ECHO = re.compile(r"!\s*echo\s+\"?\$\{?(?P<name>\w+)\}?\"?\s*")
_ENV = re.compile(r"%env\s+(?P<name>\w+)\s*")
_NAME = re.compile(r"[\w.]+")
_LONGEST = 80  # characters of a line that is suggested
# It may be a secret itself, such as the default of `os.getenv`.
_SUSPICIOUS = re.compile(r"(?=[^\s\d]*\d)[A-Za-z0-9+/=_.~-]{16,}")


def hints(notebook: Notebook, by_cell: Mapping[int, Sequence[Display]]) -> Iterator[LocatedMatch]:
    """Yield the code that would show a credential, where the cell has no output.

    Args:
        notebook: The notebook that the code is in.
        by_cell: What each code cell displays, by the number of the cell.
    """
    segments = notebook.segments
    places = [segments.place(number) for number in range(len(segments))]
    with_output = {place.cell for place in places if place.part == "output"}
    seen = set()
    for number, place in enumerate(places):
        if place.part != "source" or place.cell in with_output or place.cell in seen:
            continue
        seen.add(place.cell)
        view = View(segments.texts[number], segments, number)
        shown = [each for each in by_cell.get(place.cell or 0, ()) if _is_sure(each)]
        for each in {each.code: each for each in shown}.values():
            if not _TYPED.match(view.text, each.code[0]):
                yield _located(notebook, view, each)


def _is_sure(display: Display) -> bool:
    """Whether the value comes from where credentials are kept, not only from a name."""
    return any(sign in chunk.text for chunk in display.text for sign in MARKS if sign != NAMED)


def _located(notebook: Notebook, view: View, display: Display) -> LocatedMatch:
    start, end = display.code
    rule = _with_advice(view.text[start:end], display.how)
    in_file = tuple(notebook.byte_spans(view.segment, [Span(start, end)]))
    return LocatedMatch(rule, CODE, view, Match(0, rule, start, end), [Span(start, end)], in_file)


def _with_advice(code: str, how: str) -> Rule:
    line = instead(code, how)
    if not line or len(line) > _LONGEST or "\n" in line or _SUSPICIOUS.search(line):
        return WOULD_SHOW
    return WOULD_SHOW._replace(revoke=f"Write `{line}` instead, which does not show the value")


def instead(code: str, how: str) -> str:
    """Return a line to write in place of code that shows a credential; empty if there is no simple one.

    Args:
        code: The expression, call or command.
        how: How it displays the credential.
    """
    if how == VALUE and not code.startswith("display"):
        return f"{code};" if _NAME.fullmatch(code) else f"token = {code}"
    if found := _ECHO.fullmatch(code):
        return f'!test -n "${found["name"]}" && echo set'
    if found := _ENV.fullmatch(code):
        return f'"{found["name"]}" in os.environ'
    if found := _CALL.fullmatch(code):
        return f"print(bool({found['value']}))" if found["value"].strip() else ""
    return f"output = {code}" if how == PRINTED and code.startswith("!") else ""
